package io.noria.tracking.curve;

/**
 * A range of x in buckets of one whole width. The whole range of 64-bit integers is fine: distances
 * are unsigned.
 *
 * @param from the least x
 * @param to the greatest x
 * @param buckets how many at most, at least 2
 */
public record Grid(long from, long to, int buckets) {
  /** The bucket of an x in the range, from 0. */
  public int of(long x) {
    long width = Long.divideUnsigned(to - from, buckets) + 1;
    return (int) Long.divideUnsigned(x - from, width);
  }

  /** Whether the x lies in the range. */
  public boolean holds(long x) {
    return x >= from && x <= to;
  }
}
