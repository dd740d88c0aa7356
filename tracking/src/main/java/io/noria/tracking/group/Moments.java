package io.noria.tracking.group;

import io.noria.tracking.RunGroups;

/** Figures of numbers as they come, for many groups at a time. Used by one thread. */
final class Moments {
  private final long[] count;
  private final long[] notFinite;
  private final double[] mean;
  private final double[] squares;
  private final double[] min;
  private final double[] max;

  Moments(int groups) {
    count = new long[groups];
    notFinite = new long[groups];
    mean = new double[groups];
    squares = new double[groups];
    min = new double[groups];
    max = new double[groups];
  }

  void add(int group, double value) {
    if (!Double.isFinite(value)) {
      notFinite[group]++;
      return;
    }
    long n = ++count[group];
    if (n == 1) {
      min[group] = value;
      max[group] = value;
      mean[group] = value;
      return;
    }
    min[group] = Math.min(min[group], value);
    max[group] = Math.max(max[group], value);
    // Welford's: no difference of great sums. The mean in two parts, which cannot overflow.
    double before = mean[group];
    double after = before + (value / n - before / n);
    mean[group] = after;
    squares[group] += (value - before) * (value - after);
  }

  boolean has(int group) {
    return count[group] + notFinite[group] > 0;
  }

  RunGroups.Figures of(int group) {
    long n = count[group];
    return n == 0
        ? new RunGroups.Figures(0, notFinite[group], Double.NaN, Double.NaN, Double.NaN, Double.NaN)
        : new RunGroups.Figures(
            n,
            notFinite[group],
            mean[group],
            min[group],
            max[group],
            n < 2 ? 0 : Math.sqrt(squares[group] / (n - 1)));
  }

  /** The figure of that name; NaN where there is none. */
  double figure(Figure figure, int group) {
    if (figure == Figure.COUNT) {
      return count[group];
    }
    RunGroups.Figures all = of(group);
    return switch (figure) {
      case COUNT -> all.count();
      case MEAN -> all.mean();
      case MIN -> all.min();
      case MAX -> all.max();
      case STD -> all.std();
    };
  }
}
