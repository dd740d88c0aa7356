package io.noria.protocols.http.grpc;

import com.google.protobuf.Empty;
import io.noria.base.Observed;
import io.noria.protocols.http.RouteStats;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** A call that nobody answers: to a name that is not known, or no call of gRPC at all. */
final class StrayCall extends Call {
  private static final int MOST_SHOWN = 200;
  private static final byte[] NOT_GRPC =
      "HTTP/2 is for gRPC here (expected: POST with content-type application/grpc, or HTTP/1.1)\n"
          .getBytes(StandardCharsets.UTF_8);

  private final boolean grpc;

  StrayCall(GrpcProtocol.Opened opened, String path, boolean grpc, Set<String> services) {
    super(
        opened,
        new GrpcService.Method(
            words(path, services),
            Empty.parser(),
            null,
            null,
            true,
            new RouteStats(),
            Observed.NOTHING));
    this.grpc = grpc;
  }

  private static String words(String path, Set<String> services) {
    String shown = path.length() > MOST_SHOWN ? path.substring(0, MOST_SHOWN) + "…" : path;
    int slash = path.lastIndexOf('/');
    boolean known = slash > 0 && services.contains(path.substring(1, slash));
    return shown
        + (known ? ": no such method" : ": no such service (expected: one of " + services + ")");
  }

  @Override
  void begin() {
    throw new GrpcFailure(GrpcStatus.UNIMPLEMENTED, method.path());
  }

  @Override
  GrpcStatus tell(Throwable failure) {
    if (grpc) {
      return super.tell(failure);
    }
    wire.notGrpc(NOT_GRPC);
    return GrpcStatus.INVALID_ARGUMENT;
  }

  @Override
  void received(byte[] message) {
    // Refused before anything was read.
  }

  @Override
  void halfClosed() {
    // Refused before anything was read.
  }
}
