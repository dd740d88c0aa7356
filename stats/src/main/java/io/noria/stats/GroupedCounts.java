package io.noria.stats;

import java.util.OptionalDouble;

/**
 * The metrics that are functions of sums over rows: one sum per group, then a draw is their mix.
 */
final class GroupedCounts implements GroupedMetric {
  private final String metric;
  private final long[][] cells;
  private final double[] losses;

  GroupedCounts(String metric, boolean[] positive, Answers answers, int[] group, int groups) {
    this.metric = metric;
    this.cells = new long[groups][4];
    this.losses = new double[groups];
    for (int i = 0; i < positive.length; i++) {
      cells[group[i]][(positive[i] ? 2 : 0) + (answers.predicted()[i] == 1 ? 1 : 0)]++;
      losses[group[i]] += BinaryMetrics.loss(positive[i], answers.values()[i]);
    }
  }

  @Override
  public double value(int[] times) {
    long[] sums = new long[4];
    double loss = 0;
    for (int g = 0; g < times.length; g++) {
      for (int cell = 0; cell < 4; cell++) {
        sums[cell] += times[g] * cells[g][cell];
      }
      loss += times[g] * losses[g];
    }
    long rows = sums[0] + sums[1] + sums[2] + sums[3];
    return new BinaryMetrics(
            sums[3], sums[1], sums[0], sums[2], loss / rows, OptionalDouble.empty())
        .value(metric)
        .orElse(Double.NaN);
  }
}
