package io.noria.collaboration.report;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One line of a chart.
 *
 * @param name what the legend calls it
 * @param x ascending
 * @param y values; NaN breaks the line
 * @param low the lower edge of the band around it; null for none
 * @param high the upper edge; null for none
 * @param notDrawn how many values are not finite, and so are not drawn
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over once, to be drawn.
record Curve(
    String name,
    double[] x,
    double[] y,
    double @Nullable [] low,
    double @Nullable [] high,
    long notDrawn) {
  /** The same line after an exponential moving average, unbiased at its beginning. */
  Curve smoothed(double weight) {
    return weight <= 0
        ? this
        : new Curve(
            name,
            x,
            smoothed(y, weight),
            low == null ? null : smoothed(low, weight),
            high == null ? null : smoothed(high, weight),
            notDrawn);
  }

  private static double[] smoothed(double[] values, double weight) {
    double[] smooth = new double[values.length];
    double sum = 0;
    double norm = 0;
    for (int i = 0; i < values.length; i++) {
      if (Double.isFinite(values[i])) {
        sum = weight * sum + (1 - weight) * values[i];
        norm = weight * norm + (1 - weight);
      }
      smooth[i] = Double.isFinite(values[i]) ? sum / norm : values[i];
    }
    return smooth;
  }

  /** The finite part of a list of numbers. */
  static double[] finite(double[] values) {
    return Arrays.stream(values).filter(Double::isFinite).toArray();
  }
}
