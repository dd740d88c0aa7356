package io.noria.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one kind of write costs: single points, batches, runs, alias moves. */
record TrackingWrites(Settings settings, Comparison comparison, List<Tracker> trackers) {
  static final int BATCH = 1000;
  private static final int KEYS = 10;
  private static final long TIME = 1364774400000L;

  void run() throws IOException, InterruptedException {
    raw();
    for (int clients : new int[] {1, 8}) {
      load("log-metric, " + clients(clients), clients, 1, "calls/s", TrackingWrites::points);
    }
    for (int clients : new int[] {1, 4}) {
      load(
          "log-batch of 1000, " + clients(clients),
          clients,
          BATCH,
          "points/s",
          (one, tracker) -> batches(one, tracker.experiment()));
    }
    for (int clients : new int[] {1, 8}) {
      runs(clients);
    }
  }

  private static String clients(int clients) {
    return clients == 1 ? "1 client" : clients + " clients";
  }

  /** Makes the requests of a connection to a system. */
  private interface Kind {
    Load.Requests prepare(KeepAlive connection, Tracker tracker) throws IOException;
  }

  private void load(String what, int clients, int each, String unit, Kind kind)
      throws IOException, InterruptedException {
    Map<String, Double> rates = new LinkedHashMap<>();
    Map<String, Double> tails = new LinkedHashMap<>();
    for (Tracker tracker : trackers) {
      Load.Result result =
          Load.run(
              tracker.port(),
              clients,
              settings.warmUp(),
              settings.measured(),
              (connection, n) -> kind.prepare(connection, tracker));
      require(tracker, result);
      rates.put(tracker.system(), result.perSecond() * each);
      tails.put(tracker.system(), result.p99Ms());
    }
    comparison.more(what, unit, rates);
    comparison.less(what + ", p99", "ms", tails);
  }

  static void require(Tracker tracker, Load.Result result) throws IOException {
    if (result.errors() > 0) {
      throw new IOException(
          tracker.system()
              + ": "
              + result.errors()
              + " refused requests, first "
              + result.refusal());
    }
  }

  /** The floor: what the disk takes for one small durable append. */
  private void raw() throws IOException {
    Path file = Files.createTempFile(Files.createDirectories(settings.scratch()), "raw", ".log");
    ByteBuffer bytes = ByteBuffer.allocate(100);
    int count = 0;
    long begun = System.nanoTime();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (; System.nanoTime() - begun < 2_000_000_000L; count++) {
        channel.write(bytes.rewind());
        channel.force(false);
      }
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    comparison.more(
        "raw append of 100 bytes + fdatasync", "1/s", Map.of(TrackingBench.NORIA, count / seconds));
  }

  /** Points one by one to a run of the connection's own. */
  static Load.Requests points(KeepAlive connection, Tracker tracker) throws IOException {
    String run = Runs.newRun(connection, tracker.experiment());
    return i ->
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
  }

  /** Batches of points with ten keys; only steps and times change, in place. */
  static Load.Requests batches(KeepAlive connection, String experiment) throws IOException {
    return batches(connection, experiment, Runs.newRun(connection, experiment), KEYS);
  }

  static Load.Requests batches(KeepAlive connection, String experiment, String run, int keys) {
    StringBuilder json =
        new StringBuilder(80 * BATCH).append("{\"run_id\":\"").append(run).append("\",");
    json.append("\"metrics\":[");
    for (int i = 0; i < BATCH; i++) {
      json.append(i == 0 ? "" : ",")
          .append("{\"key\":\"k")
          .append(i % keys)
          .append("\",\"value\":")
          .append((Runs.mixed(i) >>> 11) / (double) (1L << 53))
          .append(",\"timestamp\":0000000000000,\"step\":000000000}");
    }
    byte[] request =
        connection.request("POST", Runs.API + "/runs/log-batch", json.append("]}").toString());
    int[] times = places(request, "\"timestamp\":");
    int[] steps = places(request, "\"step\":");
    int each = BATCH / keys;
    return n -> {
      for (int i = 0; i < BATCH; i++) {
        // Nine digits without a leading zero, as JSON wants them.
        long step = 100_000_000L + (long) n * each + i / keys;
        digits(request, steps[i], 9, step);
        digits(request, times[i], 13, TIME + step);
      }
      return request;
    };
  }

  private static int[] places(byte[] request, String before) {
    String text = new String(request, StandardCharsets.ISO_8859_1);
    int[] places = new int[BATCH];
    int at = 0;
    for (int i = 0; i < BATCH; i++) {
      at = text.indexOf(before, at) + before.length();
      places[i] = at;
    }
    return places;
  }

  private static void digits(byte[] into, int at, int count, long number) {
    long left = number;
    for (int i = count - 1; i >= 0; i--) {
      into[at + i] = (byte) ('0' + left % 10);
      left /= 10;
    }
  }

  /** Runs with 10 tags, then 20 params in a batch: half the requests make a run. */
  private void runs(int clients) throws IOException, InterruptedException {
    Map<String, Double> rates = new LinkedHashMap<>();
    for (Tracker tracker : trackers) {
      Load.Result result =
          Load.run(
              tracker.port(),
              clients,
              settings.warmUp(),
              settings.measured(),
              (connection, n) -> new CreateThenLog(connection, tracker.experiment()));
      require(tracker, result);
      rates.put(tracker.system(), result.perSecond() / 2);
    }
    comparison.more("run with 20 params and 10 tags, " + clients(clients), "runs/s", rates);
  }

  /** Every second request logs the params of the run that the one before made. */
  private record CreateThenLog(KeepAlive connection, String experiment) implements Load.Requests {
    @Override
    public byte[] request(int i) {
      if (i % 2 == 0) {
        return connection.request(
            "POST", Runs.API + "/runs/create", Runs.create(experiment, 1_000_000 + i));
      }
      String answer = connection.body();
      int at = answer.indexOf(':', answer.indexOf("\"run_id\"")) + 1;
      int from = answer.indexOf('"', at) + 1;
      String run = answer.substring(from, answer.indexOf('"', from));
      return connection.request("POST", Runs.API + "/runs/log-batch", Runs.batch(run, i, false));
    }
  }

  /** An alias moved to and fro between two versions. */
  static void aliases(Settings settings, Comparison comparison, List<Tracker> trackers)
      throws IOException, InterruptedException {
    Map<String, Double> rates = new LinkedHashMap<>();
    for (Tracker tracker : trackers) {
      if (!tracker.has(Tracker.Lack.REGISTRY)) {
        continue;
      }
      try (KeepAlive connection = tracker.connect()) {
        Runs.post(connection, "/registered-models/create", "{\"name\":\"moved\"}", "");
        String run = Runs.newRun(connection, tracker.experiment());
        for (int i = 0; i < 2; i++) {
          String source =
              "mlflow-artifacts:/" + tracker.experiment() + "/" + run + "/artifacts/model";
          Runs.post(
              connection,
              "/model-versions/create",
              "{\"name\":\"moved\",\"run_id\":\"" + run + "\",\"source\":\"" + source + "\"}",
              "");
        }
      }
      Load.Result result =
          Load.run(
              tracker.port(),
              1,
              settings.warmUp(),
              settings.measured(),
              (connection, n) ->
                  i ->
                      connection.request(
                          "POST",
                          Runs.API + "/registered-models/alias",
                          "{\"name\":\"moved\",\"alias\":\"champion\",\"version\":\""
                              + (1 + i % 2)
                              + "\"}"));
      require(tracker, result);
      rates.put(tracker.system(), result.perSecond());
    }
    comparison.more("alias moves, 1 client", "1/s", rates);
  }
}
