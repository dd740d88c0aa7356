package io.noria.stats.ks;

/**
 * The law of the one-sample two-sided Kolmogorov-Smirnov statistic for finite n, by the choice of
 * methods of Simard and L'Ecuyer (2011), "Computing the Two-Sided Kolmogorov-Smirnov Distribution",
 * Journal of Statistical Software 39(11), with SciPy 1.17's borders between them.
 */
public final class OneSampleLaw {
  private static final double PI2 = Math.PI * Math.PI;
  private static final double PI4 = PI2 * PI2;
  private static final double PI6 = PI4 * PI2;
  private static final double HALF_PI_ROOT = Math.sqrt(Math.PI / 2);

  private OneSampleLaw() {}

  /**
   * The probability that the statistic of n values exceeds d.
   *
   * @param n at least 1
   */
  public static double survival(int n, double d) {
    if (d >= 1) {
      return 0;
    }
    double t = n * d;
    if (t <= 0.5) {
      return 1;
    }
    if (t <= 1) {
      return clip(1 - smallest(n, t));
    }
    if (t >= n - 1) {
      return clip(2 * Math.pow(1 - d, n));
    }
    if (d >= 0.5) {
      return clip(2 * OneSided.survival(n, d));
    }
    double square = t * d;
    if (n <= 140) {
      if (square <= 0.754693) {
        return clip(1 - DurbinMatrix.cdf(n, d));
      }
      return square <= 4 ? clip(1 - Pomeranz.cdf(n, d)) : clip(2 * OneSided.survival(n, d));
    }
    if (square >= 370) {
      return 0;
    }
    if (square >= 2.2) {
      return clip(2 * OneSided.survival(n, d));
    }
    boolean matrix = n <= 100_000 && n * Math.pow(d, 1.5) <= 1.4;
    return clip(1 - (matrix ? DurbinMatrix.cdf(n, d) : pelzGood(n, d)));
  }

  /** Ruben and Gambino (1982) for 1/2 &lt; nd ≤ 1: n!/nⁿ (2nd - 1)ⁿ. */
  private static double smallest(int n, double t) {
    if (n <= 140) {
      double product = 1;
      for (int i = 1; i <= n; i++) {
        product *= i * (1.0 / n) * (2 * t - 1);
      }
      return product;
    }
    double factorial = Math.log(n) / 2 - n + Math.log(2 * Math.PI) / 2 + Deviance.stirling(n);
    return Math.exp(factorial + n * Math.log(2 * t - 1));
  }

  /**
   * Pelz and Good (1976), "Approximating the Lower Tail-areas of the Kolmogorov-Smirnov One-sample
   * Statistic": four terms in powers of 1/√n, in the form that converges for small z.
   */
  private static double pelzGood(int n, double d) {
    double z = Math.sqrt(n) * d;
    double z2 = z * z;
    double z4 = z2 * z2;
    double z6 = z4 * z2;
    if (-PI2 / 8 / z2 < -708) {
      return 0;
    }
    double k0 = 0;
    double k1 = 0;
    double k2 = 0;
    double k3 = 0;
    double k2whole = 0;
    double k3whole = 0;
    for (int k = (int) Math.ceil(16 * z / Math.PI); k >= 1; k--) {
      double half = (k - 0.5) * (k - 0.5);
      double weight = Math.exp(-PI2 * half / (2 * z2));
      double a2 = PI2 * half;
      double a4 = PI4 * half * half;
      double a6 = PI6 * half * half * half;
      k0 += weight;
      k1 += (a2 - z2) * weight;
      k2 += (6 * z6 + 2 * z4 + (2 * z4 - 5 * z2) * a2 + (1 - 2 * z2) * a4) * weight;
      k3 +=
          ((5 - 30 * z2) * a6
                  + (-60 * z2 + 212 * z4) * a4
                  + (135 * z4 - 96 * z6) * a2
                  - 30 * z6
                  - 90 * z4 * z4)
              * weight;
      double whole = PI2 * k * k;
      double wholeWeight = Math.exp(-whole / (2 * z2));
      k2whole += whole * wholeWeight;
      k3whole += (3 * whole * z2 - whole * whole) * wholeWeight;
    }
    // The sums of the paper run over all integers; each pair ±k is counted once above.
    double two = 2 * HALF_PI_ROOT;
    double t0 = two * k0 / z;
    double t1 = two * k1 / (6 * z4);
    double t2 = two * k2 / (72 * z6 * z) - two * k2whole / (36 * z2 * z);
    double t3 = two * k3 / (6480 * z6 * z4) + two * k3whole / (216 * z6);
    double root = Math.sqrt(n);
    return t0 + t1 / root + t2 / n + t3 / (n * root);
  }

  private static double clip(double p) {
    return Math.clamp(p, 0.0, 1.0);
  }
}
