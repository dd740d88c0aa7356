package io.noria.stats.ks;

/**
 * Survival function of the one-sided statistic: d Σ C(n,v) (d + v/n)^(v-1) (1 - d - v/n)^(n-v) for
 * v from 0 to n(1 - d). Source: Birnbaum and Tingey (1951). Every term is positive, so the sum is
 * as accurate as its terms, which {@link Deviance} gives without cancellation.
 *
 * <p>Beyond a million values the sum would take long, and Maag and Dicaire's (1971) approximation
 * exp(-(6nd + 1)² / 18n) takes over, as it does in SciPy.
 */
final class OneSided {
  private static final int MOST_SUMMED = 1_000_000;

  private OneSided() {}

  static double survival(int n, double d) {
    if (n > MOST_SUMMED) {
      double reach = 6.0 * n * d + 1;
      return Math.exp(-reach * reach / 18.0 / n);
    }
    int last = (int) Math.floor(n * (1 - d));
    double sum = 0;
    for (int v = last; v >= 0; v--) {
      // What is left of the unit, taken from d itself: 1 - (d + v/n) would lose digits near 0.
      double rest = (n - v) - n * d;
      if (rest > 0) {
        sum += Deviance.binomial(v, n, n * d + v, rest) / (d + (double) v / n);
      }
    }
    return d * sum;
  }
}
