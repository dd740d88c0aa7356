package io.noria.protocols.http;

import io.noria.base.ErrorCode;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * An upload that must go on: in each stretch of waiting for its bytes so many must have come. Time
 * that the reader itself takes does not count.
 */
final class PacedInput extends FilterInputStream {
  private static final long LEAST_BYTES = 64 << 10;

  private final Duration stretch;
  private final Connections.Connection connection;
  private long waitedNanos;
  private long bytes;

  PacedInput(InputStream in, Duration stretch, Connections.Connection connection) {
    super(in);
    this.stretch = stretch;
    this.connection = connection;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    long began = System.nanoTime();
    int read = watched(into, offset, length);
    waitedNanos += System.nanoTime() - began;
    bytes += Math.max(read, 0);
    if (waitedNanos > stretch.toNanos()) {
      if (read >= 0 && bytes < LEAST_BYTES) {
        throw new HttpFailure(
            408,
            ErrorCode.DEADLINE_EXCEEDED,
            "body: " + bytes + " bytes in " + stretch + " (expected: " + LEAST_BYTES + " or more)");
      }
      waitedNanos = 0;
      bytes = 0;
    }
    return read;
  }

  /** One read may go on for ever: the line before a chunk ends when the caller wants it to. */
  private int watched(byte[] into, int offset, int length) throws IOException {
    connection.reading(stretch);
    try {
      return super.read(into, offset, length);
    } finally {
      connection.settled();
    }
  }
}
