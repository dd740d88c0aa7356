package io.noria.protocols.rest;

import io.noria.serving.DeploymentMetrics;
import io.noria.serving.Serving;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Looks at every deployment once a second and keeps the last hour in memory. Thread-safe. */
public final class SystemFigures implements AutoCloseable {
  private static final int KEPT = 3600;

  private final Serving serving;
  private final InstantSource clock;
  private final Map<String, Deque<Sample>> samples = new HashMap<>();
  private final Map<String, DeploymentMetrics> before = new HashMap<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("noria-figures").factory());

  /** One second of a deployment. */
  record Sample(
      long atMs,
      double requests,
      double errors,
      double p50Ms,
      double p99Ms,
      double cpu,
      long heapBytes) {}

  /** Begins to look. */
  public SystemFigures(Serving serving, InstantSource clock) {
    this.serving = serving;
    this.clock = clock;
    timer.scheduleAtFixedRate(this::look, 1, 1, TimeUnit.SECONDS);
  }

  private synchronized void look() {
    double cpu = cpu();
    Runtime runtime = Runtime.getRuntime();
    long heap = runtime.totalMemory() - runtime.freeMemory();
    long now = clock.millis();
    for (DeploymentMetrics metrics : serving.metrics()) {
      DeploymentMetrics last = before.put(metrics.deployment(), metrics);
      long requests = metrics.requests() - (last == null ? 0 : last.requests());
      long errors = metrics.errors() - (last == null ? 0 : last.errors());
      Deque<Sample> kept =
          samples.computeIfAbsent(metrics.deployment(), name -> new ArrayDeque<>());
      kept.addLast(
          new Sample(
              now,
              Math.max(0, requests),
              Math.max(0, errors),
              requests > 0 ? Shown.millis(metrics.p50()) : Double.NaN,
              requests > 0 ? Shown.millis(metrics.p99()) : Double.NaN,
              cpu,
              heap));
      if (kept.size() > KEPT) {
        kept.removeFirst();
      }
    }
  }

  private static double cpu() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? Math.clamp(system.getProcessCpuLoad(), 0, 1)
        : 0;
  }

  /** The seconds between the two moments. */
  synchronized List<Sample> between(String deployment, Instant from, Instant to) {
    List<Sample> found = new ArrayList<>();
    for (Sample sample : samples.getOrDefault(deployment, new ArrayDeque<>())) {
      if (sample.atMs() >= from.toEpochMilli() && sample.atMs() <= to.toEpochMilli()) {
        found.add(sample);
      }
    }
    return found;
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
