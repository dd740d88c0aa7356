package io.noria.stats;

import io.noria.base.NoriaException;

/**
 * The metrics of a regression, as scikit-learn computes them.
 *
 * @param rows how many rows
 * @param mae mean absolute error
 * @param rmse root of the mean squared error
 * @param r2 coefficient of determination; for a constant target 1 when every row is exact, else 0
 * @param maxError largest absolute error
 */
public record RegressionMetrics(long rows, double mae, double rmse, double r2, double maxError) {
  /**
   * Computes all of them.
   *
   * @throws NoriaException INVALID_ARGUMENT when the lengths differ or there are no rows
   */
  public static RegressionMetrics of(double[] actual, double[] predicted) {
    if (actual.length != predicted.length || actual.length == 0) {
      throw NoriaException.invalid(
          "metrics: " + actual.length + " labels and " + predicted.length + " predictions");
    }
    double mean = 0;
    for (double value : actual) {
      mean += value;
    }
    mean /= actual.length;
    double absolute = 0;
    double squared = 0;
    double total = 0;
    double most = 0;
    for (int i = 0; i < actual.length; i++) {
      double error = actual[i] - predicted[i];
      absolute += Math.abs(error);
      squared += error * error;
      total += (actual[i] - mean) * (actual[i] - mean);
      most = Math.max(most, Math.abs(error));
    }
    double r2 = total == 0 ? (squared == 0 ? 1 : 0) : 1 - squared / total;
    return new RegressionMetrics(
        actual.length, absolute / actual.length, Math.sqrt(squared / actual.length), r2, most);
  }
}
