package io.noria.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * A team's day in minutes: eight clients of mixed work, and what the server holds meanwhile. The
 * heap is what remains after a collection that is asked for before each look.
 */
final class SoakBench {
  private static final int CLIENTS = 8;
  private static final int LOOKS = 30;

  private SoakBench() {}

  /** What the server held at one moment. */
  private record Look(
      double minute, long answers, double residentMb, double heapMb, double threads, double files) {
    Map<String, Double> figures(long errors) {
      Map<String, Double> figures = new LinkedHashMap<>();
      figures.put("answers", (double) answers);
      figures.put("errors", (double) errors);
      figures.put("rss_mb", residentMb);
      figures.put("live_heap_mb", heapMb);
      figures.put("threads", threads);
      figures.put("files", files);
      return figures;
    }
  }

  static Report run(Settings settings) throws IOException, InterruptedException {
    Report report = new Report("soak: " + CLIENTS + " clients, " + settings.minutes() + " minutes");
    Path data = Servers.fresh(settings, "soak");
    AtomicLong answers = new AtomicLong();
    AtomicLong errors = new AtomicLong();
    List<Look> looks = new ArrayList<>();
    try (Launched server = Servers.noria(settings, data, true)) {
      long begun = System.nanoTime();
      long length = TimeUnit.MINUTES.toNanos(settings.minutes());
      ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
      for (int i = 0; i < CLIENTS; i++) {
        clients.execute(
            new SoakTraffic(
                server.port(), i, () -> System.nanoTime() - begun > length, answers, errors));
      }
      clients.shutdown();
      for (int i = 1; i <= LOOKS; i++) {
        long due = begun + length / LOOKS * i - System.nanoTime();
        clients.awaitTermination(Math.max(0, due), TimeUnit.NANOSECONDS);
        Look look = look(server, (System.nanoTime() - begun) / 60e9, answers.get());
        looks.add(look);
        report.row("minute %.1f".formatted(look.minute()), "noria", look.figures(errors.get()));
      }
      clients.awaitTermination(5, TimeUnit.MINUTES);
    }
    verdict(report, looks, errors.get());
    return report;
  }

  /** The last third beside the one before it: by then the runs that stay are as many as ever. */
  private static void verdict(Report report, List<Look> looks, long errors) {
    Map<String, Double> change = new LinkedHashMap<>();
    change.put("errors", (double) errors);
    change.put("rss_mb", change(looks, Look::residentMb));
    change.put("live_heap_mb", change(looks, Look::heapMb));
    change.put("threads", change(looks, Look::threads));
    change.put("files", change(looks, Look::files));
    report.row("last third - middle third (medians)", "noria", change);
  }

  private static double change(List<Look> looks, ToDoubleFunction<Look> figure) {
    int third = looks.size() / 3;
    return median(looks.subList(2 * third, looks.size()), figure)
        - median(looks.subList(third, 2 * third), figure);
  }

  private static double median(List<Look> looks, ToDoubleFunction<Look> figure) {
    double[] sorted = looks.stream().mapToDouble(figure).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static Look look(Launched server, double minute, long answers)
      throws IOException, InterruptedException {
    Process collection =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(server.pid()),
                "GC.run")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (collection.waitFor() != 0) {
      throw new IOException("jcmd could not ask the server for a collection");
    }
    double heap;
    try (KeepAlive connection = new KeepAlive("127.0.0.1", server.port())) {
      connection.send(connection.request("GET", "/metrics", ""));
      heap = metric(connection.body(), "noria_heap_used_bytes") / (1 << 20);
    }
    return new Look(
        minute, answers, server.residentMegabytes(), heap, threads(server), files(server));
  }

  private static double metric(String page, String name) throws IOException {
    return page.lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length()).strip()))
        .findFirst()
        .orElseThrow(() -> new IOException("/metrics has no " + name));
  }

  private static double threads(Launched server) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + server.pid() + "/status")).stream()
        .filter(line -> line.startsWith("Threads:"))
        .mapToDouble(line -> Double.parseDouble(line.substring(8).strip()))
        .sum();
  }

  private static double files(Launched server) throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/" + server.pid() + "/fd"))) {
      return open.count();
    }
  }
}
