package io.noria.tracking;

/**
 * Doubles as 64-bit integers that sort as the numbers do: the bits of IEEE 754 with those of
 * negative numbers turned over. Exact and reversible; every NaN is one value, above all others.
 */
public final class MetricBits {
  /** NaN's place, above positive infinity. */
  public static final long NAN = of(Double.NaN);

  private MetricBits() {}

  /** The integer of a double. */
  public static long of(double value) {
    return turn(Double.doubleToLongBits(value));
  }

  /** The double of an integer. */
  public static double value(long sortable) {
    return Double.longBitsToDouble(turn(sortable));
  }

  private static long turn(long bits) {
    return bits ^ ((bits >> 63) & Long.MAX_VALUE);
  }
}
