package io.noria.stats.ks;

/**
 * The recursion of Pomeranz (1974), "Exact Cumulative Distribution of the Kolmogorov-Smirnov
 * Statistic for Small Samples": rows of Poisson-like convolutions between the bounds A + nd and A -
 * nd, where A runs over 0, g, 1-g, 1+g, 2-g, …, n and g is nd's distance from the nearest integer.
 */
final class Pomeranz {
  private static final int STEP = 128;
  private static final double BIG = Math.scalb(1.0, STEP);
  private static final double SMALL = Math.scalb(1.0, -STEP);

  private final int n;
  private final int whole;
  private final int up;
  private final int half;
  private final double g;

  private Pomeranz(int n, double d) {
    double t = n * d;
    this.n = n;
    this.whole = (int) Math.floor(t);
    double fraction = t - whole;
    this.g = Math.min(fraction, 1 - fraction);
    this.up = fraction > 0 ? 1 : 0;
    this.half = fraction > 0.5 ? 1 : 0;
  }

  static double cdf(int n, double d) {
    return new Pomeranz(n, d).cdf();
  }

  private double cdf() {
    int terms = 2 * (whole + 1) + 1;
    double[] edge = powers(g / n, terms);
    double[] twice = powers(2 * g / n, terms);
    double[] between = powers((1 - 2 * g) / n, terms);
    double[] before = new double[n + 1];
    before[0] = 1;
    int scale = 0;
    for (int i = 2; i <= 2 * n + 2; i++) {
      double[] weights = i == 2 || i == 2 * n + 2 ? edge : i % 2 == 0 ? twice : between;
      double[] row = row(i, before, weights);
      double most = 0;
      for (double value : row) {
        most = Math.max(most, value);
      }
      if (most > 0 && most < SMALL) {
        for (int j = 0; j <= n; j++) {
          row[j] *= BIG;
        }
        scale -= STEP;
      }
      before = row;
    }
    double result = before[n];
    for (int m = 1; m <= n; m++) {
      if (Math.abs(result) > BIG) {
        result *= SMALL;
        scale += STEP;
      }
      result *= m;
    }
    return Math.clamp(Math.scalb(result, scale), 0.0, 1.0);
  }

  private double[] row(int i, double[] before, double[] weights) {
    double[] row = new double[n + 1];
    int from = low(i - 1);
    int to = high(i - 1);
    for (int j = low(i); j <= high(i); j++) {
      double sum = 0;
      for (int k = Math.max(from, j - weights.length + 1); k <= Math.min(j, to); k++) {
        sum += before[k] * weights[j - k];
      }
      row[j] = sum;
    }
    return row;
  }

  /** floor(A - nd) + 1, not below 0. */
  private int low(int i) {
    int floor;
    if (i == 1) {
      floor = -whole - up;
    } else if (i == 2 * n + 2) {
      floor = n - whole - up;
    } else if (i % 2 == 0) {
      floor = i / 2 - 1 - whole - half;
    } else {
      floor = (i - 1) / 2 - whole - up;
    }
    return Math.max(floor + 1, 0);
  }

  /** ceil(A + nd) - 1, not above n. */
  private int high(int i) {
    int ceiling;
    if (i == 1) {
      ceiling = whole + up;
    } else if (i == 2 * n + 2) {
      ceiling = n + whole + up;
    } else if (i % 2 == 0) {
      ceiling = i / 2 - 1 + whole + up;
    } else {
      ceiling = (i - 1) / 2 + whole + half;
    }
    return Math.min(ceiling - 1, n);
  }

  /** stepᵐ / m! for m from 0. */
  private static double[] powers(double step, int terms) {
    double[] powers = new double[terms];
    powers[0] = 1;
    for (int m = 1; m < terms; m++) {
      powers[m] = powers[m - 1] * step / m;
    }
    return powers;
  }
}
