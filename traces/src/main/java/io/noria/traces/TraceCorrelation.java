package io.noria.traces;

/**
 * How often two things are seen together: normalized pointwise mutual information, from -1 (never)
 * over 0 (by chance) to 1 (always).
 *
 * @param first traces with the first
 * @param second traces with the second
 * @param joint traces with both
 * @param total all traces looked at
 * @see <a href="https://svn.spraakdata.gu.se/repos/gerlof/pub/www/Docs/npmi-pfd.pdf">Bouma 2009</a>
 */
public record TraceCorrelation(long first, long second, long joint, long total) {
  /** Half a trace more in every cell: Jeffreys' prior. */
  private static final double PRIOR = 0.5;

  /** The value as counted; NaN when one of the two is never seen. */
  public double npmi() {
    if (undefined()) {
      return Double.NaN;
    }
    return joint == 0 ? -1 : of(0);
  }

  /** The value with half a trace more in every cell, for small numbers; NaN as above. */
  public double smoothed() {
    return undefined() ? Double.NaN : of(PRIOR);
  }

  private boolean undefined() {
    return first == 0 || second == 0 || total <= 0 || total - first - second + joint < 0;
  }

  private double of(double more) {
    double both = joint + more;
    double onlyFirst = first - joint + more;
    double onlySecond = second - joint + more;
    double neither = total - first - second + joint + more;
    if (first == joint && second == joint && total == joint) {
      return 1;
    }
    double all = both + onlyFirst + onlySecond + neither;
    double together = Math.log(both) - Math.log(all);
    double apart = Math.log(both + onlyFirst) + Math.log(both + onlySecond) - 2 * Math.log(all);
    return Math.clamp((together - apart) / -together, -1.0, 1.0);
  }
}
