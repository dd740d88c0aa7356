package io.noria.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reading curves, and what a point costs on the disk. */
record TrackingCurves(Settings settings, Comparison comparison, List<Tracker> trackers) {
  private static final int HISTORY = 25_000;

  void run() throws IOException {
    Map<String, Double> histories = new LinkedHashMap<>();
    Map<String, Double> fives = new LinkedHashMap<>();
    Map<String, Double> samples = new LinkedHashMap<>();
    Map<String, Double> lengths = new LinkedHashMap<>();
    for (Tracker tracker : trackers) {
      try (KeepAlive connection = tracker.connect()) {
        String run = Runs.newRun(connection, tracker.experiment());
        log(connection, tracker.experiment(), run, HISTORY, Double.MAX_VALUE);
        histories.put(tracker.system(), history(connection, run, HISTORY));
        fives.put(tracker.system(), history(connection, run, 5000));
        if (tracker.has(Tracker.Lack.SAMPLE)) {
          String longer = Runs.newRun(connection, tracker.experiment());
          lengths.put(
              tracker.system(),
              (double) log(connection, tracker.experiment(), longer, settings.points(), 60));
          byte[] request =
              connection.request(
                  "GET",
                  Runs.API
                      + "/metrics/get-history-bulk-interval?run_ids="
                      + longer
                      + "&metric_key=k0&max_results=320",
                  "");
          samples.put(tracker.system(), Timed.median(connection, request, settings.seconds()));
        }
      }
    }
    comparison.less("history of 25,000 points", "ms", histories);
    comparison.less("history of 5,000 points", "ms", fives);
    comparison.more("points of the long curve (as many as a minute takes)", "points", lengths);
    comparison.less("320 points of the long curve", "ms", samples);
  }

  private double history(KeepAlive connection, String run, int points) throws IOException {
    byte[] request =
        connection.request(
            "GET",
            Runs.API
                + "/metrics/get-history?run_id="
                + run
                + "&metric_key=k0&max_results="
                + points,
            "");
    return Timed.median(connection, request, settings.seconds());
  }

  /** Logs one curve in batches until it is long enough or the time is over; says how long. */
  private static int log(
      KeepAlive connection, String experiment, String run, int points, double seconds)
      throws IOException {
    Load.Requests batches = TrackingWrites.batches(connection, experiment, run, 1);
    long begun = System.nanoTime();
    int logged = 0;
    while (logged < points && (System.nanoTime() - begun) / 1e9 < seconds) {
      if (connection.send(batches.request(logged / TrackingWrites.BATCH)) != 200) {
        throw new IOException("log-batch: " + connection.body());
      }
      logged += TrackingWrites.BATCH;
    }
    return logged;
  }

  /** Bytes a point of servers that hold nothing else, once they have ended. */
  static void disk(Settings settings, Comparison comparison)
      throws IOException, InterruptedException {
    Map<String, Double> bytes = new LinkedHashMap<>();
    for (String system : List.of(TrackingBench.NORIA, TrackingBench.FAST, TrackingBench.MLFLOW)) {
      Path data = Servers.fresh(settings, "disk");
      Path database =
          switch (system) {
            case TrackingBench.NORIA -> data.resolve("noria.db");
            case TrackingBench.FAST -> data.resolve("fasttrackml.db");
            default -> data.resolve("mlflow.db");
          };
      // Started, ended and started again, so that its own records are in the file before.
      try (Launched server = TrackingBench.launch(settings, system, data, null)) {
        Tracker.of(system, server, Set.of());
      }
      long before = Tracker.bytes(database);
      long points;
      try (Launched server = TrackingBench.launch(settings, system, data, null)) {
        points = write(server);
      }
      long after = Tracker.bytes(database);
      bytes.put(system, (double) (after - before) / points);
    }
    comparison.less("bytes on the disk a point", "bytes", bytes);
  }

  private static long write(Launched server) throws IOException {
    long points = 0;
    try (KeepAlive connection = new KeepAlive("127.0.0.1", server.port())) {
      Load.Requests requests = TrackingWrites.batches(connection, "0");
      long begun = System.nanoTime();
      for (int i = 0; System.nanoTime() - begun < 10_000_000_000L && i < 2000; i++) {
        if (connection.send(requests.request(i)) != 200) {
          throw new IOException("log-batch: " + connection.body());
        }
        points += TrackingWrites.BATCH;
      }
    }
    return points;
  }
}
