package io.noria.serving.tree;

/**
 * The exponential function and the logarithm in single precision, rounded as the C library does it
 * that the libraries' packages run on (glibc since 2.27, with fused multiply-add): a table and a
 * short polynomial in double precision, rounded once at the end. {@code (float) Math.exp(x)} is the
 * better rounded one, and differs in about one of a thousand arguments.
 */
final class FloatMath {
  private static final int EXP_BITS = 5;
  private static final int EXP_SIZE = 1 << EXP_BITS;
  private static final double SHIFT = 0x1.8p52;
  private static final double PER_LN2 = 0x1.71547652b82fep+0 * EXP_SIZE;

  /** Of 2 to the power r/32 for r between -1/2 and 1/2. */
  private static final double EXP_1 = 0x1.62e42ff0c52d6p-1 / EXP_SIZE;

  private static final double EXP_2 = 0x1.ebfce50fac4f3p-3 / EXP_SIZE / EXP_SIZE;
  private static final double EXP_3 = 0x1.c6af84b912394p-5 / EXP_SIZE / EXP_SIZE / EXP_SIZE;

  /** The bits of 2 to the power i/32, less i where the exponent is added later. */
  private static final long[] POWERS = powers();

  private static final int LOG_BITS = 4;
  private static final int LOG_FROM = 0x3f330000;
  private static final double LN2 = 0x1.62e42fefa39efp-1;
  private static final double LOG_2 = -0x1.ffffef20a4123p-2;
  private static final double LOG_3 = 0x1.5575b0be00b6ap-2;
  private static final double LOG_4 = -0x1.00ea348b88334p-2;

  /** For each sixteenth of the mantissa a number near the inverse of its middle. */
  private static final double[] INVERSES = {
    0x1.661ec79f8f3bep+0, 0x1.571ed4aaf883dp+0, 0x1.49539f0f010bp+0, 0x1.3c995b0b80385p+0,
    0x1.30d190c8864a5p+0, 0x1.25e227b0b8eap+0, 0x1.1bb4a4a1a343fp+0, 0x1.12358f08ae5bap+0,
    0x1.0953f419900a7p+0, 1, 0x1.e608cfd9a47acp-1, 0x1.ca4b31f026aap-1,
    0x1.b2036576afce6p-1, 0x1.9c2d163a1aa2dp-1, 0x1.886e6037841edp-1, 0x1.767dcf5534862p-1
  };

  private FloatMath() {}

  /** e to the power x. */
  static float exp(float x) {
    if (!(x > -103.97208f && x < 88.72283f)) {
      return (float) Math.exp(x);
    }
    double z = PER_LN2 * x;
    double shifted = z + SHIFT;
    long k = Double.doubleToRawLongBits(shifted);
    double r = z - (shifted - SHIFT);
    long bits = POWERS[(int) k & (EXP_SIZE - 1)] + (k << (52 - EXP_BITS));
    double high = Math.fma(EXP_3, r, EXP_2);
    double low = Math.fma(EXP_1, r, 1);
    return (float) (Math.fma(high, r * r, low) * Double.longBitsToDouble(bits));
  }

  /** The natural logarithm of a number that is not negative. */
  static float log(float x) {
    if (!(x > 0) || x == Float.POSITIVE_INFINITY || x < Float.MIN_NORMAL || x == 1) {
      return (float) Math.log(x);
    }
    int bits = Float.floatToRawIntBits(x);
    int from = bits - LOG_FROM;
    double inverse = INVERSES[from >>> (23 - LOG_BITS) & ((1 << LOG_BITS) - 1)];
    int exponent = from >> 23;
    double z = Float.intBitsToFloat(bits - (from & 0xff800000));
    double r = Math.fma(z, inverse, -1);
    double whole = Math.fma(exponent, LN2, -Math.log(inverse));
    double r2 = r * r;
    double y = Math.fma(LOG_4, r2, Math.fma(LOG_3, r, LOG_2));
    return (float) Math.fma(y, r2, whole + r);
  }

  private static long[] powers() {
    long[] bits = new long[EXP_SIZE];
    for (int i = 0; i < EXP_SIZE; i++) {
      bits[i] =
          Double.doubleToRawLongBits(Math.pow(2, (double) i / EXP_SIZE))
              - ((long) i << (52 - EXP_BITS));
    }
    return bits;
  }
}
