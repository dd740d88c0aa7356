package io.noria.traces.sql;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.tracking.Limits;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Patterns of filters that are tried here rather than in the database. */
final class Patterns {
  /** Characters that one question may look at in vain before it is refused. */
  private static final long MOST_READS = 500_000_000;

  private static final int LONGEST = 1000;

  private long reads;

  /** A regular expression as Java knows them. */
  static Pattern regex(String text) {
    if (text.length() > LONGEST) {
      throw NoriaException.invalid(
          "filter: RLIKE with "
              + text.length()
              + " characters (expected: at most "
              + LONGEST
              + ")");
    }
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw new NoriaException(
          ErrorCode.INVALID_ARGUMENT,
          "filter: RLIKE '"
              + Limits.shown(text)
              + "' is no regular expression ("
              + e.getDescription()
              + ")",
          e);
    }
  }

  /** Whether a part of the text fits. */
  boolean find(Pattern pattern, String text) {
    try {
      return pattern.matcher(new Counted(text, 0, text.length())).find();
    } catch (StackOverflowError e) {
      throw tooMuch(pattern);
    }
  }

  private static NoriaException tooMuch(Pattern pattern) {
    return NoriaException.invalid(
        "filter: RLIKE '"
            + Limits.shown(pattern.pattern())
            + "' takes too long (expected: an expression without nested repetitions)");
  }

  /** A text that counts how often it is looked at, so that no expression can run for ever. */
  private final class Counted implements CharSequence {
    private final String text;
    private final int start;
    private final int end;

    Counted(String text, int start, int end) {
      this.text = text;
      this.start = start;
      this.end = end;
    }

    @Override
    public char charAt(int index) {
      if (++reads > MOST_READS) {
        throw NoriaException.invalid(
            "filter: RLIKE takes too long (expected: a simpler expression)");
      }
      return text.charAt(start + index);
    }

    @Override
    public int length() {
      return end - start;
    }

    @Override
    public CharSequence subSequence(int from, int to) {
      return new Counted(text, start + from, start + to);
    }

    @Override
    public String toString() {
      return text.substring(start, end);
    }
  }

  /** SQL's LIKE: {@code %} any run, {@code _} any one character. */
  static boolean like(String pattern, String text) {
    int p = 0;
    int t = 0;
    int star = -1;
    int mark = 0;
    while (t < text.length()) {
      char wanted = p < pattern.length() ? pattern.charAt(p) : 0;
      if (p < pattern.length() && wanted == '%') {
        star = p++;
        mark = t;
      } else if (p < pattern.length() && (wanted == '_' || wanted == text.charAt(t))) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++mark;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '%') {
      p++;
    }
    return p == pattern.length();
  }

  /** As {@link #like} but blind to case. */
  static boolean ilike(String pattern, String text) {
    return like(pattern.toLowerCase(Locale.ROOT), text.toLowerCase(Locale.ROOT));
  }
}
