package io.noria.stats;

/** The metrics that are made of means over rows: sums per group, then a draw is their mix. */
final class GroupedMeans implements GroupedMetric {
  private final String metric;
  private final long[] rows;

  /** Losses, absolute or squared errors, by the metric. */
  private final double[] errors;

  /** Sums of the actual values, less their mean over all rows so that squares stay small. */
  private final double[] values;

  private final double[] squares;

  private GroupedMeans(String metric, int groups) {
    this.metric = metric;
    this.rows = new long[groups];
    this.errors = new double[groups];
    this.values = new double[groups];
    this.squares = new double[groups];
  }

  /** The mean loss of many classes. */
  static GroupedMeans ofLoss(int[] actual, Answers answers, int[] group, int groups) {
    var sums = new GroupedMeans("log_loss", groups);
    for (int i = 0; i < actual.length; i++) {
      sums.rows[group[i]]++;
      sums.errors[group[i]] += MulticlassMetrics.loss(answers.probability(i, actual[i]));
    }
    return sums;
  }

  /** The metric of a regression. */
  static GroupedMeans ofErrors(
      String metric, double[] actual, double[] predicted, int[] group, int groups) {
    var sums = new GroupedMeans(metric, groups);
    double mean = 0;
    for (double value : actual) {
      mean += value / actual.length;
    }
    for (int i = 0; i < actual.length; i++) {
      int g = group[i];
      double error = actual[i] - predicted[i];
      double centred = actual[i] - mean;
      sums.rows[g]++;
      sums.errors[g] += metric.equals("mae") ? Math.abs(error) : error * error;
      sums.values[g] += centred;
      sums.squares[g] += centred * centred;
    }
    return sums;
  }

  @Override
  public double value(int[] times) {
    long n = 0;
    double error = 0;
    double value = 0;
    double square = 0;
    for (int g = 0; g < times.length; g++) {
      n += times[g] * rows[g];
      error += times[g] * errors[g];
      value += times[g] * values[g];
      square += times[g] * squares[g];
    }
    return switch (metric) {
      case "rmse" -> Math.sqrt(error / n);
      case "r2" -> {
        double total = square - value * value / n;
        yield total > 0 ? 1 - error / total : Double.NaN;
      }
      default -> error / n;
    };
  }
}
