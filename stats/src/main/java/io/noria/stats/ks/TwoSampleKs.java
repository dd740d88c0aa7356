package io.noria.stats.ks;

import io.noria.base.NoriaException;

/**
 * The two-sided two-sample Kolmogorov-Smirnov test, agreeing with SciPy 1.17's {@code ks_2samp}
 * with its default arguments.
 *
 * <p>With at most 10 000 values on each side the p-value is exact; beyond, it is the survival
 * function of the one-sample law with n₁n₂/(n₁+n₂) values, rounded half to even.
 */
public final class TwoSampleKs {
  /** The larger side up to which the exact law is used. */
  public static final int EXACT_UP_TO = 10_000;

  private TwoSampleKs() {}

  /**
   * What the test found.
   *
   * @param statistic D, the largest distance between the two empirical distribution functions
   * @param p the two-sided p-value
   * @param location the value at which D is reached
   * @param sign +1 when the first sample's function is above there, else -1
   * @param exact whether the p-value is the exact one
   */
  public record Result(double statistic, double p, double location, int sign, boolean exact) {}

  /**
   * Tests two samples, each in ascending order and without NaN.
   *
   * @throws NoriaException INVALID_ARGUMENT when one is empty
   */
  public static Result ofSorted(double[] first, double[] second) {
    if (first.length == 0 || second.length == 0) {
      throw NoriaException.invalid(
          "ks: "
              + first.length
              + " and "
              + second.length
              + " values (expected: at least one each)");
    }
    Distance distance = distance(first, second);
    int n1 = first.length;
    int n2 = second.length;
    if (Math.max(n1, n2) <= EXACT_UP_TO) {
      long lcm = (long) (n1 / gcd(n1, n2)) * n2;
      long h = (long) Math.rint(distance.d * lcm);
      double d = (double) h / lcm;
      if (h == 0) {
        return new Result(d, 1.0, distance.location, distance.sign, true);
      }
      double p = vanishes(d, n1, n2) ? 0 : ExactTwoSample.outside(n1, n2, h);
      if (p >= 0 && p <= 1) {
        return new Result(d, p, distance.location, distance.sign, true);
      }
      return new Result(d, asymptotic(d, n1, n2), distance.location, distance.sign, false);
    }
    double p = asymptotic(distance.d, n1, n2);
    return new Result(distance.d, p, distance.location, distance.sign, false);
  }

  /**
   * Whether the p-value is below the least double, by the bound 2 exp(-2 n₁n₂/(n₁+n₂) d²) of Wei
   * and Dudley (2012), "Two-sample Dvoretzky-Kiefer-Wolfowitz inequalities", with room to spare.
   */
  private static boolean vanishes(double d, int n1, int n2) {
    return Math.min(n1, n2) > 500 && 2.0 * n1 * n2 / (n1 + n2) * d * d > 780;
  }

  /** The p-value from the one-sample law. */
  static double asymptotic(double d, int n1, int n2) {
    double larger = Math.max(n1, n2);
    double smaller = Math.min(n1, n2);
    double n = Math.rint(larger * smaller / (larger + smaller));
    return Math.clamp(OneSampleLaw.survival((int) n, d), 0.0, 1.0);
  }

  private record Distance(double d, double location, int sign) {}

  private static Distance distance(double[] first, double[] second) {
    Extreme above = new Extreme();
    Extreme below = new Extreme();
    int i = 0;
    int j = 0;
    while (i < first.length || j < second.length) {
      boolean own = j >= second.length || (i < first.length && first[i] <= second[j]);
      double at = own ? first[i] : second[j];
      while (i < first.length && first[i] == at) {
        i++;
      }
      while (j < second.length && second[j] == at) {
        j++;
      }
      double gap = (double) i / first.length - (double) j / second.length;
      above.see(gap, at, own);
      below.see(-gap, at, own);
    }
    return below.gap > above.gap
        ? new Distance(below.gap, below.at, -1)
        : new Distance(above.gap, above.at, 1);
  }

  /**
   * The widest gap on one side, and where: of several places the lowest that the first sample has,
   * else the lowest that the second has, as SciPy finds it.
   */
  private static final class Extreme {
    private double gap = Double.NEGATIVE_INFINITY;
    private double at;
    private boolean own;

    void see(double gap, double at, boolean own) {
      if (gap > this.gap || (gap == this.gap && own && !this.own)) {
        this.gap = gap;
        this.at = at;
        this.own = own;
      }
    }
  }

  static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
