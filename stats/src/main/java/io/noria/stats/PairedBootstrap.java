package io.noria.stats;

import io.noria.base.NoriaException;
import java.util.Arrays;

/**
 * How much better one model is than another on the same rows: the difference of a metric with the
 * percentile interval of a bootstrap that draws groups of rows (days), since rows of one group
 * share what happened to it. Both models see the same draw, so what they have in common cancels.
 *
 * <p>Sources: Efron and Tibshirani (1993), "An Introduction to the Bootstrap", chapters 8 and 13;
 * Field and Welsh (2007) for drawing clusters. Deterministic: the same rows, seed and replicates
 * give the same numbers on every machine.
 */
public final class PairedBootstrap {
  private PairedBootstrap() {}

  /**
   * What came out.
   *
   * @param first the metric of the first model on all rows
   * @param second the metric of the second model
   * @param difference first minus second
   * @param interval of the difference
   * @param replicates draws behind the interval; draws without both classes are drawn again, and
   *     left out when a hundred in a row were such
   * @param groups groups that could be drawn
   */
  public record Result(
      double first,
      double second,
      double difference,
      Interval interval,
      int replicates,
      int groups) {}

  /**
   * How to draw.
   *
   * @param replicates how many times
   * @param level confidence level of the interval
   * @param seed of the generator
   * @param threshold of a positive prediction, for the metrics that need one
   */
  public record Plan(int replicates, double level, long seed, double threshold) {
    /** 2000 draws, 95 %, threshold one half. */
    public static final Plan DEFAULT = new Plan(2000, 0.95, 20130101L, 0.5);

    /** Validates. */
    public Plan {
      if (replicates < 100 || !(level > 0 && level < 1)) {
        throw NoriaException.invalid(
            "bootstrap: "
                + replicates
                + " replicates at level "
                + level
                + " (expected: at least 100, between 0 and 1)");
      }
    }
  }

  /**
   * Compares two classifiers of two classes.
   *
   * @param metric one of {@link BinaryMetrics#NAMES}
   * @param positive whether each row is of the positive class
   * @param first scores of the first model
   * @param second scores of the second model
   * @param group group of each row, from 0 without gaps
   * @throws NoriaException INVALID_ARGUMENT when lengths differ or the metric is not defined on the
   *     rows
   */
  public static Result compare(
      String metric, boolean[] positive, double[] first, double[] second, int[] group, Plan plan) {
    double[] actual = new double[positive.length];
    for (int i = 0; i < actual.length; i++) {
      actual[i] = positive[i] ? 1 : 0;
    }
    return compare(
        metric,
        actual,
        Answers.binary(first, plan.threshold()),
        Answers.binary(second, plan.threshold()),
        group,
        plan);
  }

  /**
   * Compares two models.
   *
   * @param metric one that judges what they predict
   * @param actual what came true; see {@link Metrics#of}
   * @param first answers of the first model
   * @param second answers of the second model
   * @param group group of each row, from 0 without gaps
   * @param plan how to draw; its threshold has no part in it
   * @throws NoriaException INVALID_ARGUMENT when lengths or tasks differ or the metric is not
   *     defined on the rows
   */
  public static Result compare(
      String metric, double[] actual, Answers first, Answers second, int[] group, Plan plan) {
    int rows = actual.length;
    if (first.size() != rows || second.size() != rows || group.length != rows) {
      throw NoriaException.invalid(
          "bootstrap: "
              + rows
              + " labels, "
              + first.size()
              + " and "
              + second.size()
              + " scores, "
              + group.length
              + " groups (expected: as many of each)");
    }
    if (first.task() != second.task() || first.classes() != second.classes()) {
      throw NoriaException.invalid(
          "bootstrap: %s of %d classes against %s of %d (expected: the same)"
              .formatted(first.task(), first.classes(), second.task(), second.classes()));
    }
    int groups = Arrays.stream(group).max().orElse(-1) + 1;
    double a = value(metric, actual, first);
    double b = value(metric, actual, second);
    GroupedMetric left = grouped(metric, actual, first, group, groups);
    GroupedMetric right = grouped(metric, actual, second, group, groups);
    double[] differences = new double[plan.replicates()];
    int kept =
        draw(times -> left.value(times) - right.value(times), groups, differences, plan.seed());
    return new Result(a, b, a - b, percentiles(differences, kept, plan.level()), kept, groups);
  }

