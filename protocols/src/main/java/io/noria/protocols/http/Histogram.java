package io.noria.protocols.http;

import java.util.concurrent.atomic.LongAdder;

/** Times in buckets with fixed bounds from 0.1 ms to 10 s. Thread-safe, never blocks. */
public final class Histogram {
  private static final long[] BOUNDS_NANOS = {
    100_000L,
    250_000L,
    500_000L,
    1_000_000L,
    2_500_000L,
    5_000_000L,
    10_000_000L,
    25_000_000L,
    50_000_000L,
    100_000_000L,
    250_000_000L,
    500_000_000L,
    1_000_000_000L,
    2_500_000_000L,
    5_000_000_000L,
    10_000_000_000L
  };

  private final LongAdder[] buckets = new LongAdder[BOUNDS_NANOS.length + 1];
  private final LongAdder totalNanos = new LongAdder();

  /** An empty one. */
  public Histogram() {
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] = new LongAdder();
    }
  }

  /** Adds one time, in nanoseconds. */
  public void record(long nanos) {
    int at = 0;
    while (at < BOUNDS_NANOS.length && nanos > BOUNDS_NANOS[at]) {
      at++;
    }
    buckets[at].increment();
    totalNanos.add(nanos);
  }

  /** Adds what the other one has counted. */
  void add(Histogram other) {
    for (int i = 0; i < buckets.length; i++) {
      buckets[i].add(other.buckets[i].sum());
    }
    totalNanos.add(other.totalNanos.sum());
  }

  /** Writes buckets, sum and count under the name, which ends in {@code _seconds}. */
  public void write(PrometheusText out, String name, String... labels) {
    long cumulative = 0;
    for (int i = 0; i < buckets.length; i++) {
      cumulative += buckets[i].sum();
      double bound = i < BOUNDS_NANOS.length ? BOUNDS_NANOS[i] / 1e9 : Double.POSITIVE_INFINITY;
      out.bucket(name, bound, cumulative, labels);
    }
    out.sample(name + "_sum", totalNanos.sum() / 1e9, labels);
    out.sample(name + "_count", cumulative, labels);
  }
}
