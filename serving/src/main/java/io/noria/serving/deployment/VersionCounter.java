package io.noria.serving.deployment;

import io.noria.registry.ModelVersionId;
import io.noria.serving.LatencyCounts;
import io.noria.serving.VersionFigures;
import io.noria.serving.VersionLoad;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;

/** Counts what one version of a deployment answers. Thread-safe, without locks. */
final class VersionCounter {
  private final ModelVersionId id;
  private final LongAdder rows = new LongAdder();
  private final LongAdder answered = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder failedNanos = new LongAdder();
  private final LongAdder inputNanos = new LongAdder();
  private final LongAdder inferNanos = new LongAdder();
  private final LongAdder outputNanos = new LongAdder();
  private final LatencyHistogram latency = new LatencyHistogram();
  private volatile long lastMillis;

  VersionCounter(ModelVersionId id) {
    this.id = id;
  }

  /** A request was answered; its time in three parts. */
  void answered(int count, long input, long infer, long output, long nowMillis) {
    rows.add(count);
    answered.increment();
    inputNanos.add(input);
    inferNanos.add(infer);
    outputNanos.add(output);
    latency.record(input + infer + output);
    lastMillis = nowMillis;
  }

  void failed(long nanos) {
    failed.increment();
    failedNanos.add(nanos);
  }

  /** How long the answered requests took. */
  LatencyCounts latency() {
    return latency.counts();
  }

  /** The sum of it. */
  double totalSeconds() {
    return (inputNanos.sum() + inferNanos.sum() + outputNanos.sum()) / 1e9;
  }

  VersionLoad load() {
    return new VersionLoad(id.model(), id.version(), rows.sum(), failed.sum(), latency());
  }

  VersionFigures figures() {
    long count = answered.sum();
    long input = inputNanos.sum();
    long infer = inferNanos.sum();
    long output = outputNanos.sum();
    return new VersionFigures(
        id.model(),
        id.version(),
        lastMillis == 0 ? null : Instant.ofEpochMilli(lastMillis),
        rows.sum(),
        spent(count, input + infer + output),
        spent(failed.sum(), failedNanos.sum()),
        spent(count, input),
        spent(count, infer),
        spent(count, output));
  }

  private static VersionFigures.Spent spent(long count, long nanos) {
    return new VersionFigures.Spent(count, Duration.ofNanos(nanos));
  }
}