  /**
   * The percentile interval of one model's metric, by the same draws.
   *
   * @throws NoriaException INVALID_ARGUMENT when the metric is not defined on the rows
   */
  public static Interval interval(
      String metric, double[] actual, Answers answers, int[] group, Plan plan) {
    value(metric, actual, answers);
    int groups = Arrays.stream(group).max().orElse(-1) + 1;
    GroupedMetric drawn = grouped(metric, actual, answers, group, groups);
    double[] values = new double[plan.replicates()];
    return percentiles(values, draw(drawn, groups, values, plan.seed()), plan.level());
  }

  private static Interval percentiles(double[] values, int kept, double level) {
    if (kept == 0) {
      return new Interval(Double.NaN, Double.NaN, level);
    }
    double[] sorted = Arrays.copyOf(values, kept);
    Arrays.sort(sorted);
    double tail = (1 - level) / 2;
    return new Interval(
        Quantiles.ofSorted(sorted, tail), Quantiles.ofSorted(sorted, 1 - tail), level);
  }

  private static int draw(GroupedMetric metric, int groups, double[] values, long seed) {
    SplitMix random = new SplitMix(seed);
    int[] times = new int[groups];
    int kept = 0;
    for (int replicate = 0; replicate < values.length; replicate++) {
      for (int attempt = 0; attempt < 100; attempt++) {
        Arrays.fill(times, 0);
        for (int i = 0; i < groups; i++) {
          times[random.below(groups)]++;
        }
        double value = metric.value(times);
        if (!Double.isNaN(value)) {
          values[kept++] = value;
          break;
        }
      }
    }
    return kept;
  }

  private static double value(String metric, double[] actual, Answers answers) {
    return Metrics.of(actual, answers)
        .value(metric)
        .orElseThrow(() ->
            NoriaException.invalid(
                "bootstrap: "
                    + metric
                    + " is not defined on these "
                    + actual.length
                    + " rows (expected: "
                    + (answers.task() == Task.BINARY ? "rows of both classes)" : "more rows)")));
  }

  static GroupedMetric grouped(
      String metric, double[] actual, Answers answers, int[] group, int groups) {
    return switch (answers.task()) {
      case BINARY -> {
        boolean[] positive = Metrics.flags(actual);
        yield metric.equals("auc")
            ? GroupedAuc.orSorted(positive, answers.values(), group, groups)
            : new GroupedCounts(metric, positive, answers, group, groups);
      }
      case MULTICLASS -> {
        int[] places = Metrics.places(actual);
        yield switch (metric) {
          case "auc_macro" -> new GroupedMacroAuc(places, answers, group, groups);
          case "log_loss" -> GroupedMeans.ofLoss(places, answers, group, groups);
          default -> new GroupedClasses(metric, places, answers, group);
        };
      }
      case REGRESSION -> GroupedMeans.ofErrors(metric, actual, answers.values(), group, groups);
    };
  }

  /** Steele, Lea and Flood (2014), "Fast Splittable Pseudorandom Number Generators". */
  private static final class SplitMix {
    private long state;

    SplitMix(long seed) {
      this.state = seed;
    }

    /** Uniform from 0 to bound - 1, by Lemire's multiplication (bias below 2⁻³² of a bound). */
    int below(int bound) {
      state += 0x9e3779b97f4a7c15L;
      long z = state;
      z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
      z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
      z = z ^ (z >>> 31);
      return (int) Math.unsignedMultiplyHigh(z, bound);
    }
  }
}
