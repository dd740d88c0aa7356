package io.noria.stats;

import io.noria.base.NoriaException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The metrics of a classifier of three or more classes, as scikit-learn computes them.
 *
 * @param rows how many rows
 * @param accuracy share of rows predicted right; NaN when there are no rows
 * @param f1Macro mean over classes of the harmonic mean of precision and recall, 0 where neither is
 *     defined ({@code f1_score(average="macro", zero_division=0)}): of the classes that came true
 *     or were predicted
 * @param logLoss mean of -ln of the probability given to the true class, clipped to 2⁻⁵² and 1 -
 *     2⁻⁵² as {@code log_loss} clips doubles; empty when the probabilities are not known
 * @param aucMacro mean over classes of the area under the ROC curve of the class against the rest
 *     ({@code roc_auc_score(multi_class="ovr")}). scikit-learn defines it only on rows of every
 *     class; here classes that the rows do not have are left out. Empty with fewer than two
 *     classes, or when the probabilities are not known
 */
public record MulticlassMetrics(
    long rows, double accuracy, double f1Macro, OptionalDouble logLoss, OptionalDouble aucMacro)
    implements Metrics.OfRows {
  /** Names of the metrics, as project files and wires have them. */
  public static final List<String> NAMES = Metrics.names(Task.MULTICLASS);

  private static final double CLIP = Math.ulp(1.0);

  /**
   * Computes all of them.
   *
   * @param actual the place of each row's class
   * @param answers of the same rows
   */
  public static MulticlassMetrics of(int[] actual, Answers answers) {
    if (actual.length != answers.size()) {
      throw NoriaException.invalid(
          "metrics: %d labels, %d answers (expected: as many of each)"
              .formatted(actual.length, answers.size()));
    }
    int classes = answers.classes();
    ClassCounts counts = new ClassCounts(classes);
    for (int i = 0; i < actual.length; i++) {
      counts.add(actual[i], (int) answers.predicted()[i], 1);
    }
    boolean known = answers.values().length > 0;
    return new MulticlassMetrics(
        actual.length,
        counts.accuracy(),
        counts.f1Macro(),
        known ? OptionalDouble.of(meanLoss(actual, answers)) : OptionalDouble.empty(),
        known ? aucMacro(actual, answers) : OptionalDouble.empty());
  }

  private static double meanLoss(int[] actual, Answers answers) {
    double loss = 0;
    double lost = 0;
    for (int i = 0; i < actual.length; i++) {
      // Kahan's summation, so that the order of rows hardly shows.
      double term = loss(answers.probability(i, actual[i])) - lost;
      double sum = loss + term;
      lost = (sum - loss) - term;
      loss = sum;
    }
    return loss / actual.length;
  }

  /** -ln of the probability given to the row's class. */
  static double loss(double probability) {
    return -Math.log(Math.clamp(probability, CLIP, 1 - CLIP));
  }

  private static OptionalDouble aucMacro(int[] actual, Answers answers) {
    double sum = 0;
    int defined = 0;
    for (int k = 0; k < answers.classes(); k++) {
      OptionalDouble auc = Auc.of(isOf(actual, k), answers.column(k));
      if (auc.isPresent()) {
        sum += auc.getAsDouble();
        defined++;
      }
    }
    return defined == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / defined);
  }

  /** Whether each row is of the class. */
  static boolean[] isOf(int[] actual, int wanted) {
    boolean[] is = new boolean[actual.length];
    for (int i = 0; i < actual.length; i++) {
      is[i] = actual[i] == wanted;
    }
    return is;
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
      case "accuracy" -> OptionalDouble.of(accuracy);
      case "f1_macro" -> OptionalDouble.of(f1Macro);
      case "log_loss" -> logLoss;
      default -> aucMacro;
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

  /** How often each class came true, was predicted, and both. */
  static final class ClassCounts {
    private final long[] actual;
    private final long[] predicted;
    private final long[] both;
    private long rows;

    ClassCounts(int classes) {
      actual = new long[classes];
      predicted = new long[classes];
      both = new long[classes];
    }

    void add(int is, int said, long times) {
      actual[is] += times;
      predicted[said] += times;
      if (is == said) {
        both[is] += times;
      }
      rows += times;
    }

    double accuracy() {
      long right = 0;
      for (long count : both) {
        right += count;
      }
      return (double) right / rows;
    }

    double f1Macro() {
      double sum = 0;
      int seen = 0;
      for (int k = 0; k < both.length; k++) {
        long either = actual[k] + predicted[k];
        if (either > 0) {
          sum += 2.0 * both[k] / either;
          seen++;
        }
      }
      return sum / seen;
    }
  }
}
