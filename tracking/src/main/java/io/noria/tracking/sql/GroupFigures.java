package io.noria.tracking.sql;

import io.noria.tracking.GroupCurves;
import io.noria.tracking.curve.Buckets;
import java.util.Arrays;
import java.util.List;

/** From the buckets of a group's runs to its mean and band. Pure. */
final class GroupFigures {
  private GroupFigures() {}

  static GroupCurves.Curve curve(
      String name, List<Buckets> runs, int buckets, GroupCurves.Band band) {
    long[] x = new long[buckets];
    long[] xLast = new long[buckets];
    double[] mean = new double[buckets];
    double[] lo = new double[buckets];
    double[] hi = new double[buckets];
    long[] count = new long[buckets];
    int used = 0;
    long left = 0;
    double[] means = new double[runs.size()];
    for (int b = 0; b < buckets; b++) {
      int n = 0;
      double least = Double.POSITIVE_INFINITY;
      double greatest = Double.NEGATIVE_INFINITY;
      x[used] = Long.MAX_VALUE;
      xLast[used] = Long.MIN_VALUE;
      for (Buckets run : runs) {
        left += run.count(b) - run.finite(b);
        if (run.finite(b) > 0) {
          means[n++] = run.mean(b);
          least = Math.min(least, run.least(b));
          greatest = Math.max(greatest, run.greatest(b));
          x[used] = Math.min(x[used], run.xFirst(b));
          xLast[used] = Math.max(xLast[used], run.xLast(b));
        }
      }
      if (n == 0) {
        continue;
      }
      Arrays.sort(means, 0, n);
      mean[used] = mean(means, n);
      switch (band) {
        case STD -> {
          double deviation = deviation(means, n, mean[used]);
          lo[used] = mean[used] - deviation;
          hi[used] = mean[used] + deviation;
        }
        case MINMAX -> {
          lo[used] = least;
          hi[used] = greatest;
        }
        case P10_90 -> {
          lo[used] = quantile(means, n, 0.1);
          hi[used] = quantile(means, n, 0.9);
        }
      }
      count[used++] = n;
    }
    return new GroupCurves.Curve(
        name,
        runs.size(),
        Arrays.copyOf(x, used),
        Arrays.copyOf(xLast, used),
        Arrays.copyOf(mean, used),
        Arrays.copyOf(lo, used),
        Arrays.copyOf(hi, used),
        Arrays.copyOf(count, used),
        left);
  }

  /** A running mean: it does not overflow where the sum would. */
  private static double mean(double[] values, int n) {
    double mean = 0;
    for (int i = 0; i < n; i++) {
      mean += (values[i] - mean) / (i + 1);
    }
    return mean;
  }

  /** Of a sample: the squares divided by one less than there are. */
  private static double deviation(double[] values, int n, double mean) {
    double squares = 0;
    for (int i = 0; i < n; i++) {
      squares += (values[i] - mean) * (values[i] - mean);
    }
    return n < 2 ? 0 : Math.sqrt(squares / (n - 1));
  }

  /** Hyndman and Fan's seventh definition, on sorted values. */
  private static double quantile(double[] sorted, int n, double q) {
    double at = q * (n - 1);
    int below = (int) at;
    return below + 1 < n
        ? sorted[below] + (at - below) * (sorted[below + 1] - sorted[below])
        : sorted[below];
  }
}
