package io.noria.tracking;

import java.util.List;

/**
 * Curves of one metric over common buckets, exact over every point.
 *
 * @param from the least x of the buckets; with {@code to} 0 when there is no point at all
 * @param to the greatest x of the buckets
 * @param runs in the order that was asked for
 */
public record Envelopes(long from, long to, List<Envelope> runs) {
  /** Copies. */
  public Envelopes {
    runs = List.copyOf(runs);
  }

  /**
   * A run's curve: columns with one entry for each bucket that has points, in the order of x.
   *
   * @param run whose
   * @param points how many lie in the range
   * @param exact whether each entry is one point, because there are no more points than buckets
   * @param xFirst the least x of the bucket's points
   * @param xLast the greatest
   * @param count how many points
   * @param min the least finite value; NaN when there is none
   * @param max the greatest finite value; NaN when there is none
   * @param first the value of the bucket's first point by (step, time, value), any double
   * @param last the value of its last
   * @param nans how many values are NaN
   * @param infinities how many are positive infinity
   * @param negativeInfinities how many are negative infinity
   */
  @SuppressWarnings("ArrayRecordComponent") // Handed over once, to be written to the wire.
  public record Envelope(
      RunId run,
      long points,
      boolean exact,
      long[] xFirst,
      long[] xLast,
      long[] count,
      double[] min,
      double[] max,
      double[] first,
      double[] last,
      long[] nans,
      long[] infinities,
      long[] negativeInfinities) {}
}
