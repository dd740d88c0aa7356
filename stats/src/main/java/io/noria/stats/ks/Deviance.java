package io.noria.stats.ks;

/**
 * Binomial probabilities without cancellation, by the saddle point of Loader (2000), "Fast and
 * Accurate Computation of Binomial Probabilities".
 */
final class Deviance {
  /** ln n! - ((n + ½) ln n - n + ½ ln 2π) for n from 1 to 15. */
  private static final double[] SMALL = {
    0,
    0.08106146679532726,
    0.0413406959554093,
    0.02767792568499834,
    0.020790672103765093,
    0.016644691189821193,
    0.013876128823070748,
    0.01189670994589177,
    0.010411265261972096,
    0.009255462182712733,
    0.00833056343336287,
    0.007573675487951841,
    0.0069428401072095965,
    0.006408994188004207,
    0.005951370112758848,
    0.005554733551962801
  };

  private Deviance() {}

  /** What Stirling's formula leaves of ln n!. */
  static double stirling(int n) {
    if (n < SMALL.length) {
      return SMALL[n];
    }
    double inverse = 1.0 / n;
    double square = inverse * inverse;
    return inverse
        * (1.0 / 12
            - square
                * (1.0 / 360
                    - square * (1.0 / 1260 - square * (1.0 / 1680 - square * (1.0 / 1188)))));
  }

  /**
   * The probability of v successes in n when np are expected and nq failures, np + nq = n.
   *
   * @param np above 0
   * @param nq above 0
   */
  static double binomial(int v, int n, double np, double nq) {
    if (v == 0) {
      return Math.exp(n * log(nq, np, n));
    }
    if (v == n) {
      return Math.exp(n * log(np, nq, n));
    }
    double exponent =
        stirling(n) - stirling(v) - stirling(n - v) - deviance(v, np) - deviance(n - v, nq);
    return Math.exp(exponent) * Math.sqrt(n / (2 * Math.PI * v * (n - v)));
  }

  /** ln(part / n), from the complement when that is the smaller one. */
  private static double log(double part, double complement, int n) {
    return complement < part ? Math.log1p(-complement / n) : Math.log(part / n);
  }

  /** x ln(x / m) + m - x, by a series where x and m are close. */
  private static double deviance(double x, double m) {
    if (Math.abs(x - m) < 0.1 * (x + m)) {
      double v = (x - m) / (x + m);
      double sum = (x - m) * v;
      double term = 2 * x * v;
      double square = v * v;
      for (int j = 1; j < 1000; j++) {
        term *= square;
        double next = sum + term / (2 * j + 1);
        if (next == sum) {
          return next;
        }
        sum = next;
      }
      return sum;
    }
    return x * Math.log(x / m) + m - x;
  }
}
