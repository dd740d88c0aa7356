package io.noria.serving.deployment;

import io.noria.serving.DeploymentMetrics.Bucket;
import io.noria.serving.LatencyCounts;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/** Counts durations in the buckets of {@link LatencyCounts}. Thread-safe, without locks. */
final class LatencyHistogram {
  private static final double[] SHOWN = {
    0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1
  };

  private final AtomicLongArray counts = new AtomicLongArray(LatencyCounts.BUCKETS);

  void record(long nanos) {
    counts.getAndIncrement(LatencyCounts.bucket(nanos));
  }

  /** What was counted up to now. */
  LatencyCounts counts() {
    long[] all = new long[LatencyCounts.BUCKETS];
    for (int i = 0; i < all.length; i++) {
      all[i] = counts.getPlain(i);
    }
    return LatencyCounts.of(all);
  }

  /** The counts as Prometheus shows them: cumulative, by upper bound. */
  static List<Bucket> shown(LatencyCounts counts) {
    return counts.buckets(SHOWN);
  }
}
