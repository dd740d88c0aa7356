package io.noria.protocols.http;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/** How often a route answered with which status, and how long it took. Thread-safe. */
public final class RouteStats {
  private static final int LOWEST = 100;
  private static final int HIGHEST = 599;

  private final AtomicReferenceArray<@Nullable LongAdder> byStatus =
      new AtomicReferenceArray<>(HIGHEST - LOWEST + 1);
  private final Histogram seconds = new Histogram();

  /** Those of something that can be called. */
  public record Of(String dialect, String method, String pattern, RouteStats stats) {}

  /** Counts an answer. */
  public void record(int status, long nanos) {
    int at = Math.clamp(status, LOWEST, HIGHEST) - LOWEST;
    LongAdder adder = byStatus.get(at);
    if (adder == null) {
      byStatus.compareAndSet(at, null, new LongAdder());
      adder = byStatus.get(at);
    }
    if (adder != null) {
      adder.increment();
    }
    seconds.record(nanos);
  }

  /** Whether it ever answered. */
  public boolean answered() {
    for (int i = 0; i < byStatus.length(); i++) {
      if (byStatus.get(i) != null) {
        return true;
      }
    }
    return false;
  }

  /** The distribution of the time that answers took. */
  public Histogram seconds() {
    return seconds;
  }

  /** Calls back for each status that was ever answered. */
  public void statuses(ObjLongConsumer<Integer> each) {
    for (int i = 0; i < byStatus.length(); i++) {
      LongAdder adder = byStatus.get(i);
      if (adder != null) {
        each.accept(i + LOWEST, adder.sum());
      }
    }
  }
}
