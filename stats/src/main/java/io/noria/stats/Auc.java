package io.noria.stats;

import io.noria.base.NoriaException;
import java.util.OptionalDouble;
import org.hipparchus.special.Erf;

/**
 * Area under the ROC curve of scores against two classes: the share of pairs in which the positive
 * scores higher, ties counting half. Equals scikit-learn's {@code roc_auc_score}. Source: Hanley
 * and McNeil (1982).
 */
public final class Auc {
  private Auc() {}

  /**
   * The area; empty when one of the classes is missing.
   *
   * @param positive whether each row is of the positive class
   * @param scores a score per row; higher means more likely positive
   */
  public static OptionalDouble of(boolean[] positive, double[] scores) {
    int[] order = Ranking.ascending(scores);
    double pairs = 0;
    long negatives = 0;
    long positives = 0;
    for (int start = 0; start < order.length; ) {
      int end = Ranking.endOfTies(order, scores, start);
      long tiedPositives = 0;
      for (int i = start; i < end; i++) {
        if (positive[order[i]]) {
          tiedPositives++;
        }
      }
      long tiedNegatives = (end - start) - tiedPositives;
      pairs += (double) tiedPositives * negatives + 0.5 * tiedPositives * tiedNegatives;
      negatives += tiedNegatives;
      positives += tiedPositives;
      start = end;
    }
    return negatives == 0 || positives == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(pairs / ((double) positives * negatives));
  }

  /**
   * Confidence interval by DeLong, DeLong and Clarke-Pearson (1988), computed from mid-ranks as Sun
   * and Xu (2014) do, and kept within 0 and 1. Rows are taken as independent.
   *
   * @return null-free interval; both ends are the area itself when a class has a single row
   * @throws NoriaException INVALID_ARGUMENT when a class is missing
   */
  public static Interval interval(boolean[] positive, double[] scores, double level) {
    double area =
        of(positive, scores)
            .orElseThrow(
                () -> NoriaException.invalid("auc: one class only (expected: rows of both)"));
    int m = 0;
    for (boolean yes : positive) {
      m += yes ? 1 : 0;
    }
    int n = positive.length - m;
    if (m < 2 || n < 2) {
      return new Interval(area, area, level);
    }
    double[] all = Ranking.midranks(scores);
    double[] own = ownMidranks(positive, scores);
    // Mid-rank among all less mid-rank among its class: how many of the other class lie below.
    double varianceOfPositives = 0;
    double varianceOfNegatives = 0;
    for (int i = 0; i < scores.length; i++) {
      double below = all[i] - own[i];
      if (positive[i]) {
        varianceOfPositives += square(below / n - area);
      } else {
        varianceOfNegatives += square(1 - below / m - area);
      }
    }
    double variance = varianceOfPositives / (m - 1) / m + varianceOfNegatives / (n - 1) / n;
    double reach = normalQuantile(0.5 + level / 2) * Math.sqrt(variance);
    return new Interval(Math.max(0, area - reach), Math.min(1, area + reach), level);
  }

  /** The standard normal quantile. */
  static double normalQuantile(double p) {
    return Math.sqrt(2) * Erf.erfInv(2 * p - 1);
  }

  private static double[] ownMidranks(boolean[] positive, double[] scores) {
    double[] own = new double[scores.length];
    for (boolean side : new boolean[] {true, false}) {
      int[] rows =
          java.util.stream.IntStream.range(0, scores.length)
              .filter(i -> positive[i] == side)
              .toArray();
      double[] ranks =
          Ranking.midranks(java.util.Arrays.stream(rows).mapToDouble(i -> scores[i]).toArray());
      for (int i = 0; i < rows.length; i++) {
        own[rows[i]] = ranks[i];
      }
    }
    return own;
  }

  private static double square(double value) {
    return value * value;
  }
}
