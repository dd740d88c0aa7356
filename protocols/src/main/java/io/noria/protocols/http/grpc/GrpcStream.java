package io.noria.protocols.http.grpc;

import com.google.protobuf.MessageLite;
import org.jspecify.annotations.Nullable;

/**
 * Both directions of a streaming call. For the one thread that answers it.
 *
 * @param <Q> what comes
 * @param <A> what goes
 */
public interface GrpcStream<Q extends MessageLite, A extends MessageLite> {
  /**
   * The next message; waits for it. Null when the caller sends no more.
   *
   * @throws GrpcFailure when the caller went away, its time has passed, or it sent something wrong
   */
  @Nullable Q next();

  /** Sends a message; waits until the caller takes it. */
  void send(A message);
}
