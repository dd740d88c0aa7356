package io.noria.protocols.http;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/** An answer's body of which each piece must be taken in time. */
final class WatchedOutput extends OutputStream {
  /** Larger pieces are cut up, so that the time that is allowed is about little. */
  private static final int PIECE = 1 << 16;

  private final OutputStream out;
  private final Connections.Connection connection;
  private final Duration most;

  WatchedOutput(OutputStream out, Connections.Connection connection, Duration most) {
    this.out = out;
    this.connection = connection;
    this.most = most;
  }

  private interface Work {
    void run() throws IOException;
  }

  private void watched(int bytes, Work work) throws IOException {
    connection.writing(bytes, most);
    try {
      work.run();
    } finally {
      connection.settled();
    }
  }

  @Override
  public void write(int b) throws IOException {
    watched(1, () -> out.write(b));
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    for (int at = 0; at < length; at += PIECE) {
      int from = offset + at;
      int count = Math.min(PIECE, length - at);
      watched(count, () -> out.write(bytes, from, count));
    }
  }

  @Override
  public void flush() throws IOException {
    watched(0, out::flush);
  }

  @Override
  public void close() throws IOException {
    watched(PIECE, out::close);
  }
}
