package io.noria.serving.tree;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * The exponential function in double precision, rounded as the C library does it that the
 * libraries' packages run on (glibc since 2.28, with fused multiply-add): 2 to the power k/128 from
 * a table with its rounding error, times a polynomial for the rest. {@code Math.exp} differs from
 * it in the last bit for some arguments.
 */
final class DoubleMath {
  private static final int BITS = 7;
  private static final int SIZE = 1 << BITS;
  private static final double SHIFT = 0x1.8p52;
  private static final double PER_LN2 = 0x1.71547652b82fep0 * SIZE;
  private static final double LN2_HIGH = -0x1.62e42fefa0000p-8;
  private static final double LN2_LOW = -0x1.cf79abc9e3b39p-47;
  private static final double C2 = 0x1.ffffffffffdbdp-2;
  private static final double C3 = 0x1.555555555543cp-3;
  private static final double C4 = 0x1.55555cf172b91p-5;
  private static final double C5 = 0x1.1111167a4d017p-7;

  /**
   * For each k the error of the rounded power, then its bits less k where the exponent is added.
   */
  private static final double[] ERRORS = new double[SIZE];

  private static final long[] POWERS = new long[SIZE];

  static {
    var precise = new MathContext(50);
    BigDecimal step = BigDecimal.TWO;
    for (int i = 0; i < BITS; i++) {
      step = step.sqrt(precise);
    }
    BigDecimal power = BigDecimal.ONE;
    for (int k = 0; k < SIZE; k++) {
      double rounded = power.doubleValue();
      ERRORS[k] =
          power.divide(new BigDecimal(rounded), precise).subtract(BigDecimal.ONE).doubleValue();
      POWERS[k] = Double.doubleToRawLongBits(rounded) - ((long) k << (52 - BITS));
      power = power.multiply(step, precise);
    }
  }

  private DoubleMath() {}

  /** e to the power x. */
  static double exp(double x) {
    double size = Math.abs(x);
    if (!(size < 512)) {
      return Math.exp(x);
    }
    if (size < 0x1p-54) {
      return 1 + x;
    }
    double shifted = Math.fma(PER_LN2, x, SHIFT);
    long k = Double.doubleToRawLongBits(shifted);
    double whole = shifted - SHIFT;
    double r = Math.fma(whole, LN2_LOW, Math.fma(whole, LN2_HIGH, x));
    int at = (int) k & (SIZE - 1);
    double scale = Double.longBitsToDouble(POWERS[at] + (k << (52 - BITS)));
    double r2 = r * r;
    double low = Math.fma(r2, Math.fma(r, C3, C2), ERRORS[at] + r);
    return Math.fma(scale, Math.fma(r2 * r2, Math.fma(r, C5, C4), low), scale);
  }
}
