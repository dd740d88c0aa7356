package io.noria.serving.tree;

/**
 * Gauss–Legendre quadrature on the interval from 0 to 1: n points integrate a polynomial of degree
 * up to 2n - 1 exactly (Abramowitz and Stegun, 25.4.29 and 25.4.30).
 *
 * @param points where to evaluate, strictly between 0 and 1
 * @param weights positive; they add up to 1
 */
@SuppressWarnings("ArrayRecordComponent")
record Quadrature(double[] points, double[] weights) {
  private static final int MOST_STEPS = 100;

  /** The rule of n points. Its roots are found by Newton's method from Chebyshev's nodes. */
  static Quadrature of(int n) {
    double[] points = new double[n];
    double[] weights = new double[n];
    for (int i = 0; i < n; i++) {
      double x = Math.cos(Math.PI * (i + 0.75) / (n + 0.5));
      double slope = slope(n, x);
      for (int step = 0; step < MOST_STEPS; step++) {
        double move = legendre(n, x) / slope;
        x -= move;
        slope = slope(n, x);
        if (Math.abs(move) < 1e-16) {
          break;
        }
      }
      points[i] = (1 - x) / 2;
      weights[i] = 1 / ((1 - x * x) * slope * slope);
    }
    return new Quadrature(points, weights);
  }

  private static double legendre(int n, double x) {
    double former = 1;
    double value = x;
    for (int k = 2; k <= n; k++) {
      double next = ((2 * k - 1) * x * value - (k - 1) * former) / k;
      former = value;
      value = next;
    }
    return value;
  }

  private static double slope(int n, double x) {
    double former = 1;
    double value = x;
    for (int k = 2; k <= n; k++) {
      double next = ((2 * k - 1) * x * value - (k - 1) * former) / k;
      former = value;
      value = next;
    }
    return n * (x * value - former) / (x * x - 1);
  }
}
