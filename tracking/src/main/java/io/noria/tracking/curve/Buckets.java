package io.noria.tracking.curve;

import io.noria.tracking.MetricBits;
import java.util.Arrays;

/** Figures of a curve by bucket, filled in the curve's order. Not thread-safe. */
public final class Buckets {
  private final long[] count;
  private final long[] xFirst;
  private final long[] xLast;
  private final double[] least;
  private final double[] greatest;
  private final double[] first;
  private final double[] last;
  private final double[] sum;
  private final double[] lost;
  private final long[] finite;
  private final long[] nans;
  private final long[] infinities;
  private long points;

  /** So many empty ones. */
  public Buckets(int size) {
    count = new long[size];
    xFirst = new long[size];
    xLast = new long[size];
    least = filled(size, Double.POSITIVE_INFINITY);
    greatest = filled(size, Double.NEGATIVE_INFINITY);
    first = new double[size];
    last = new double[size];
    sum = new double[size];
    lost = new double[size];
    finite = new long[size];
    nans = new long[size];
    infinities = new long[size];
  }

  private static double[] filled(int size, double value) {
    double[] all = new double[size];
    Arrays.fill(all, value);
    return all;
  }

  /** Adds a point. */
  public void add(int bucket, long x, double value) {
    begin(bucket, x, x, value, 1);
    last[bucket] = value;
    if (Double.isNaN(value)) {
      nans[bucket]++;
    } else if (Double.isInfinite(value)) {
      infinities[bucket] += value > 0 ? 1 : 0;
    } else {
      finite[bucket]++;
      least[bucket] = Math.min(least[bucket], value);
      greatest[bucket] = Math.max(greatest[bucket], value);
      addSum(bucket, value);
    }
  }

  /** Adds a stretch that lies in one bucket as a whole. */
  public void add(int bucket, long xLeast, long xGreatest, Summary s) {
    begin(bucket, xLeast, xGreatest, MetricBits.value(s.firstBits()), s.points());
    last[bucket] = MetricBits.value(s.lastBits());
    nans[bucket] += s.nans();
    infinities[bucket] += s.infinities();
    if (s.finite() > 0) {
      finite[bucket] += s.finite();
      least[bucket] = Math.min(least[bucket], MetricBits.value(s.least()));
      greatest[bucket] = Math.max(greatest[bucket], MetricBits.value(s.greatest()));
      addSum(bucket, s.sum());
    }
  }

  private void begin(int bucket, long xLeast, long xGreatest, double value, long more) {
    if (count[bucket] == 0) {
      first[bucket] = value;
      xFirst[bucket] = xLeast;
      xLast[bucket] = xGreatest;
    } else {
      xFirst[bucket] = Math.min(xFirst[bucket], xLeast);
      xLast[bucket] = Math.max(xLast[bucket], xGreatest);
    }
    count[bucket] += more;
    points += more;
  }

  /** With the rounding errors made good (Neumaier 1974). */
  private void addSum(int bucket, double value) {
    double before = sum[bucket];
    double next = before + value;
    lost[bucket] +=
        Math.abs(before) >= Math.abs(value) ? before - next + value : value - next + before;
    sum[bucket] = next;
  }

  /** How many buckets there are. */
  public int size() {
    return count.length;
  }

  /** How many points were added. */
  public long points() {
    return points;
  }

  /** The bucket's points. */
  public long count(int bucket) {
    return count[bucket];
  }

  /** The least x of its points. */
  public long xFirst(int bucket) {
    return xFirst[bucket];
  }

  /** The greatest x of its points. */
  public long xLast(int bucket) {
    return xLast[bucket];
  }

  /** The least finite value, or NaN. */
  public double least(int bucket) {
    return finite[bucket] == 0 ? Double.NaN : least[bucket];
  }

  /** The greatest finite value, or NaN. */
  public double greatest(int bucket) {
    return finite[bucket] == 0 ? Double.NaN : greatest[bucket];
  }

  /** The value of its first point. */
  public double first(int bucket) {
    return first[bucket];
  }

  /** The value of its last point. */
  public double last(int bucket) {
    return last[bucket];
  }

  /** The mean of its finite values, or NaN. */
  public double mean(int bucket) {
    double total = Double.isFinite(sum[bucket]) ? sum[bucket] + lost[bucket] : sum[bucket];
    return finite[bucket] == 0 ? Double.NaN : total / finite[bucket];
  }

  /** How many values are finite. */
  public long finite(int bucket) {
    return finite[bucket];
  }

  /** How many are NaN. */
  public long nans(int bucket) {
    return nans[bucket];
  }

  /** How many are positive infinity. */
  public long infinities(int bucket) {
    return infinities[bucket];
  }

  /** How many are negative infinity. */
  public long negativeInfinities(int bucket) {
    return count[bucket] - finite[bucket] - nans[bucket] - infinities[bucket];
  }
}
