package io.noria.monitoring.window;

import io.noria.serving.PredictionRows;
import io.noria.serving.Target;
import io.noria.stats.Answers;
import io.noria.stats.Auc;
import io.noria.stats.BinaryMetrics;
import io.noria.stats.Interval;
import io.noria.stats.Metrics;
import io.noria.stats.Task;
import java.util.Arrays;
import java.util.Comparator;
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

  /** The log's own answers. */
  static Answers served(PredictionRows rows, Target target, double[] probabilities) {
    return switch (target.task()) {
      case BINARY -> new Answers(Task.BINARY, 2, rows.score(), rows.predicted());
      case MULTICLASS ->
          new Answers(Task.MULTICLASS, target.classes().size(), probabilities, rows.predicted());
      case REGRESSION -> Answers.numbers(rows.predicted());
    };
  }

  /**
   * Judges answers.
   *
   * @param labels per row, NaN where unknown
   * @param version only rows that it answered; null for all
   */
  static Judged of(
      PredictionRows rows, double[] labels, Answers answers, @Nullable Integer version) {
    int[] chosen =
        IntStream.range(0, rows.size())
            .filter(i -> version == null || rows.version()[i] == version)
            .toArray();
    double[] scores = rows.score();
    if (answers.values() != scores) {
      scores = IntStream.range(0, rows.size()).mapToDouble(i -> score(rows, answers, i)).toArray();
    }
    double[] by = scores;
    int[] order =
        Arrays.stream(chosen)
            .filter(i -> known(labels[i], answers) && known(answers.predicted()[i], answers))
            .filter(i -> !Double.isNaN(by[i]))
            .boxed()
            .sorted(
                Comparator.<Integer>comparingLong(i -> rows.eventMs()[i])
                    .thenComparingDouble(i -> by[i])
                    .thenComparingDouble(i -> labels[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] actual = pick(labels, order);
    Answers judged = answers.take(order);
    Metrics.OfRows metrics = Metrics.of(actual, judged);
    Interval interval =
        metrics instanceof BinaryMetrics binary && binary.auc().isPresent()
            ? Auc.interval(flags(actual), judged.values(), LEVEL)
            : null;
    return new Judged(chosen.length, order.length, metrics.values(), interval);
  }

  private static double score(PredictionRows rows, Answers answers, int row) {
    return answers.task() == Task.MULTICLASS && answers.values().length == 0
        ? rows.score()[row]
        : answers.score(row);
  }

  /** A class that this model does not know cannot be its mistake or its merit. */
  private static boolean known(double place, Answers answers) {
    return !Double.isNaN(place) && (answers.classes() == 0 || place < answers.classes());
  }

  OptionalDouble value(String metric) {
    Double value = metrics.get(metric);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
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
