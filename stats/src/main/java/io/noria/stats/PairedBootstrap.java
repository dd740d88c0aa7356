package io.noria.stats;

import io.noria.base.NoriaException;
import java.util.Arrays;

/**
 * How much better one classifier is than another on the same rows: the difference of a metric with
 * the percentile interval of a bootstrap that draws groups of rows (days), since rows of one group
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
   * Compares two models.
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
    int rows = positive.length;
    if (first.length != rows || second.length != rows || group.length != rows) {
      throw NoriaException.invalid(
          "bootstrap: "
              + rows
              + " labels, "
              + first.length
              + " and "
              + second.length
              + " scores, "
              + group.length
              + " groups (expected: as many of each)");
    }
    int groups = Arrays.stream(group).max().orElse(-1) + 1;
    double a = value(metric, positive, first, plan.threshold());
    double b = value(metric, positive, second, plan.threshold());
    GroupedMetric left = grouped(metric, positive, first, group, groups, plan);
    GroupedMetric right = grouped(metric, positive, second, group, groups, plan);
    double[] differences = new double[plan.replicates()];
    int kept = draw(left, right, groups, differences, plan.seed());
    double[] sorted = Arrays.copyOf(differences, kept);
    Arrays.sort(sorted);
    double tail = (1 - plan.level()) / 2;
    Interval interval =
        kept == 0
            ? new Interval(Double.NaN, Double.NaN, plan.level())
            : new Interval(
                Quantiles.ofSorted(sorted, tail),
                Quantiles.ofSorted(sorted, 1 - tail),
                plan.level());
    return new Result(a, b, a - b, interval, kept, groups);
  }

  private static int draw(
      GroupedMetric left, GroupedMetric right, int groups, double[] differences, long seed) {
    SplitMix random = new SplitMix(seed);
    int[] times = new int[groups];
    int kept = 0;
    for (int replicate = 0; replicate < differences.length; replicate++) {
      for (int attempt = 0; attempt < 100; attempt++) {
        Arrays.fill(times, 0);
        for (int i = 0; i < groups; i++) {
          times[random.below(groups)]++;
        }
        double difference = left.value(times) - right.value(times);
        if (!Double.isNaN(difference)) {
          differences[kept++] = difference;
          break;
        }
      }
    }
    return kept;
  }

  private static double value(
      String metric, boolean[] positive, double[] scores, double threshold) {
    return BinaryMetrics.of(positive, scores, threshold)
        .value(metric)
        .orElseThrow(() ->
            NoriaException.invalid(
                "bootstrap: "
                    + metric
                    + " is not defined on these "
                    + positive.length
                    + " rows (expected: rows of both classes)"));
  }

  private static GroupedMetric grouped(
      String metric, boolean[] positive, double[] scores, int[] group, int groups, Plan plan) {
    if (!metric.equals("auc")) {
      return new GroupedCounts(metric, positive, scores, group, groups, plan.threshold());
    }
    return groups <= GroupedAuc.MOST_GROUPS
        ? new GroupedAuc(positive, scores, group, groups)
        : new SortedAuc(positive, scores, group);
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
