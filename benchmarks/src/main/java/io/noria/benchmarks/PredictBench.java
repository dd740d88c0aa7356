package io.noria.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One row a request on 16 kept connections, ten thousand different rows: Noria with the demo's
 * champion, FastAPI with the same bundle in XGBoost, and the same HTTP server without a model. The
 * answers of the first two are compared before anything is measured.
 */
final class PredictBench {
  private static final int CONNECTIONS = 16;
  private static final int COMPARED = 500;
  private static final ObjectMapper JSON = new ObjectMapper();

  private PredictBench() {}

  static Report run(Settings settings) throws IOException, InterruptedException {
    Path data = demo(settings);
    Report report = new Report("predict: one row a request, " + CONNECTIONS + " connections");
    Path bundle = settings.work().resolve("bundle");
    List<String> rows;
    List<JsonNode> expected;
    try (Launched noria = Servers.noria(settings, data.resolve("server"), true)) {
      rows = rows(settings, noria, bundle);
      expected = answers(noria, rows);
      report.load("/predict", "noria", load(settings, noria, rows), noria.residentMegabytes());
    }
    for (int workers : new int[] {1, 2}) {
      try (Launched fastApi = Servers.fastApi(settings, bundle, workers)) {
        requireSame(expected, answers(fastApi, rows));
        report.load(
            "/predict",
            "FastAPI + XGBoost, workers=" + workers,
            load(settings, fastApi, rows),
            fastApi.residentMegabytes());
      }
    }
    try (Launched bare = bare(settings)) {
      report.load("no model", "bare Helidon", load(settings, bare, rows), bare.residentMegabytes());
    }
    return report;
  }

  /** The data of a short demo, made once. */
  static Path demo(Settings settings) throws IOException, InterruptedException {
    Path data = settings.work().resolve("demo");
    if (!Files.exists(data.resolve(".done"))) {
      DemoBench.turn(settings, data, "2013-04");
      Files.createFile(data.resolve(".done"));
    }
    return data;
  }

  static Launched bare(Settings settings) throws IOException, InterruptedException {
    int port = Launched.freePort();
    return Launched.start(
        settings.work(),
        "bare",
        port,
        "/health",
        Map.of(),
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseParallelGC",
            "-cp",
            System.getProperty("java.class.path"),
            BareServer.class.getName(),
            Integer.toString(port)));
  }

  /** Fetches the champion's bundle through MLflow's client and makes the rows from its sample. */
  static List<String> rows(Settings settings, Launched noria, Path bundle)
      throws IOException, InterruptedException {
    Path log = settings.work().resolve("rows.log");
    ProcessBuilder script =
        new ProcessBuilder(
                settings.python("python"),
                settings.scripts().resolve("make_rows.py").toString(),
                "http://127.0.0.1:" + noria.port(),
                bundle.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    if (script.start().waitFor() != 0) {
      throw new IOException("the rows cannot be made; see " + log);
    }
    return Files.readAllLines(bundle.resolve("rows.jsonl"));
  }

  private static Load.Result load(Settings settings, Launched server, List<String> rows)
      throws IOException, InterruptedException {
    return Load.run(
        server.port(),
        CONNECTIONS,
        settings.warmUp(),
        settings.measured(),
        (connection, n) -> {
          byte[][] requests = new byte[rows.size()][];
          for (int i = 0; i < requests.length; i++) {
            requests[i] = connection.request("POST", "/predict", rows.get(i));
          }
          int from = n * (requests.length / CONNECTIONS);
          return i -> requests[(from + i) % requests.length];
        });
  }

  private static List<JsonNode> answers(Launched server, List<String> rows) throws IOException {
    List<JsonNode> answers = new java.util.ArrayList<>();
    try (KeepAlive connection = new KeepAlive("127.0.0.1", server.port())) {
      for (String row : rows.subList(0, Math.min(COMPARED, rows.size()))) {
        int status = connection.send(connection.request("POST", "/predict", row));
        if (status != 200) {
          throw new IOException("/predict answered " + status + ": " + connection.body());
        }
        answers.add(JSON.readTree(connection.body()));
      }
    }
    return answers;
  }

  private static void requireSame(List<JsonNode> expected, List<JsonNode> actual)
      throws IOException {
    for (int i = 0; i < expected.size(); i++) {
      double mine = expected.get(i).path("probability").asDouble();
      double theirs = actual.get(i).path("probability").asDouble();
      if (Math.abs(mine - theirs) > 1e-5) {
        throw new IOException(
            "row " + i + ": noria answers " + expected.get(i) + ", the other " + actual.get(i));
      }
    }
  }
}
