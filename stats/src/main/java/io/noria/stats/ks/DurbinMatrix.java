package io.noria.stats.ks;

/**
 * Durbin's matrix (1968) in the form of Marsaglia, Tsang and Wang (2003), "Evaluating Kolmogorov's
 * Distribution", Journal of Statistical Software 8(18): the middle element of n!/nⁿ Hⁿ.
 */
final class DurbinMatrix {
  private static final int STEP = 128;
  private static final double BIG = Math.scalb(1.0, STEP);
  private static final double SMALL = Math.scalb(1.0, -STEP);

  private DurbinMatrix() {}

  static double cdf(int n, double d) {
    double nd = n * d;
    int k = (int) Math.ceil(nd);
    double h = k - nd;
    double[][] power = matrix(2 * k - 1, h);
    double[][] result = identity(2 * k - 1);
    int scale = 0;
    int powerScale = 0;
    for (int left = n; left > 0; left /= 2) {
      if (left % 2 == 1) {
        result = product(result, power);
        scale += powerScale;
      }
      power = product(power, power);
      powerScale *= 2;
      if (Math.abs(power[k - 1][k - 1]) > BIG) {
        for (double[] row : power) {
          for (int j = 0; j < row.length; j++) {
            row[j] *= SMALL;
          }
        }
        powerScale += STEP;
      }
    }
    double p = result[k - 1][k - 1];
    for (int i = 1; i <= n; i++) {
      p = i * p / n;
      if (Math.abs(p) < SMALL) {
        p *= BIG;
        scale -= STEP;
      }
    }
    return Math.clamp(Math.scalb(p, scale), 0.0, 1.0);
  }

  /** 1/(i-j+1)! on and below the super-diagonal, with corrections in the first column, last row. */
  private static double[][] matrix(int m, double h) {
    double[] inverseFactorial = new double[m + 2];
    inverseFactorial[0] = 1;
    for (int i = 1; i < inverseFactorial.length; i++) {
      inverseFactorial[i] = inverseFactorial[i - 1] / i;
    }
    double[] edge = new double[m];
    for (int i = 0; i < m; i++) {
      edge[i] = (1 - Math.pow(h, i + 1)) * inverseFactorial[i + 1];
    }
    double corner = Math.pow(Math.max(2 * h - 1, 0), m) - 2 * Math.pow(h, m);
    edge[m - 1] = (1 + corner) * inverseFactorial[m];
    double[][] matrix = new double[m][m];
    for (int i = 0; i < m; i++) {
      for (int j = 1; j < m && j <= i + 1; j++) {
        matrix[i][j] = inverseFactorial[i - j + 1];
      }
    }
    for (int i = 0; i < m; i++) {
      matrix[i][0] = edge[i];
    }
    for (int j = 0; j < m; j++) {
      matrix[m - 1][j] = edge[m - 1 - j];
    }
    return matrix;
  }

  private static double[][] identity(int m) {
    double[][] identity = new double[m][m];
    for (int i = 0; i < m; i++) {
      identity[i][i] = 1;
    }
    return identity;
  }

  private static double[][] product(double[][] left, double[][] right) {
    int m = left.length;
    double[][] product = new double[m][m];
    for (int i = 0; i < m; i++) {
      double[] row = product[i];
      for (int k = 0; k < m; k++) {
        double factor = left[i][k];
        double[] other = right[k];
        for (int j = 0; j < m; j++) {
          row[j] += factor * other[j];
        }
      }
    }
    return product;
  }
}
