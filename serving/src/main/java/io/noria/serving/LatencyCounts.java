package io.noria.serving;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How many requests took how long, as counted up to one moment: a picture that does not change. Two
 * pictures of the same counter tell what happened between them.
 *
 * <p>Durations fall into buckets of fixed bounds, 16 to each doubling, so that a quantile is at
 * most 1/16 above the true one. Immutable, thread-safe.
 */
public final class LatencyCounts {
  /** Nothing was counted. */
  public static final LatencyCounts NONE = new LatencyCounts(0, new long[0]);

  private static final int SUB_BITS = 4;
  private static final int SUBS = 1 << SUB_BITS;

  /** The number of buckets there are. */
  public static final int BUCKETS = 64 * SUBS;

  // Only the stretch of buckets that holds something is kept.
  private final int first;
  private final long[] counts;

  private LatencyCounts(int first, long[] counts) {
    this.first = first;
    this.counts = counts;
  }

  /**
   * A picture of the counts.
   *
   * @param all by bucket, at most {@link #BUCKETS} of them; copied
   */
  public static LatencyCounts of(long[] all) {
    int from = 0;
    while (from < all.length && all[from] == 0) {
      from++;
    }
    int to = all.length;
    while (to > from && all[to - 1] == 0) {
      to--;
    }
    return from == to ? NONE : new LatencyCounts(from, Arrays.copyOfRange(all, from, to));
  }

  /** The bucket of a duration in nanoseconds, from 0 on. */
  public static int bucket(long nanos) {
    if (nanos < SUBS) {
      return (int) Math.max(0, nanos);
    }
    int exponent = 63 - Long.numberOfLeadingZeros(nanos);
    int sub = (int) (nanos >>> (exponent - SUB_BITS)) & (SUBS - 1);
    return (exponent - SUB_BITS + 1) * SUBS + sub;
  }

  /** The largest duration in the bucket, in nanoseconds. */
  public static long upper(int bucket) {
    if (bucket < SUBS) {
      return bucket;
    }
    int shift = bucket / SUBS - 1;
    return ((long) (SUBS + bucket % SUBS + 1) << shift) - 1;
  }

  /** How many durations were counted. */
  public long count() {
    long all = 0;
    for (long count : counts) {
      all += count;
    }
    return all;
  }

  /** How many durations fell into the bucket. */
  public long count(int bucket) {
    int place = bucket - first;
    return place >= 0 && place < counts.length ? counts[place] : 0;
  }

  /** What both counted. */
  public LatencyCounts plus(LatencyCounts other) {
    return counts.length == 0 ? other : other.counts.length == 0 ? this : combined(other, 1);
  }

  /** What was counted after the earlier picture of the same counter. */
  public LatencyCounts since(LatencyCounts earlier) {
    return earlier.counts.length == 0 ? this : combined(earlier, -1);
  }

  private LatencyCounts combined(LatencyCounts other, int sign) {
    int to = Math.max(first + counts.length, other.first + other.counts.length);
    long[] all = new long[to];
    for (int bucket = Math.min(first, other.first); bucket < to; bucket++) {
      all[bucket] = Math.max(0, count(bucket) + sign * other.count(bucket));
    }
    return of(all);
  }

  /**
   * How many took at most so long, cumulative.
   *
   * @param seconds upper bounds, ascending; met within a sixteenth
   * @return one for each bound, and a last one without bound that counts all
   */
  public List<DeploymentMetrics.Bucket> buckets(double... seconds) {
    List<DeploymentMetrics.Bucket> buckets = new ArrayList<>(seconds.length + 1);
    long seen = 0;
    int next = 0;
    for (double bound : seconds) {
      while (next < counts.length && upper(first + next) <= bound * 1e9) {
        seen += counts[next++];
      }
      buckets.add(new DeploymentMetrics.Bucket(bound, seen));
    }
    buckets.add(new DeploymentMetrics.Bucket(Double.POSITIVE_INFINITY, count()));
    return buckets;
  }

  /** The duration that the share of all, 0 to 1, do not exceed; zero when nothing was counted. */
  public Duration quantile(double share) {
    long wanted = (long) Math.ceil(share * count());
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= wanted && seen > 0) {
        return Duration.ofNanos(upper(first + i));
      }
    }
    return Duration.ZERO;
  }
}
