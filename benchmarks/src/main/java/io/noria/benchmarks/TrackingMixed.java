package io.noria.benchmarks;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Sixteen clients at once: twelve write (of twenty requests seventeen points, two batches of ten
 * and a new run), four read (runs, curves, and searches of fifty runs sorted by a metric).
 */
record TrackingMixed(Settings settings, Comparison comparison, List<Tracker> trackers) {
  private static final int WRITERS = 12;
  private static final int READERS = 4;
  private static final int SEARCHED = 1500;
  private static final long TIME = 1364774400000L;

  void run() throws IOException, InterruptedException {
    Map<String, Double> rates = new LinkedHashMap<>();
    Map<String, Double> writes = new LinkedHashMap<>();
    Map<String, Double> reads = new LinkedHashMap<>();
    for (Tracker tracker : trackers) {
      String searched = searched(tracker);
      try (ExecutorService two = Executors.newFixedThreadPool(2)) {
        Future<Load.Result> writing =
            two.submit(
                () -> load(tracker, WRITERS, (connection, n) -> writer(connection, tracker)));
        Future<Load.Result> reading =
            two.submit(() ->
                load(tracker, READERS, (connection, n) -> reader(connection, tracker, searched)));
        rates.put(tracker.system(), writing.get().perSecond() + reading.get().perSecond());
        writes.put(tracker.system(), writing.get().p99Ms());
        reads.put(tracker.system(), reading.get().p99Ms());
      } catch (ExecutionException e) {
        throw new IOException(tracker.system() + ": " + e.getCause(), e.getCause());
      }
    }
    comparison.more("16 mixed clients", "calls/s", rates);
    comparison.less("16 mixed clients, writes p99", "ms", writes);
    comparison.less("16 mixed clients, reads p99", "ms", reads);
  }

  private Load.Result load(Tracker tracker, int clients, Load.Setup<KeepAlive> setup)
      throws IOException, InterruptedException {
    Load.Result result =
        Load.run(tracker.port(), clients, settings.warmUp(), settings.measured(), setup);
    TrackingWrites.require(tracker, result);
    return result;
  }

  /** An experiment of some runs to search in. */
  private static String searched(Tracker tracker) throws IOException, InterruptedException {
    try (KeepAlive connection = tracker.connect()) {
      String experiment =
          Runs.post(connection, "/experiments/create", "{\"name\":\"mixed\"}", "/experiment_id");
      Runs.fill(tracker.port(), experiment, SEARCHED);
      return experiment;
    }
  }

  private static Load.Requests writer(KeepAlive connection, Tracker tracker) throws IOException {
    String run = Runs.newRun(connection, tracker.experiment());
    return i ->
        switch (i % 20) {
          case 5, 15 -> connection.request("POST", Runs.API + "/runs/log-batch", ten(run, i));
          case 10 ->
              connection.request(
                  "POST",
                  Runs.API + "/runs/create",
                  "{\"experiment_id\":\""
                      + tracker.experiment()
                      + "\",\"run_name\":\"mixed\",\"start_time\":"
                      + i
                      + "}");
          default ->
              connection.request(
                  "POST",
                  Runs.API + "/runs/log-metric",
                  "{\"run_id\":\""
                      + run
                      + "\",\"key\":\"loss\",\"value\":"
                      + 1.0 / (i + 1)
                      + ",\"timestamp\":"
                      + (TIME + i)
                      + ",\"step\":"
                      + i
                      + "}");
        };
  }

  private static String ten(String run, int i) {
    StringBuilder json = new StringBuilder("{\"run_id\":\"").append(run).append("\",\"metrics\":[");
    for (int key = 0; key < 10; key++) {
      json.append(key == 0 ? "" : ",")
          .append("{\"key\":\"k")
          .append(key)
          .append("\",\"value\":0.")
          .append(i + 1)
          .append(",\"timestamp\":")
          .append(TIME + i)
          .append(",\"step\":")
          .append(i)
          .append('}');
    }
    return json.append("]}").toString();
  }

  private static Load.Requests reader(KeepAlive connection, Tracker tracker, String searched)
      throws IOException {
    String run = Runs.newRun(connection, tracker.experiment());
    Runs.post(connection, "/runs/log-batch", ten(run, 1), "");
    byte[] get = connection.request("GET", Runs.API + "/runs/get?run_id=" + run, "");
    byte[] curve =
        connection.request(
            "GET",
            Runs.API + "/metrics/get-history?run_id=" + run + "&metric_key=k1&max_results=1000",
            "");
    byte[] search =
        connection.request(
            "POST",
            Runs.API + "/runs/search",
            "{\"experiment_ids\":[\""
                + searched
                + "\"],\"filter\":\"metrics.m1 > 0.3 and params.p1 = 'value-7'\","
                + "\"order_by\":[\"metrics.m0 DESC\"],\"max_results\":50}");
    return i -> i % 5 == 0 ? search : i % 5 == 1 ? curve : get;
  }
}
