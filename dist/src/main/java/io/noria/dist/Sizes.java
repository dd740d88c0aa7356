package io.noria.dist;

import io.noria.base.NoriaException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes and lengths of time as people write them. */
public final class Sizes {
  private static final Pattern PART = Pattern.compile("(\\d+)([dhms])");

  private Sizes() {}

  /** {@code 1.5 GB}. */
  public static String bytes(long bytes) {
    String[] units = {"B", "kB", "MB", "GB", "TB", "PB"};
    double value = bytes;
    int unit = 0;
    while (value >= 1000 && unit < units.length - 1) {
      value /= 1000;
      unit++;
    }
    return unit == 0
        ? bytes + " B"
        : String.format(Locale.ROOT, value < 10 ? "%.1f %s" : "%.0f %s", value, units[unit]);
  }

  /** Reads {@code 30d}, {@code 1d12h}, {@code 90s} or {@code 0}. */
  static Duration duration(String option, String text) {
    Duration sum = Duration.ZERO;
    Matcher part = PART.matcher(text);
    int at = 0;
    while (at < text.length()
        && part.find(at)
        && part.start() == at
        && part.group(1).length() < 9) {
      long count = Long.parseLong(part.group(1));
      sum =
          sum.plus(
              switch (part.group(2).charAt(0)) {
                case 'd' -> Duration.ofDays(count);
                case 'h' -> Duration.ofHours(count);
                case 'm' -> Duration.ofMinutes(count);
                default -> Duration.ofSeconds(count);
              });
      at = part.end();
    }
    if ((at < text.length() || text.isEmpty()) && !text.equals("0")) {
      throw NoriaException.invalid(
          option + ": " + text + " (expected: a length of time such as 30d, 12h or 1d12h30m)");
    }
    return sum;
  }
}
