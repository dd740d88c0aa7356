package io.noria.protocols.http;

import io.noria.base.NoriaException;
import java.time.Duration;

/**
 * What one caller may cost.
 *
 * @param maxBodyBytes of a body that is read as a whole (JSON)
 * @param maxUploadBytes of a body that is streamed to the object store
 * @param maxHeaderBytes of all headers together
 * @param maxConcurrentRequests beyond these a request is answered 503 with Retry-After at once
 * @param maxStreams event streams open at the same time
 * @param maxConnections TCP connections; more wait in the listener's backlog
 * @param readTimeout the longest silence of a connection, within a request or before the next
 * @param bodyTimeout the longest time that a body read as a whole may take to arrive
 * @param idleTimeout a connection that does nothing for so long is closed
 * @param stopGrace how long requests under way may go on when the server stops
 * @param patience how long slow callers are waited for
 */
public record HttpLimits(
    int maxBodyBytes,
    long maxUploadBytes,
    int maxHeaderBytes,
    int maxConcurrentRequests,
    int maxStreams,
    int maxConnections,
    Duration readTimeout,
    Duration bodyTimeout,
    Duration idleTimeout,
    Duration stopGrace,
    Patience patience) {
  /**
   * How long slow callers are waited for.
   *
   * @param head until the head of a request is there whole, from the connection's beginning or the
   *     last answer on
   * @param write until a caller takes what is written, and longer for much at once
   */
  public record Patience(Duration head, Duration write) {
    /** Of a server that nobody configured. */
    public static final Patience DEFAULT =
        new Patience(Duration.ofSeconds(60), Duration.ofSeconds(60));

    /** Validates. */
    public Patience {
      positive("head-timeout", head.toMillis());
      positive("write-timeout", write.toMillis());
    }
  }

  /** The limits of a server that nobody configured. */
  public static final HttpLimits DEFAULT =
      new HttpLimits(
          10 * 1024 * 1024,
          Long.MAX_VALUE,
          32 * 1024,
          512,
          256,
          4096,
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          Duration.ofMinutes(5),
          Duration.ofSeconds(10),
          Patience.DEFAULT);

  /** Validates. */
  public HttpLimits {
    positive("max-body-bytes", maxBodyBytes);
    positive("max-upload-bytes", maxUploadBytes);
    positive("max-header-bytes", maxHeaderBytes);
    positive("max-concurrent-requests", maxConcurrentRequests);
    positive("max-streams", maxStreams);
    positive("max-connections", maxConnections);
    positive("read-timeout", readTimeout.toMillis());
    positive("body-timeout", bodyTimeout.toMillis());
    positive("idle-timeout", idleTimeout.toMillis());
  }

  private static void positive(String name, long value) {
    if (value <= 0) {
      throw NoriaException.invalid("noria.http." + name + ": " + value + " (expected: above 0)");
    }
  }
}
