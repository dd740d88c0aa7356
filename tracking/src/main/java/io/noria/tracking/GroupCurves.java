package io.noria.tracking;

import java.util.List;

/**
 * Curves of groups of runs over common buckets, from every point.
 *
 * @param from the least x of the buckets; with {@code to} 0 when there is no point at all
 * @param to the greatest x of the buckets
 * @param groups in the order that was asked for
 */
public record GroupCurves(long from, long to, List<Curve> groups) {
  /** Copies. */
  public GroupCurves {
    groups = List.copyOf(groups);
  }

  /** Runs that are drawn as one. */
  public record Group(String name, List<RunId> runs) {
    /** Copies. */
    public Group {
      runs = List.copyOf(runs);
    }
  }

  /** What is drawn around the mean. */
  public enum Band {
    /** A standard deviation of the runs to each side; none around a single run. */
    STD,
    /** The least and the greatest point. */
    MINMAX,
    /** The tenth and the ninetieth percentile of the runs, interpolated linearly. */
    P10_90
  }

  /**
   * A group's curve: columns with one entry for each bucket in which a run has a finite point. A
   * run counts once a bucket, with the mean of its finite points there.
   *
   * @param name the group's
   * @param runs how many of its runs have the metric
   * @param x the least x of the bucket's points
   * @param xLast the greatest
   * @param mean over the runs
   * @param lo the band's lower edge
   * @param hi its upper edge
   * @param count how many runs are in the bucket
   * @param left points that are not finite and so in no mean
   */
  @SuppressWarnings("ArrayRecordComponent") // Handed over once, to be written to the wire.
  public record Curve(
      String name,
      int runs,
      long[] x,
      long[] xLast,
      double[] mean,
      double[] lo,
      double[] hi,
      long[] count,
      long left) {}
}
