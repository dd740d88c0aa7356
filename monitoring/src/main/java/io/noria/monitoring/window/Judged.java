package io.noria.monitoring.window;

import io.noria.serving.PredictionRows;
import io.noria.serving.Target;
import io.noria.stats.Auc;
import io.noria.stats.BinaryMetrics;
import io.noria.stats.Interval;
import io.noria.stats.RegressionMetrics;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Metrics of the labelled rows among those chosen. Rows are taken in order of event time and score,
 * so that the same predictions give the same bits however they came to be logged.
 *
 * @param rows how many were chosen
 * @param labelled how many of them have a label
 * @param metrics by name
 * @param interval of the AUC; null when there is none
 */
record Judged(long rows, long labelled, Map<String, Double> metrics, @Nullable Interval interval) {
  private static final double LEVEL = 0.95;
  private static final double THRESHOLD = 0.5;

  /**
   * Judges as answered.
   *
   * @param labels per row, NaN where unknown
   * @param version only rows that it answered; null for all
   */
  static Judged served(
      PredictionRows rows, double[] labels, Target target, @Nullable Integer version) {
    return of(rows, labels, rows.score(), rows.predicted(), target, version);
  }

  /** Judges another model's scores of the same rows. */
  static Judged rescored(PredictionRows rows, double[] labels, double[] scores, Target target) {
    double[] predicted =
        target.regression()
            ? scores
            : Arrays.stream(scores).map(score -> score >= THRESHOLD ? 1 : 0).toArray();
    return of(rows, labels, scores, predicted, target, null);
  }

  private static Judged of(
      PredictionRows rows,
      double[] labels,
      double[] scores,
      double[] predicted,
      Target target,
      @Nullable Integer version) {
    int[] chosen =
        IntStream.range(0, rows.size())
            .filter(i -> version == null || rows.version()[i] == version)
            .toArray();
    int[] order =
        Arrays.stream(chosen)
            .filter(i -> !Double.isNaN(labels[i]) && !Double.isNaN(scores[i]))
            .boxed()
            .sorted(
                Comparator.<Integer>comparingLong(i -> rows.eventMs()[i])
                    .thenComparingDouble(i -> scores[i])
                    .thenComparingDouble(i -> labels[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] actual = pick(labels, order);
    if (target.regression()) {
      return new Judged(
          chosen.length, order.length, regression(actual, pick(predicted, order)), null);
    }
    if (target.classes().size() > 2) {
      return new Judged(chosen.length, order.length, matches(actual, pick(predicted, order)), null);
    }
    boolean[] positive = flags(actual);
    double[] picked = pick(scores, order);
    BinaryMetrics metrics = BinaryMetrics.of(positive, picked, flags(pick(predicted, order)));
    Interval interval = metrics.auc().isPresent() ? Auc.interval(positive, picked, LEVEL) : null;
    return new Judged(chosen.length, order.length, metrics.values(), interval);
  }

  OptionalDouble value(String metric) {
    Double value = metrics.get(metric);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  private static Map<String, Double> regression(double[] actual, double[] predicted) {
    Map<String, Double> values = new LinkedHashMap<>();
    if (actual.length > 0) {
      RegressionMetrics metrics = RegressionMetrics.of(actual, predicted);
      values.put("mae", metrics.mae());
      values.put("rmse", metrics.rmse());
      values.put("r2", metrics.r2());
    }
    return values;
  }

  private static Map<String, Double> matches(double[] actual, double[] predicted) {
    long right = IntStream.range(0, actual.length).filter(i -> actual[i] == predicted[i]).count();
    return actual.length == 0 ? Map.of() : Map.of("accuracy", (double) right / actual.length);
  }

  private static double[] pick(double[] values, int[] order) {
    double[] picked = new double[order.length];
    for (int i = 0; i < order.length; i++) {
      picked[i] = values[order[i]];
    }
    return picked;
  }

  private static boolean[] flags(double[] values) {
    boolean[] flags = new boolean[values.length];
    for (int i = 0; i < values.length; i++) {
      flags[i] = values[i] == 1;
    }
    return flags;
  }
}
