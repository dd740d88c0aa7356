package io.noria.collaboration.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A linear axis: which values it covers and where its marks are.
 *
 * @param low the value at its beginning
 * @param high the value at its end, above low
 */
record Axis(double low, double high) {
  private static final int MARKS = 6;

  /** The axis that covers the values, with a little room; from 0 to 1 when there are none. */
  static Axis over(List<double[]> values, boolean room) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double[] some : values) {
      for (double value : some) {
        if (Double.isFinite(value)) {
          low = Math.min(low, value);
          high = Math.max(high, value);
        }
      }
    }
    if (low > high) {
      return new Axis(0, 1);
    }
    if (low == high) {
      double half = low == 0 ? 1 : Math.abs(low) / 10;
      return new Axis(low - half, high + half);
    }
    double margin = room ? Math.min((high - low) * 0.04, Double.MAX_VALUE / 4) : 0;
    return new Axis(low - margin, high + margin);
  }

  /** Where the value lies, 0 at the beginning and 1 at the end. */
  double at(double value) {
    // Halves keep the range of the largest doubles from becoming infinite.
    return (value / 2 - low / 2) / (high / 2 - low / 2);
  }

  /** Round values within the axis. */
  List<Double> marks() {
    double span = high / 2 - low / 2;
    double rough = span / MARKS * 2;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double step =
        power * (rough / power < 1.5 ? 1 : rough / power < 3.5 ? 2 : rough / power < 7.5 ? 5 : 10);
    List<Double> marks = new ArrayList<>();
    for (double k = Math.ceil(low / step); k * step <= high && marks.size() < 4 * MARKS; k++) {
      marks.add(k * step);
    }
    return marks;
  }

  /** What stands at a mark of the x axis. */
  static String label(String x, double value) {
    return switch (x) {
      case "time" ->
          DateTimeFormatter.ofPattern("MM-dd HH:mm", Locale.ROOT)
              .format(Instant.ofEpochMilli((long) (value * 1000)).atOffset(ZoneOffset.UTC));
      case "relative" -> duration(value);
      default -> Html.number(value);
    };
  }

  private static String duration(double seconds) {
    if (seconds < 120) {
      return Html.number(seconds) + " s";
    }
    return seconds < 7200 ? Html.number(seconds / 60) + " min" : Html.number(seconds / 3600) + " h";
  }
}
