package io.noria.tracking.live;

import java.nio.charset.StandardCharsets;

/**
 * A pattern of {@code %} (any run of characters) and {@code _} (any one) over UTF-8, as SQL's LIKE
 * without an escape character. Immutable.
 */
final class Like {
  private final byte[] pattern;
  private final boolean fold;

  /**
   * Reads the pattern.
   *
   * @param fold whether the letters A to Z match in any case, as in SQLite
   */
  Like(String pattern, boolean fold) {
    this.fold = fold;
    this.pattern = pattern.getBytes(StandardCharsets.UTF_8);
    if (fold) {
      for (int i = 0; i < this.pattern.length; i++) {
        this.pattern[i] = lower(this.pattern[i]);
      }
    }
  }

  boolean matches(byte[] text, int from, int to) {
    int at = from;
    int p = 0;
    int star = -1;
    int retry = from;
    while (at < to) {
      if (p < pattern.length && pattern[p] == '%') {
        star = p++;
        retry = at;
      } else if (p < pattern.length && pattern[p] == '_') {
        p++;
        at = next(text, at, to);
      } else if (p < pattern.length && pattern[p] == (fold ? lower(text[at]) : text[at])) {
        p++;
        at++;
      } else if (star >= 0) {
        p = star + 1;
        retry = next(text, retry, to);
        at = retry;
      } else {
        return false;
      }
    }
    while (p < pattern.length && pattern[p] == '%') {
      p++;
    }
    return p == pattern.length;
  }

  /** Where the next character begins. */
  private static int next(byte[] text, int at, int to) {
    int next = at + 1;
    while (next < to && (text[next] & 0xc0) == 0x80) {
      next++;
    }
    return next;
  }

  private static byte lower(byte c) {
    return c >= 'A' && c <= 'Z' ? (byte) (c + 32) : c;
  }
}
