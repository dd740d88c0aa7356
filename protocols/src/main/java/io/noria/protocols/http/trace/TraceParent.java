package io.noria.protocols.http.trace;

import org.jspecify.annotations.Nullable;

/**
 * The span that a request comes from, as W3C's Trace Context says it.
 *
 * @param traceHigh the first half of the trace's id
 * @param traceLow the second half
 * @param span the caller's span
 * @param sampled whether the caller keeps it
 * @param state what the caller's systems say to each other; empty for nothing
 * @see <a href="https://www.w3.org/TR/trace-context/">Trace Context</a>
 */
public record TraceParent(long traceHigh, long traceLow, long span, boolean sampled, String state) {
  private static final int LONGEST_STATE = 512;

  /**
   * Reads the headers.
   *
   * @param parent {@code traceparent}; null when there is none
   * @param state {@code tracestate}; null when there is none
   * @return null when there is none, or it is not valid: then a trace begins here
   */
  public static @Nullable TraceParent of(@Nullable String parent, @Nullable String state) {
    if (parent == null) {
      return null;
    }
    String text = parent.strip();
    boolean shaped =
        text.length() >= 55
            && text.charAt(2) == '-'
            && text.charAt(35) == '-'
            && text.charAt(52) == '-'
            && !text.startsWith("ff")
            // A later version may say more, behind another dash.
            && (text.length() == 55 || (text.charAt(55) == '-' && !text.startsWith("00")));
    if (!shaped || !hex(text, 0, 2) || !hex(text, 3, 35) || !hex(text, 36, 52)) {
      return null;
    }
    if (!hex(text, 53, 55)) {
      return null;
    }
    long high = Long.parseUnsignedLong(text, 3, 19, 16);
    long low = Long.parseUnsignedLong(text, 19, 35, 16);
    long span = Long.parseUnsignedLong(text, 36, 52, 16);
    if ((high == 0 && low == 0) || span == 0) {
      return null;
    }
    boolean sampled = (Integer.parseInt(text, 53, 55, 16) & 1) != 0;
    String kept = state == null || state.length() > LONGEST_STATE ? "" : state.strip();
    return new TraceParent(high, low, span, sampled, kept);
  }

  /** Whether all are hexadecimal digits in lower case. */
  private static boolean hex(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }
}
