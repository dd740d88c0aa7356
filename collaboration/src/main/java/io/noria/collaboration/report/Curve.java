package io.noria.collaboration.report;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * One line of a chart.
 *
 * @param name what the legend calls it
 * @param x ascending
 * @param y values; NaN breaks the line
 */
record Curve(String name, double[] x, double[] y) {
  /** The same line after an exponential moving average, unbiased at its beginning. */
  Curve smoothed(double weight) {
    if (weight <= 0) {
      return this;
    }
    double[] smooth = new double[y.length];
    double sum = 0;
    double norm = 0;
    for (int i = 0; i < y.length; i++) {
      if (Double.isFinite(y[i])) {
        sum = weight * sum + (1 - weight) * y[i];
        norm = weight * norm + (1 - weight);
      }
      smooth[i] = Double.isFinite(y[i]) ? sum / norm : y[i];
    }
    return new Curve(name, x, smooth);
  }

  /** The finite part of a list of numbers. */
  static double[] finite(double[] values) {
    return Arrays.stream(values).filter(Double::isFinite).toArray();
  }

  /** How many points cannot be drawn. */
  int notDrawn() {
    return (int) IntStream.range(0, y.length).filter(i -> !Double.isFinite(y[i])).count();
  }
}
