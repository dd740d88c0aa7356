package io.noria.tracking.curve;

import io.noria.tracking.MetricBits;

/**
 * What is known of a stretch of a curve without looking at its points. Values are {@link
 * MetricBits}, times milliseconds since the epoch.
 *
 * @param points how many, at least one
 * @param finite how many values are finite
 * @param least the least finite value; NaN's bits when there is none
 * @param greatest the greatest finite value; NaN's bits when there is none
 * @param sum the finite values' sum
 * @param nans how many are NaN
 * @param infinities how many are positive infinity; the rest are negative infinity
 */
public record Summary(
    long points,
    long firstStep,
    long firstTime,
    long firstBits,
    long lastStep,
    long lastTime,
    long lastBits,
    long leastTime,
    long greatestTime,
    long finite,
    long least,
    long greatest,
    double sum,
    long nans,
    long infinities) {

  /** The summary of points, at least one. */
  public static Summary of(Points points) {
    int last = points.count() - 1;
    Values values = new Values();
    long leastTime = Long.MAX_VALUE;
    long greatestTime = Long.MIN_VALUE;
    for (int i = 0; i <= last; i++) {
      leastTime = Math.min(leastTime, points.time(i));
      greatestTime = Math.max(greatestTime, points.time(i));
      values.add(points.value(i));
    }
    return new Summary(
        points.count(),
        points.step(0),
        points.time(0),
        points.bits(0),
        points.step(last),
        points.time(last),
        points.bits(last),
        leastTime,
        greatestTime,
        values.finite,
        MetricBits.of(values.finite == 0 ? Double.NaN : values.least),
        MetricBits.of(values.finite == 0 ? Double.NaN : values.greatest),
        values.sum(),
        values.nans,
        values.infinities);
  }

  /** How many values are negative infinity. */
  public long negativeInfinities() {
    return points - finite - nans - infinities;
  }

  /** Figures of values, the sum with its rounding errors made good (Neumaier 1974). */
  private static final class Values {
    private long finite;
    private long nans;
    private long infinities;
    private double least = Double.POSITIVE_INFINITY;
    private double greatest = Double.NEGATIVE_INFINITY;
    private double sum;
    private double lost;

    void add(double value) {
      if (Double.isNaN(value)) {
        nans++;
      } else if (Double.isInfinite(value)) {
        infinities += value > 0 ? 1 : 0;
      } else {
        finite++;
        // Math.min and max know that -0.0 is below 0.0.
        least = Math.min(least, value);
        greatest = Math.max(greatest, value);
        double next = sum + value;
        lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
        sum = next;
      }
    }

    double sum() {
      return Double.isFinite(sum) ? sum + lost : sum;
    }
  }
}
