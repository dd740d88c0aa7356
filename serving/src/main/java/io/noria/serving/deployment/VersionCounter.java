package io.noria.serving.deployment;

import io.noria.registry.ModelVersionId;
import io.noria.serving.AnswerSeries;
import io.noria.serving.AnswerSeries.Failure;
import io.noria.serving.LatencyCounts;
import io.noria.serving.VersionFigures;
import io.noria.serving.VersionFigures.Spent;
import io.noria.serving.VersionLoad;
import io.noria.serving.tensor.ModelRun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what one version answers of requests that have variant and dialect in common. Thread-safe,
 * without locks.
 */
final class VersionCounter implements ModelRun.Executions {
  private static final int MOST_SIZES = 1000;

  private final Key key;
  private final LatencyHistogram latency = new LatencyHistogram();
  private final LatencyHistogram inModel = new LatencyHistogram();
  private final LongAdder rows = new LongAdder();
  private final LongAdder failedNanos = new LongAdder();
  private final LongAdder inputNanos = new LongAdder();
  private final LongAdder queueNanos = new LongAdder();
  private final LongAdder inferNanos = new LongAdder();
  private final LongAdder outputNanos = new LongAdder();
  private final Map<Failure, LongAdder> failures = new EnumMap<>(Failure.class);
  private final ConcurrentMap<Integer, Size> sizes = new ConcurrentHashMap<>();
  private final Size otherSizes = new Size(new LongAdder(), new LongAdder());
  private volatile long lastMillis;

  /** What the requests have in common. */
  record Key(ModelVersionId version, String variant, String dialect) {}

  /** A request's nanoseconds. */
  record Times(long input, long queue, long infer, long output) {}

  private record Size(LongAdder count, LongAdder nanos) {
    void add(long took) {
      count.increment();
      nanos.add(took);
    }

    Spent spent() {
      return VersionCounter.spent(count.sum(), nanos.sum());
    }
  }

  VersionCounter(Key key) {
    this.key = key;
    for (Failure failure : Failure.values()) {
      failures.put(failure, new LongAdder());
    }
  }

  Key key() {
    return key;
  }

  /** When it last answered, in epoch milliseconds; 0 before the first answer. */
  long lastMillis() {
    return lastMillis;
  }

  /** A request was answered. */
  void answered(int count, Times times, long nowMillis) {
    latency.record(times.input + times.queue + times.infer + times.output);
    rows.add(count);
    inputNanos.add(times.input);
    if (times.queue > 0) {
      queueNanos.add(times.queue);
    }
    inModel.record(times.infer);
    inferNanos.add(times.infer);
    outputNanos.add(times.output);
    lastMillis = nowMillis;
  }

  void failed(Failure why, long nanos) {
    LongAdder count = failures.get(why);
    if (count != null) {
      count.increment();
    }
    failedNanos.add(nanos);
  }

  @Override
  public void executed(int count, long nanos) {
    Size size = sizes.get(count);
    if (size == null) {
      size =
          sizes.size() < MOST_SIZES
              ? sizes.computeIfAbsent(count, n -> new Size(new LongAdder(), new LongAdder()))
              : otherSizes;
    }
    size.add(nanos);
  }

  /** How long the answered requests took. */
  LatencyCounts latency() {
    return latency.counts();
  }

  /** The sum of it. */
  double totalSeconds() {
    return (inputNanos.sum() + queueNanos.sum() + inferNanos.sum() + outputNanos.sum()) / 1e9;
  }

  VersionLoad load() {
    ModelVersionId id = key.version();
    return new VersionLoad(id.model(), id.version(), rows.sum(), failed(), latency());
  }

  /** Of two counters of one version together. */
  static VersionLoad sum(VersionLoad a, VersionLoad b) {
    return new VersionLoad(
        a.model(),
        a.version(),
        a.rows() + b.rows(),
        a.failed() + b.failed(),
        a.latency().plus(b.latency()));
  }

  long rows() {
    return rows.sum();
  }

  long failed() {
    return failures.values().stream().mapToLong(LongAdder::sum).sum();
  }

  AnswerSeries series(String deployment) {
    Map<Failure, Long> why = new EnumMap<>(Failure.class);
    failures.forEach((failure, count) -> why.put(failure, count.sum()));
    LatencyCounts took = latency();
    return new AnswerSeries(
        deployment,
        key.variant(),
        key.dialect(),
        figures(took.count()),
        why,
        took,
        inModel.counts());
  }

  VersionFigures figures() {
    return figures(latency().count());
  }

  private VersionFigures figures(long count) {
    long input = inputNanos.sum();
    long queue = queueNanos.sum();
    long infer = inferNanos.sum();
    long output = outputNanos.sum();
    List<VersionFigures.Batch> batches = new ArrayList<>();
    sizes.forEach((size, spent) -> batches.add(new VersionFigures.Batch(size, spent.spent())));
    batches.sort(Comparator.comparingInt(VersionFigures.Batch::rows));
    if (otherSizes.count().sum() > 0) {
      batches.addFirst(new VersionFigures.Batch(0, otherSizes.spent()));
    }
    return new VersionFigures(
        key.version().model(),
        key.version().version(),
        lastMillis == 0 ? null : Instant.ofEpochMilli(lastMillis),
        rows.sum(),
        spent(count, input + queue + infer + output),
        spent(failed(), failedNanos.sum()),
        spent(count, input),
        spent(count, queue),
        spent(count, infer),
        spent(count, output),
        batches);
  }

  private static Spent spent(long count, long nanos) {
    return new Spent(count, Duration.ofNanos(nanos));
  }
}
