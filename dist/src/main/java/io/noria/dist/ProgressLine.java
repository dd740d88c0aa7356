package io.noria.dist;

import java.io.PrintStream;
import java.util.Locale;

/**
 * One line on stderr that says how far something is, drawn over and over. Nothing is drawn where
 * nobody watches: without a terminal, or when the output is JSON. Not thread-safe.
 */
public final class ProgressLine implements AutoCloseable {
  private static final int WIDTH = 30;
  private static final long EVERY_NANOS = 100_000_000;

  private final PrintStream out;
  private final boolean shown;
  private long drawn;
  private boolean dirty;

  private ProgressLine(PrintStream out, boolean shown) {
    this.out = out;
    this.shown = shown;
  }

  /** On stderr, when that is a terminal. */
  public static ProgressLine onTerminal(boolean quiet) {
    java.io.Console console = System.console();
    return new ProgressLine(System.err, !quiet && console != null && console.isTerminal());
  }

  /** Says how far it is; {@code whole} is 0 when it is not known. */
  public void at(String what, long done, long whole) {
    long now = System.nanoTime();
    if (!shown || (dirty && now - drawn < EVERY_NANOS && done != whole)) {
      return;
    }
    drawn = now;
    dirty = true;
    out.print("\r\u001b[K" + text(what, done, whole));
    out.flush();
  }

  /** The line's text. */
  static String text(String what, long done, long whole) {
    if (whole <= 0) {
      return String.format(Locale.ROOT, "%-12s %,d", what, done);
    }
    double share = Math.min(1.0, (double) done / whole);
    int full = (int) (share * WIDTH);
    return String.format(
        Locale.ROOT,
        "%-12s [%s%s] %3d %%  %,d of %,d",
        what,
        "#".repeat(full),
        ".".repeat(WIDTH - full),
        (int) (share * 100),
        done,
        whole);
  }

  @Override
  public void close() {
    if (dirty) {
      out.print("\r\u001b[K");
      out.flush();
    }
  }
}
