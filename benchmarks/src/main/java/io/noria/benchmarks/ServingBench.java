package io.noria.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Three models of 30 columns (XGBoost, a random forest, a neural network) behind Noria and behind
 * FastAPI as people write it: 1, 32 and 256 rows a request on 16 kept connections, ten thousand
 * different rows; and the same HTTP server without a model. The answers are compared before
 * anything is measured. Noria logs every prediction.
 */
final class ServingBench {
  private static final int CONNECTIONS = 16;
  private static final int[] ROWS = {1, 32, 256};
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, String> MODELS =
      Map.of("xgb", "xgb.ubj", "forest", "forest.onnx", "mlp", "mlp.onnx");

  private final Settings settings;
  private final Path folder;
  private final List<String> rows;
  private final Report report =
      new Report("serving: JSON, " + CONNECTIONS + " connections, 30 columns");

  private ServingBench(Settings settings, Path folder) throws IOException {
    this.settings = settings;
    this.folder = folder;
    this.rows = Files.readAllLines(folder.resolve("rows.jsonl"));
  }

  static Report run(Settings settings) throws IOException, InterruptedException {
    Path folder = settings.work().resolve("serving");
    if (!Files.exists(folder.resolve(".done"))) {
      Files.createDirectories(folder);
      Measured.run(
          folder.resolve("models.log"),
          folder.resolve("models.out"),
          List.of(
              settings.python("python"),
              settings.scripts().resolve("serving_models.py").toString(),
              folder.toString()));
    }
    var bench = new ServingBench(settings, folder);
    for (String model : List.of("xgb", "forest", "mlp")) {
      if (settings.cases().isEmpty() || settings.cases().contains(model)) {
        bench.model(model);
      }
    }
    if (settings.cases().isEmpty() || settings.cases().contains("bare")) {
      bench.bare();
    }
    return bench.report;
  }

  private void model(String model) throws IOException, InterruptedException {
    Map<Integer, Double> best = new LinkedHashMap<>();
    List<JsonNode> expected = new ArrayList<>();
    if (wanted("FastAPI")) {
      peer(model, "FastAPI + pickle, workers=1", model + ".pkl", 1, best, expected);
      for (int workers : new int[] {1, 2}) {
        String how = MODELS.get(model).endsWith(".ubj") ? "XGBoost" : "ONNX Runtime";
        String name = "FastAPI + " + how + ", workers=" + workers;
        peer(model, name, MODELS.get(model), workers, best, expected);
      }
    }
    if (wanted("Noria")) {
      Path data = Servers.fresh(settings, "serving");
      try (Launched noria = Servers.noria(settings, data, true)) {
        serve(noria, model);
        String path = "/deployments/" + model + "/predict";
        requireSame(model, expected, answers(noria, path));
        measure(model, "noria", noria, path, best, true);
      }
    }
  }

  private boolean wanted(String system) {
    return settings.systems().isEmpty() || settings.systems().contains(system);
  }

  private void peer(
      String model,
      String name,
      String file,
      int workers,
      Map<Integer, Double> best,
      List<JsonNode> expected)
      throws IOException, InterruptedException {
    try (Launched server = Servers.fastApiModel(settings, folder.resolve(file), workers)) {
      if (expected.isEmpty()) {
        expected.addAll(answers(server, "/predict"));
      }
      measure(model, name, server, "/predict", best, false);
    }
  }

  private void bare() throws IOException, InterruptedException {
    try (Launched bare = PredictBench.bare(settings)) {
      measure("no model", "bare Helidon", bare, "/predict", Map.of(), true);
    }
  }

  private void serve(Launched noria, String model) throws IOException, InterruptedException {
    Measured.run(
        folder.resolve("serve.log"),
        folder.resolve("serve.out"),
        List.of(
            settings.noria(),
            "serve",
            folder.resolve(MODELS.get(model)).toString(),
            "--name",
            model,
            "--url",
            "http://127.0.0.1:" + noria.port()));
  }

  private String body(int from, int count) {
    StringBuilder body = new StringBuilder("{\"features\":[");
    for (int i = 0; i < count; i++) {
      body.append(i == 0 ? "" : ",").append(rows.get((from + i) % rows.size()));
    }
    return body.append("]}").toString();
  }

  private void measure(
      String model, String system, Launched server, String path, Map<Integer, Double> best,
      boolean ours)
      throws IOException, InterruptedException {
    for (int count : ROWS) {
      double before = server.processorSeconds();
      Load.Result result =
          Load.run(
              server.port(),
              CONNECTIONS,
              settings.warmUp(),
              settings.measured(),
              (connection, n) -> {
                byte[][] requests = new byte[rows.size() / count][];
                for (int i = 0; i < requests.length; i++) {
                  requests[i] = connection.request("POST", path, body(i * count, count));
                }
                int from = n * (requests.length / CONNECTIONS);
                return i -> requests[(from + i) % requests.length];
              });
      double spent = server.processorSeconds() - before;
      double all = settings.measured().plus(settings.warmUp()).toMillis() / 1e3;
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("model", model);
      row.put("rows", count);
      row.put("system", system);
      row.put("per_second", result.perSecond());
      row.put("p50_ms", result.p50Ms());
      row.put("p99_ms", result.p99Ms());
      row.put("cpu_us", spent / (result.perSecond() * all) * 1e6);
      row.put("rss_mb", server.residentMegabytes());
      row.put("x best peer", ours && best.containsKey(count) ? result.perSecond() / best.get(count) : Double.NaN);
      row.put("errors", result.errors());
      report.row(row);
      System.err.println(row + (result.refusal().isEmpty() ? "" : " " + result.refusal()));
      if (!ours) {
        best.merge(count, result.perSecond(), Math::max);
      }
    }
  }

  private List<JsonNode> answers(Launched server, String path) throws IOException {
    List<JsonNode> answers = new ArrayList<>();
    try (KeepAlive connection = new KeepAlive("127.0.0.1", server.port())) {
      for (int i = 0; i < 10; i++) {
        int status = connection.send(connection.request("POST", path, body(i * 50, 50)));
        if (status != 200) {
          throw new IOException(path + " answered " + status + ": " + connection.body());
        }
        JSON.readTree(connection.body()).forEach(answers::add);
      }
    }
    return answers;
  }

  private static void requireSame(String model, List<JsonNode> expected, List<JsonNode> actual)
      throws IOException {
    for (int i = 0; i < expected.size(); i++) {
      double mine = actual.get(i).path("probability").asDouble();
      double theirs = expected.get(i).path("probability").asDouble();
      if (Math.abs(mine - theirs) > 1e-5) {
        throw new IOException(
            "%s, row %d: noria answers %s, the other %s"
                .formatted(model, i, actual.get(i), expected.get(i)));
      }
    }
  }
}
