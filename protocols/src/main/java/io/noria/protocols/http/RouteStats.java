package io.noria.protocols.http;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  /**
   * The figures with those of the same dialect, method and pattern as one: a dialect may answer at
   * several ports. In the order in which each first comes.
   */
  static List<Of> together(Collection<Of> all) {
    Map<List<String>, Of> merged = new LinkedHashMap<>();
    for (Of each : all) {
      merged.merge(
          List.of(each.dialect, each.method, each.pattern),
          each,
          (a, b) -> {
            if (a.stats == b.stats) {
              return a;
            }
            var sum = new RouteStats();
            sum.add(a.stats);
            sum.add(b.stats);
            return new Of(a.dialect, a.method, a.pattern, sum);
          });
    }
    return List.copyOf(merged.values());
  }

  private void add(RouteStats other) {
    for (int i = 0; i < byStatus.length(); i++) {
      LongAdder theirs = other.byStatus.get(i);
      if (theirs != null) {
        LongAdder own = byStatus.get(i);
        if (own == null) {
          own = new LongAdder();
          byStatus.set(i, own);
        }
        own.add(theirs.sum());
      }
    }
    seconds.add(other.seconds);
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
