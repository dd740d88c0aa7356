package io.noria.protocols.rest;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** Bytes that must be through with by a moment, whatever is made of them meanwhile. */
final class TimedInput extends FilterInputStream {
  private final String what;
  private final Duration allowed;
  private final long began = System.nanoTime();

  /**
   * The time runs from now on.
   *
   * @param what is read, for the message
   */
  TimedInput(InputStream in, String what, Duration allowed) {
    super(in);
    this.what = what;
    this.allowed = allowed;
  }

  @Override
  public int read() throws IOException {
    check();
    return super.read();
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    check();
    return super.read(into, offset, length);
  }

  private void check() {
    if (System.nanoTime() - began > allowed.toNanos()) {
      throw new NoriaException(
          ErrorCode.DEADLINE_EXCEEDED,
          what + ": not read within " + allowed.toSeconds() + " s (expected: a smaller file)");
    }
  }
}
