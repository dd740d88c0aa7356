package io.noria.traces.sql;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.tracking.Limits;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Patterns of filters that are tried here rather than in the database. For one question, by one
 * thread.
 */
final class Patterns {
  /** Steps that one question may take before it is refused: some ten seconds. */
  private static final long MOST_STEPS = 1_000_000_000;

  private static final int LONGEST = 1000;
  private static final int LARGEST = 10_000;
  private static final int MOST_REPEATED = 1000;

  /** A number of repetitions, and what comes before it. */
  private static final java.util.regex.Pattern REPEATED =
      java.util.regex.Pattern.compile(
          "(?<=(.))\\{(\\d+)(?:,(\\d*))?\\}", java.util.regex.Pattern.DOTALL);

  private long steps;

  /**
   * A regular expression as RE2 knows them: whatever it is, a text is read once.
   *
   * @throws NoriaException INVALID_ARGUMENT when it is none, or too large
   */
  static Pattern regex(String text) {
    if (text.length() > LONGEST) {
      throw NoriaException.invalid(
          "filter: RLIKE with "
              + text.length()
              + " characters (expected: at most "
              + LONGEST
              + ")");
    }
    if (!repeatsFew(text)) {
      throw tooLarge(text);
    }
    try {
      Pattern pattern = Pattern.compile(text);
      if (pattern.programSize() > LARGEST) {
        throw tooLarge(text);
      }
      return pattern;
    } catch (PatternSyntaxException e) {
      throw new NoriaException(
          ErrorCode.INVALID_ARGUMENT,
          "filter: RLIKE '"
              + Limits.shown(text)
              + "' is no regular expression (as RE2 has them: "
              + e.getDescription()
              + ")",
          e);
    }
  }

  /**
   * Whether repetitions within repetitions make no more than 1,000 copies: the compiler writes each
   * one out. What looks like one within another is taken for it, so more may be refused than must.
   */
  private static boolean repeatsFew(String text) {
    long single = 1;
    long groups = 1;
    var found = REPEATED.matcher(text);
    while (found.find()) {
      int count = Math.max(count(found.group(2)), count(found.group(3)));
      if (")}*+?".indexOf(found.group(1).charAt(0)) >= 0) {
        groups *= Math.max(1, count);
      } else {
        single = Math.max(single, count);
      }
      if (groups * (groups > 1 ? single : 1) > MOST_REPEATED) {
        return false;
      }
    }
    return true;
  }

  private static int count(@Nullable String digits) {
    return digits == null || digits.isEmpty()
        ? 0
        : digits.length() > 4 ? MOST_REPEATED + 1 : Integer.parseInt(digits);
  }

  private static NoriaException tooLarge(String text) {
    return NoriaException.invalid(
        "filter: RLIKE '"
            + Limits.shown(text)
            + "' repeats too much (expected: at most "
            + MOST_REPEATED
            + " times in all)");
  }

  /** Whether a part of the text fits. */
  boolean find(Pattern pattern, String text) {
    Counted counted = new Counted(text, pattern.programSize());
    counted.step();
    return pattern.matcher(counted).find();
  }

  /** A text that counts what its characters cost, so that no question runs for ever. */
  private final class Counted implements CharSequence {
    private final String text;
    private final int cost;

    /**
     * @param cost the most steps that one character takes
     */
    Counted(String text, int cost) {
      this.text = text;
      this.cost = cost;
    }

    void step() {
      steps += cost;
      if (steps > MOST_STEPS) {
        throw NoriaException.invalid(
            "filter: RLIKE takes too long (expected: a simpler expression, or fewer traces)");
      }
    }

    @Override
    public char charAt(int index) {
      step();
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int from, int to) {
      return text.subSequence(from, to);
    }

    @Override
    public String toString() {
      return text;
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
