package io.noria.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * An ONNX model that works some milliseconds at a question: what is answered when just as much is
 * asked as it can, when five times as much is asked, and how long it takes until a question is
 * answered as quickly as before once that is over.
 */
final class OverloadBench {
  private static final int CONNECTIONS = 800;
  private static final double TIMES = 5;
  private static final String BODY =
      "{\"inputs\":[{\"name\":\"X\",\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[1,2]}]}";

  /** X[1,2] → Y[1,2], one row at a time: 2,500 rounds of a loop that adds nothing. */
  private static final String MODEL =
      "CAg68wEKnwEKAW4KAXQKAVgSAVkiBExvb3AqigEKBGJvZHkyfwoRCgFjEgJjMiIISWRlbnRpdHkKEQoBcwoD"
          + "ZXBzEgJzMiIDQWRkEgRib2R5WgsKAWkSBgoECAcSAFoLCgFjEgYKBAgJEgBaEwoBcxIOCgwIARIICgIIAQoC"
          + "CAJiDAoCYzISBgoECAkSAGIUCgJzMhIOCgwIARIICgIIAQoCCAKgAQUSAWcqCBAJKgEBQgF0KgkQBzoCxBNC"
          + "AW4qDRABIgQAAAAAQgNlcHNaEwoBWBIOCgwIARIICgIIAQoCCAJiEwoBWRIOCgwIARIICgIIAQoCCAJCBAoA"
          + "EBE=";

  private OverloadBench() {}

  static Report run(Settings settings) throws IOException, InterruptedException {
    Report report = new Report("overload: an ONNX model, asked five times what it can");
    Path data = Servers.fresh(settings, "overload");
    try (Launched noria = Servers.noria(settings, data, true)) {
      Path file = settings.scratch().resolve("loop.onnx");
      Files.createDirectories(file.getParent());
      Files.write(file, Base64.getDecoder().decode(MODEL));
      Served.serve(settings, noria, file, "loop");
      Load.Result most =
          Load.run(
              noria.port(),
              8,
              settings.warmUp(),
              settings.measured(),
              (connection, n) -> {
                byte[] request = connection.request("POST", "/v2/models/loop/infer", BODY);
                return i -> request;
              });
      report.load("as much as it can, 8 connections", "noria", most, noria.residentMegabytes());
      Outcome flood = flood(noria, settings.measured(), most.perSecond() * TIMES);
      Map<String, Double> figures = flood.figures(settings.measured());
      figures.put("of_capacity", flood.good.size() / seconds(settings) / most.perSecond());
      figures.put("recovered_ms", recovered(noria, most.p50Ms()));
      report.row("five times as much", "noria", figures);
    }
    return report;
  }

  private static double seconds(Settings settings) {
    return settings.measured().toMillis() / 1000.0;
  }

  private static final class Outcome {
    final ConcurrentLinkedQueue<Long> good = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<Long> refused = new ConcurrentLinkedQueue<>();
    final AtomicLong sent = new AtomicLong();
    final AtomicLong other = new AtomicLong();

    Map<String, Double> figures(Duration over) {
      Map<String, Double> figures = new LinkedHashMap<>();
      double seconds = over.toMillis() / 1000.0;
      long[] answered = sorted(good);
      long[] turned = sorted(refused);
      figures.put("asked_per_s", sent.get() / seconds);
      figures.put("answered_per_s", answered.length / seconds);
      figures.put("answered_p50_ms", Load.quantile(answered, 0.5));
      figures.put("answered_p99_ms", Load.quantile(answered, 0.99));
      figures.put("refused_per_s", turned.length / seconds);
      figures.put("refused_p50_ms", Load.quantile(turned, 0.5));
      figures.put("refused_p99_ms", Load.quantile(turned, 0.99));
      figures.put("other", (double) other.get());
      return figures;
    }

    private static long[] sorted(ConcurrentLinkedQueue<Long> nanos) {
      long[] all = nanos.stream().mapToLong(Long::longValue).toArray();
      Arrays.sort(all);
      return all;
    }
  }

  /** Each connection asks at its own times, whether or not the last answer was quick. */
  private static Outcome flood(Launched noria, Duration over, double perSecond)
      throws InterruptedException {
    var outcome = new Outcome();
    long every = (long) (1e9 * CONNECTIONS / perSecond);
    long begin = System.nanoTime() + 500_000_000;
    long end = begin + over.toNanos();
    List<Thread> lanes = new ArrayList<>();
    for (int n = 0; n < CONNECTIONS; n++) {
      long first = begin + every * n / CONNECTIONS;
      lanes.add(Thread.startVirtualThread(() -> lane(noria, outcome, first, every, end)));
    }
    for (Thread lane : lanes) {
      lane.join();
    }
    return outcome;
  }

  private static void lane(Launched noria, Outcome outcome, long first, long every, long end) {
    try (KeepAlive connection = new KeepAlive("127.0.0.1", noria.port())) {
      byte[] request = connection.request("POST", "/v2/models/loop/infer", BODY);
      for (long due = first; due < end; due = Math.max(due + every, System.nanoTime())) {
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
        outcome.sent.incrementAndGet();
        long begun = System.nanoTime();
        int status = connection.send(request);
        long took = System.nanoTime() - begun;
        switch (status) {
          case 200 -> outcome.good.add(took);
          case 429, 503 -> outcome.refused.add(took);
          default -> outcome.other.incrementAndGet();
        }
      }
    } catch (IOException e) {
      outcome.other.incrementAndGet();
    }
  }

  /** Milliseconds until a question is answered about as quickly as before. */
  private static double recovered(Launched noria, double usualMs) throws IOException {
    long begun = System.nanoTime();
    try (KeepAlive connection = new KeepAlive("127.0.0.1", noria.port())) {
      byte[] request = connection.request("POST", "/v2/models/loop/infer", BODY);
      while (true) {
        long sent = System.nanoTime();
        int status = connection.send(request);
        long now = System.nanoTime();
        if ((status == 200 && (now - sent) / 1e6 < 2 * usualMs) || now - begun > 30e9) {
          return (now - begun) / 1e6;
        }
      }
    }
  }
}
