package io.noria.stats.ks;

import java.util.Arrays;

/**
 * The exact probability that a random lattice path from (0, 0) to (n₁, n₂) leaves the band |i/n₁ -
 * j/n₂| &lt; h / lcm: the p-value of D = h / lcm. Sources: Gnedenko and Korolyuk (1951) for equal
 * sizes; Hodges (1958) with the stable form of Viehmann (2021), "Numerically more stable
 * computation of the p-values for the two-sample Kolmogorov-Smirnov test", for unequal ones.
 */
final class ExactTwoSample {
  private ExactTwoSample() {}

  static double outside(int n1, int n2, long h) {
    return n1 == n2 ? square(n1, h) : rectangle(Math.max(n1, n2), Math.min(n1, n2), h);
  }

  /** The alternating series of binomial quotients, in Horner's form. */
  private static double square(int n, long h) {
    double p = 0;
    for (long k = n / h; k >= 0; k--) {
      double quotient = 1;
      for (long j = 0; j < h; j++) {
        quotient = (n - k * h - j) * quotient / (n + k * h + j + 1);
      }
      p = quotient * (1 - p);
    }
    return 2 * p;
  }

  /**
   * The share of paths to (i, j) that have been outside is the mean of those to (i-1, j) and (i,
   * j-1), weighted i : j. Walked by diagonals i + j = d, whose cells do not depend on each other,
   * so that the divisions overlap; each cell's operations are those of a walk by columns.
   */
  private static double rectangle(int m, int n, long h) {
    int g = TwoSampleKs.gcd(m, n);
    long mg = m / g;
    long ng = n / g;
    double[] before = new double[n + 3];
    double[] now = new double[n + 3];
    // Cell j of a diagonal is at index j + 1; what is outside the band is 1.
    Arrays.fill(before, 1.0);
    Arrays.fill(now, 1.0);
    before[1] = 0.0;
    for (int d = 1; d <= m + n; d++) {
      // |ng·i - mg·j| < h on the diagonal: (ng·d - h) / (ng + mg) < j < (ng·d + h) / (ng + mg).
      int low = (int) Math.max(Math.floorDiv(ng * d - h, ng + mg) + 1, Math.max(0, d - m));
      int high = (int) Math.min(Math.ceilDiv(ng * d + h, ng + mg) - 1, Math.min(n, d));
      if (low > high) {
        return 1.0;
      }
      cells(before, now, d, low, high);
      now[low] = 1.0;
      now[high + 2] = 1.0;
      double[] swap = before;
      before = now;
      now = swap;
    }
    return before[n + 1];
  }

  private static void cells(double[] before, double[] now, int d, int low, int high) {
    double total = d;
    for (int j = low; j <= high; j++) {
      double across = j;
      now[j + 1] = (before[j + 1] * (total - across) + before[j] * across) / total;
    }
  }
}
