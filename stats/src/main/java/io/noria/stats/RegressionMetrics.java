package io.noria.stats;

import io.noria.base.NoriaException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The metrics of a regression, as scikit-learn computes them.
 *
 * @param rows how many rows
 * @param mae mean absolute error
 * @param rmse root of the mean squared error
 * @param r2 coefficient of determination; for a constant target 1 when every row is exact, else 0
 * @param maxError largest absolute error
 *     <p>All are NaN when there are no rows.
 */
public record RegressionMetrics(long rows, double mae, double rmse, double r2, double maxError)
    implements Metrics.OfRows {
  /** Names of the metrics, as project files and wires have them. */
  public static final List<String> NAMES = Metrics.names(Task.REGRESSION);

  /**
   * Computes all of them.
   *
   * @throws NoriaException INVALID_ARGUMENT when the lengths differ
   */
  public static RegressionMetrics of(double[] actual, double[] predicted) {
    if (actual.length != predicted.length) {
      throw NoriaException.invalid(
          "metrics: "
              + actual.length
              + " labels and "
              + predicted.length
              + " predictions (expected: as many of each)");
    }
    if (actual.length == 0) {
      return new RegressionMetrics(0, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
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

  @Override
  public OptionalDouble value(String metric) {
    if (!NAMES.contains(metric)) {
      throw Metrics.unknown(metric, NAMES);
    }
    if (rows == 0) {
      return OptionalDouble.empty();
    }
    return switch (metric) {
      case "rmse" -> OptionalDouble.of(rmse);
      case "mae" -> OptionalDouble.of(mae);
      default -> OptionalDouble.of(r2);
    };
  }

  @Override
  public Map<String, Double> values() {
    Map<String, Double> values = new LinkedHashMap<>();
    for (String name : NAMES) {
      value(name).ifPresent(value -> values.put(name, value));
    }
    return values;
  }
}
