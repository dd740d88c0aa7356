package io.noria.tracking;

/**
 * A curve of at most so many entries: its points, or when there are more, stretches of equal size,
 * each its last point with the least and greatest value in it. Columns of one length.
 *
 * @param total how many points there are
 * @param steps the entries' steps
 * @param times their times in milliseconds since the epoch
 * @param values their values, any double
 * @param least of each stretch the least finite value; NaN when there is none
 * @param greatest of each stretch the greatest finite value; NaN when there is none
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over once, to be written to the wire.
public record ThinCurve(
    long total, long[] steps, long[] times, double[] values, double[] least, double[] greatest) {
  /** Whether every entry is one point. */
  public boolean whole() {
    return total == steps.length;
  }
}
