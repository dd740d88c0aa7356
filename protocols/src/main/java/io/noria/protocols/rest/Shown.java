package io.noria.protocols.rest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Values in the forms of the wire. */
final class Shown {
  private Shown() {}

  /** JSON has no NaN and no infinity: those are left out. */
  static @Nullable Double finite(@Nullable Double value) {
    return value == null || !Double.isFinite(value) ? null : value;
  }

  static Map<String, Double> finite(Map<String, Double> values) {
    Map<String, Double> finite = new TreeMap<>();
    values.forEach((name, value) -> {
      if (Double.isFinite(value)) {
        finite.put(name, value);
      }
    });
    return finite;
  }

  static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }

  static double seconds(Duration duration) {
    return duration.toMillis() / 1e3;
  }

  static @Nullable String absentIfEmpty(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }

  static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  static List<@Nullable Double> doubles(double[] values) {
    List<@Nullable Double> shown = new ArrayList<>(values.length);
    for (double value : values) {
      shown.add(Double.isFinite(value) ? (Double) value : null);
    }
    return shown;
  }
}
