package io.noria.project.init;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Figures as people write them. */
final class Shown {
  private Shown() {}

  /** {@code 1,234,567}. */
  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** {@code 12.3 %}; a share that is not nothing is never shown as nothing. */
  static String percent(double share) {
    double percent = share * 100;
    if (percent == 0 || percent == 100) {
      return "%.0f %%".formatted(percent);
    }
    String text =
        (percent > 99.9 && percent < 100) || percent < 0.1
            ? String.format(Locale.ROOT, "%.3f", percent)
            : String.format(Locale.ROOT, "%.1f", percent);
    return text + " %";
  }

  /** At most four figures that count, and no exponent where none is needed. */
  static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return Long.toString((long) value);
    }
    if (Math.abs(value) >= 1e15 || Math.abs(value) < 1e-4) {
      return String.format(Locale.ROOT, "%.4g", value);
    }
    int digits = (int) Math.clamp(3 - Math.floor(Math.log10(Math.abs(value))), 0, 8);
    String text = String.format(Locale.ROOT, "%." + digits + "f", value);
    return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
  }

  /** The moment of microseconds: {@code 2013-04-30} or {@code 2013-04-30 12:30}. */
  static String moment(double micros) {
    Instant moment = Instant.EPOCH.plus((long) micros, ChronoUnit.MICROS);
    String pattern =
        moment.equals(moment.truncatedTo(ChronoUnit.DAYS)) ? "uuuu-MM-dd" : "uuuu-MM-dd HH:mm";
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT)
        .withZone(ZoneOffset.UTC)
        .format(moment);
  }
}
