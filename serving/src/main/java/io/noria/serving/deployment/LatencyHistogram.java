package io.noria.serving.deployment;

import io.noria.serving.DeploymentMetrics.Bucket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Durations counted in buckets of fixed bounds: 16 to each doubling, so that a quantile is at most
 * 1/16 above the true one. Thread-safe; recording takes no lock.
 */
final class LatencyHistogram {
  private static final int SUB_BITS = 4;
  private static final int SUBS = 1 << SUB_BITS;
  private static final double[] SHOWN = {
    0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1
  };

  private final AtomicLongArray counts = new AtomicLongArray(64 * SUBS);
  private final LongAdder total = new LongAdder();
  private final LongAdder nanos = new LongAdder();

  void record(long duration) {
    counts.getAndIncrement(bucket(Math.max(0, duration)));
    total.increment();
    nanos.add(duration);
  }

  long count() {
    return total.sum();
  }

  double totalSeconds() {
    return nanos.sum() / 1e9;
  }

  /** The upper bound of the bucket in which the share of all durations is reached. */
  Duration quantile(double share) {
    long all = 0;
    for (int i = 0; i < counts.length(); i++) {
      all += counts.get(i);
    }
    long wanted = (long) Math.ceil(share * all);
    long seen = 0;
    for (int i = 0; i < counts.length(); i++) {
      seen += counts.get(i);
      if (seen >= wanted && seen > 0) {
        return Duration.ofNanos(upper(i));
      }
    }
    return Duration.ZERO;
  }

  List<Bucket> buckets() {
    List<Bucket> buckets = new ArrayList<>();
    long seen = 0;
    int next = 0;
    for (double bound : SHOWN) {
      while (next < counts.length() && upper(next) <= bound * 1e9) {
        seen += counts.get(next++);
      }
      buckets.add(new Bucket(bound, seen));
    }
    while (next < counts.length()) {
      seen += counts.get(next++);
    }
    buckets.add(new Bucket(Double.POSITIVE_INFINITY, seen));
    return buckets;
  }

  static int bucket(long nanos) {
    if (nanos < SUBS) {
      return (int) nanos;
    }
    int exponent = 63 - Long.numberOfLeadingZeros(nanos);
    int sub = (int) (nanos >>> (exponent - SUB_BITS)) & (SUBS - 1);
    return (exponent - SUB_BITS + 1) * SUBS + sub;
  }

  /** The largest duration in the bucket, in nanoseconds. */
  static long upper(int bucket) {
    if (bucket < SUBS) {
      return bucket;
    }
    int shift = bucket / SUBS - 1;
    return ((long) (SUBS + bucket % SUBS + 1) << shift) - 1;
  }
}
