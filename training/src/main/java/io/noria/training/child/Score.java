package io.noria.training.child;

import java.util.Arrays;

/** Metrics of one round, quick enough for every round. */
final class Score {
  private Score() {}

  /** Whether larger is better. */
  static boolean largerIsBetter(String metric) {
    return metric.equals("auc");
  }

  /**
   * The metric of the predictions.
   *
   * @param metric {@code auc}, {@code logloss} or {@code rmse}
   */
  static double of(String metric, float[][] predictions, float[] labels) {
    return switch (metric) {
      case "auc" -> auc(predictions, labels);
      case "logloss" -> logLoss(predictions, labels);
      case "rmse" -> rmse(predictions, labels);
      default ->
          throw new IllegalArgumentException(
              "metric: " + metric + " (expected: auc, logloss or rmse)");
    };
  }

  /**
   * The area under the ROC curve as the share of pairs in the right order, ties half; NaN with one
   * class only. (Hanley and McNeil 1982.)
   */
  private static double auc(float[][] predictions, float[] labels) {
    long[] order = new long[labels.length];
    long positives = 0;
    for (int i = 0; i < labels.length; i++) {
      boolean positive = labels[i] > 0.5f;
      // Probabilities are not negative, so their bits sort as they do.
      order[i] = (long) Float.floatToRawIntBits(predictions[i][0]) << 1 | (positive ? 1 : 0);
      positives += positive ? 1 : 0;
    }
    long negatives = labels.length - positives;
    if (positives == 0 || negatives == 0) {
      return Double.NaN;
    }
    Arrays.sort(order);
    double pairs = 0;
    long below = 0;
    int at = 0;
    while (at < order.length) {
      long value = order[at] >>> 1;
      long tiedPositives = 0;
      int from = at;
      while (at < order.length && order[at] >>> 1 == value) {
        tiedPositives += order[at] & 1;
        at++;
      }
      long tiedNegatives = at - from - tiedPositives;
      pairs += tiedPositives * (below + tiedNegatives / 2.0);
      below += tiedNegatives;
    }
    return pairs / ((double) positives * negatives);
  }

  private static double logLoss(float[][] predictions, float[] labels) {
    double sum = 0;
    for (int i = 0; i < labels.length; i++) {
      double p = Math.clamp(predictions[i][0], 1e-7, 1 - 1e-7);
      sum -= Math.log(labels[i] > 0.5f ? p : 1 - p);
    }
    return sum / labels.length;
  }

  private static double rmse(float[][] predictions, float[] labels) {
    double sum = 0;
    for (int i = 0; i < labels.length; i++) {
      double error = predictions[i][0] - labels[i];
      sum += error * error;
    }
    return Math.sqrt(sum / labels.length);
  }
}
