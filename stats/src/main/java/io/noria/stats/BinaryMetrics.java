package io.noria.stats;

import io.noria.base.NoriaException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The metrics of a classifier of two classes, as scikit-learn computes them from labels and the
 * positive class's probability.
 *
 * @param truePositives positive rows predicted positive
 * @param falsePositives negative rows predicted positive
 * @param trueNegatives negative rows predicted negative
 * @param falseNegatives positive rows predicted negative
 * @param logLoss mean of -ln of the probability given to the true class, probabilities clipped to
 *     2⁻⁵² and 1 - 2⁻⁵² as {@code sklearn.metrics.log_loss} clips doubles; NaN when there are no
 *     rows
 * @param auc area under the ROC curve; empty when a class is missing
 */
public record BinaryMetrics(
    long truePositives,
    long falsePositives,
    long trueNegatives,
    long falseNegatives,
    double logLoss,
    OptionalDouble auc)
    implements Metrics.OfRows {
  /** Names of the metrics, as project files and wires have them. */
  public static final List<String> NAMES =
      List.of("auc", "accuracy", "precision", "recall", "f1", "log_loss");

  private static final double CLIP = Math.ulp(1.0);

  /**
   * Computes all of them.
   *
   * @param positive whether each row is of the positive class
   * @param scores the positive class's probability per row, none NaN
   * @param threshold a row is predicted positive when its score is at or above this
   */
  public static BinaryMetrics of(boolean[] positive, double[] scores, double threshold) {
    boolean[] predicted = new boolean[scores.length];
    for (int i = 0; i < scores.length; i++) {
      predicted[i] = scores[i] >= threshold;
    }
    return of(positive, scores, predicted);
  }

  /**
   * Computes all of them.
   *
   * @param positive whether each row is of the positive class
   * @param scores the positive class's probability per row, none NaN
   * @param predicted whether each row was predicted positive
   */
  public static BinaryMetrics of(boolean[] positive, double[] scores, boolean[] predicted) {
    if (positive.length != scores.length || predicted.length != scores.length) {
      throw NoriaException.invalid(
          "metrics: "
              + positive.length
              + " labels, "
              + scores.length
              + " scores, "
              + predicted.length
              + " predictions (expected: as many of each)");
    }
    long[] cells = new long[4];
    double loss = 0;
    double lost = 0;
    for (int i = 0; i < scores.length; i++) {
      cells[(positive[i] ? 2 : 0) + (predicted[i] ? 1 : 0)]++;
      // Kahan's summation, so that the order of rows hardly shows.
      double term = loss(positive[i], scores[i]) - lost;
      double sum = loss + term;
      lost = (sum - loss) - term;
      loss = sum;
    }
    return new BinaryMetrics(
        cells[3], cells[1], cells[0], cells[2], loss / scores.length, Auc.of(positive, scores));
  }

  /** -ln of the probability given to the row's class. */
  static double loss(boolean positive, double score) {
    return -Math.log(Math.clamp(positive ? score : 1 - score, CLIP, 1 - CLIP));
  }

  @Override
  public long rows() {
    return truePositives + falsePositives + trueNegatives + falseNegatives;
  }

  /** Share of rows predicted right; NaN when there are none. */
  public double accuracy() {
    return (double) (truePositives + trueNegatives) / rows();
  }

  /** Share of predicted positives that are; 0 when nothing was predicted positive. */
  public double precision() {
    return share(truePositives, truePositives + falsePositives);
  }

  /** Share of positives that were predicted; 0 when there are none. */
  public double recall() {
    return share(truePositives, truePositives + falseNegatives);
  }

  /** Harmonic mean of precision and recall; 0 when neither is defined. */
  public double f1() {
    return share(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives);
  }

  @Override
  public OptionalDouble value(String metric) {
    if (rows() == 0) {
      return OptionalDouble.empty();
    }
    return switch (metric) {
      case "auc" -> auc;
      case "accuracy" -> OptionalDouble.of(accuracy());
      case "precision" -> OptionalDouble.of(precision());
      case "recall" -> OptionalDouble.of(recall());
      case "f1" -> OptionalDouble.of(f1());
      case "log_loss" -> OptionalDouble.of(logLoss);
      default -> throw Metrics.unknown(metric, NAMES);
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

  private static double share(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
