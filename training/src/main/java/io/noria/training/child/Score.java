package io.noria.training.child;

import java.util.Arrays;
import java.util.List;

/** Metrics of one round, quick enough for every round. */
public final class Score {
  private Score() {}

  /** The metrics there are. */
  public static final List<String> ALL =
      List.of("auc", "logloss", "mlogloss", "accuracy", "rmse", "mae");

  /** Whether larger is better. */
  public static boolean largerIsBetter(String metric) {
    return metric.equals("auc") || metric.equals("accuracy");
  }

  /**
   * The metric of the predictions.
   *
   * @param metric one of {@link #ALL}
   * @param predictions for each row the positive class's probability, the number, or the
   *     probability of each class
   * @param labels for each row 1 or 0, the number, or the place of the class
   */
  public static double of(String metric, float[][] predictions, float[] labels) {
    return switch (metric) {
      case "auc" -> auc(predictions, labels);
      case "logloss" -> logLoss(predictions, labels);
      case "mlogloss" -> multiLogLoss(predictions, labels);
      case "accuracy" -> accuracy(predictions, labels);
      case "rmse" -> rmse(predictions, labels);
      case "mae" -> mae(predictions, labels);
      default ->
          throw new IllegalArgumentException(
              "metric: " + metric + " (expected: one of " + ALL + ")");
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

  private static double mae(float[][] predictions, float[] labels) {
    double sum = 0;
    for (int i = 0; i < labels.length; i++) {
      sum += Math.abs(predictions[i][0] - labels[i]);
    }
    return sum / labels.length;
  }

  private static double multiLogLoss(float[][] predictions, float[] labels) {
    double sum = 0;
    for (int i = 0; i < labels.length; i++) {
      sum -= Math.log(Math.clamp(predictions[i][(int) labels[i]], 1e-15, 1.0));
    }
    return sum / labels.length;
  }

  private static double accuracy(float[][] predictions, float[] labels) {
    int right = 0;
    for (int i = 0; i < labels.length; i++) {
      right += likeliest(predictions[i]) == (int) labels[i] ? 1 : 0;
    }
    return (double) right / labels.length;
  }

  private static int likeliest(float[] probabilities) {
    int best = 0;
    for (int k = 1; k < probabilities.length; k++) {
      best = probabilities[k] > probabilities[best] ? k : best;
    }
    return best;
  }
}
