package io.noria.protocols.rest;

import io.noria.serving.DeploymentMetrics;
import io.noria.serving.LatencyCounts;
import io.noria.serving.Serving;
import io.noria.serving.VersionLoad;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at every deployment once a second and keeps the last hour in memory, by version the last
 * quarter of an hour. What happened in a second is the difference of two looks, so requests pay
 * nothing for it. Thread-safe.
 */
public final class SystemFigures implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SystemFigures.class);
  private static final int KEPT_VERSIONS = 900;
  private static final int KEPT = 3600 - KEPT_VERSIONS;
  private static final long MINUTE_MS = 60_000;
  private static final long STEP_MS = 10_000;

  private final Serving serving;
  private final InstantSource clock;
  private final Map<String, Watched> watched = new HashMap<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("noria-figures").factory());

  /**
   * One second of a deployment.
   *
   * @param p50Ms NaN when nothing was answered
   * @param p99Ms NaN when nothing was answered
   * @param versions those that were asked in it; empty too once the second is old
   */
  record Sample(
      long atMs,
      double requests,
      double errors,
      double p50Ms,
      double p99Ms,
      double cpu,
      long heapBytes,
      List<VersionSample> versions) {
    Sample withoutVersions() {
      return new Sample(atMs, requests, errors, p50Ms, p99Ms, cpu, heapBytes, List.of());
    }
  }

  /** One second of one version. */
  record VersionSample(
      String model, int version, double requests, double errors, double p50Ms, double p99Ms) {}

  /** A version by its model and number. */
  private record Key(String model, int version) {}

  /** All answers up to a moment. */
  private record Mark(long atMs, LatencyCounts counts) {}

  private static final class Watched {
    final ArrayDeque<Sample> recent = new ArrayDeque<>();
    final ArrayDeque<Sample> older = new ArrayDeque<>();
    final ArrayDeque<Mark> marks = new ArrayDeque<>();
    final Map<Key, VersionLoad> before = new HashMap<>();
    long requests;
    long errors;
    LatencyCounts all = LatencyCounts.NONE;

    Watched(long nowMs) {
      marks.add(new Mark(nowMs, LatencyCounts.NONE));
    }
  }

  /** Begins to look. */
  public SystemFigures(Serving serving, InstantSource clock) {
    this.serving = serving;
    this.clock = clock;
    timer.scheduleAtFixedRate(this::lookSafely, 1, 1, TimeUnit.SECONDS);
  }

  private void lookSafely() {
    try {
      look();
    } catch (RuntimeException e) {
      // The timer would never look again.
      LOG.warn("figures problem=\"{}\"", e.toString());
    }
  }

  /** Takes down what happened since the last look. */
  synchronized void look() {
    double cpu = cpu();
    Runtime runtime = Runtime.getRuntime();
    long heap = runtime.totalMemory() - runtime.freeMemory();
    long now = clock.millis();
    Set<String> there = new HashSet<>();
    for (DeploymentMetrics metrics : serving.metrics()) {
      there.add(metrics.deployment());
      Watched of = watched.computeIfAbsent(metrics.deployment(), name -> new Watched(now));
      LatencyCounts before = of.all;
      List<VersionSample> versions = versions(of, serving.load(metrics.deployment()));
      LatencyCounts answered = of.all.since(before);
      keep(
          of,
          new Sample(
              now,
              Math.max(0, metrics.requests() - of.requests),
              Math.max(0, metrics.errors() - of.errors),
              millis(answered, 0.5),
              millis(answered, 0.99),
              cpu,
              heap,
              versions));
      of.requests = metrics.requests();
      of.errors = metrics.errors();
    }
    watched.keySet().retainAll(there);
  }

  /** Those that were asked since the last look; the sum of all is kept. */
  private static List<VersionSample> versions(Watched of, List<VersionLoad> loads) {
    List<VersionSample> asked = new ArrayList<>();
    LatencyCounts all = LatencyCounts.NONE;
    for (VersionLoad load : loads) {
      all = all.plus(load.latency());
      VersionLoad last = of.before.put(new Key(load.model(), load.version()), load);
      LatencyCounts answered = last == null ? load.latency() : load.latency().since(last.latency());
      long requests = answered.count();
      long errors = Math.max(0, load.failed() - (last == null ? 0 : last.failed()));
      if (requests > 0 || errors > 0) {
        asked.add(
            new VersionSample(
                load.model(),
                load.version(),
                requests,
                errors,
                millis(answered, 0.5),
                millis(answered, 0.99)));
      }
    }
    of.all = all;
    return List.copyOf(asked);
  }

  private static double millis(LatencyCounts answered, double share) {
    return answered.count() == 0 ? Double.NaN : Shown.millis(answered.quantile(share));
  }

  private static void keep(Watched of, Sample sample) {
    of.recent.addLast(sample);
    if (of.recent.size() > KEPT_VERSIONS) {
      of.older.addLast(of.recent.removeFirst().withoutVersions());
    }
    if (of.older.size() > KEPT) {
      of.older.removeFirst();
    }
    Mark newest = of.marks.getLast();
    if (sample.atMs() - newest.atMs() >= STEP_MS) {
      of.marks.addLast(new Mark(sample.atMs(), of.all));
      while (of.marks.size() > 1 && sample.atMs() - of.marks.getFirst().atMs() > MINUTE_MS) {
        of.marks.removeFirst();
      }
    }
  }

  private static double cpu() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? Math.clamp(system.getProcessCpuLoad(), 0, 1)
        : 0;
  }

  /** The seconds from the one moment to the other, both included. */
  synchronized List<Sample> between(String deployment, Instant from, Instant to) {
    return since(deployment, from.toEpochMilli() - 1).stream()
        .filter(sample -> sample.atMs() <= to.toEpochMilli())
        .toList();
  }

  /** The seconds after the moment. */
  synchronized List<Sample> since(String deployment, long afterMs) {
    Watched of = watched.get(deployment);
    if (of == null) {
      return List.of();
    }
    return Stream.concat(of.older.stream(), of.recent.stream())
        .filter(sample -> sample.atMs() > afterMs)
        .toList();
  }

  /** How long the answers of the last minute took; none when there were none. */
  synchronized LatencyCounts lastMinute(String deployment) {
    Watched of = watched.get(deployment);
    return of == null ? LatencyCounts.NONE : of.all.since(of.marks.getFirst().counts());
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
