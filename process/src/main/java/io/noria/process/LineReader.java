package io.noria.process;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Cuts one stream of a child into lines of bounded length. */
final class LineReader implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(LineReader.class);

  private final InputStream bytes;
  private final ChildOutput.Stream stream;
  private final ChildOutput output;
  private final int maxLineBytes;
  private boolean complained;

  LineReader(InputStream bytes, ChildOutput.Stream stream, ChildOutput output, int maxLineBytes) {
    this.bytes = bytes;
    this.stream = stream;
    this.output = output;
    this.maxLineBytes = maxLineBytes;
  }

  @Override
  public void run() {
    byte[] line = new byte[Math.min(maxLineBytes, 1024)];
    int length = 0;
    long left = 0;
    boolean pending = false;
    boolean afterReturn = false;
    try (InputStream in = new BufferedInputStream(bytes, 1 << 16)) {
      for (int next = in.read(); next >= 0; next = in.read()) {
        if (next == '\n' && afterReturn) {
          afterReturn = false;
          continue;
        }
        afterReturn = next == '\r';
        if (next == '\n' || next == '\r') {
          give(line, length, left);
          length = 0;
          left = 0;
          pending = false;
          continue;
        }
        pending = true;
        if (length == maxLineBytes) {
          left++;
          continue;
        }
        if (length == line.length) {
          line = java.util.Arrays.copyOf(line, Math.min(maxLineBytes, line.length * 2));
        }
        line[length++] = (byte) next;
      }
    } catch (IOException e) {
      // The stream was closed after the child's end: what came before is all there is.
      LOG.debug("event=child_stream_closed stream={} error=\"{}\"", stream, e.toString());
    }
    if (pending) {
      give(line, length, left);
    }
  }

  private void give(byte[] line, int length, long left) {
    String text = new String(line, 0, length, StandardCharsets.UTF_8);
    try {
      output.line(stream, left == 0 ? text : text + "… (" + left + " bytes more)");
    } catch (RuntimeException e) {
      if (!complained) {
        complained = true;
        LOG.warn("event=child_line_lost stream={} error=\"{}\"", stream, e.toString(), e);
      }
    }
  }
}
