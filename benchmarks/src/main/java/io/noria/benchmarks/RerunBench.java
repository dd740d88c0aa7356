package io.noria.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Models of the flights example made again from their recorded inputs, beside what the same tasks
 * took when they ran in the demo.
 */
final class RerunBench {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int VERSIONS = 4;

  private final HttpClient http = HttpClient.newHttpClient();
  private final String api;

  private RerunBench(int port) {
    this.api = "http://127.0.0.1:" + port + "/noria/v1";
  }

  static Report run(Settings settings) throws IOException, InterruptedException {
    Path data = Servers.fresh(settings, "rerun");
    var unused = DemoBench.turn(settings, data, "2013-05");
    Report report = new Report("rerun: models of the flights example, made again");
    try (Launched server = Servers.noria(settings, data.resolve("server"), true)) {
      RerunBench bench = new RerunBench(server.port());
      JsonNode versions = bench.get("/models/flights/versions").path("items");
      for (int i = 0; i < Math.min(VERSIONS, versions.size()); i++) {
        bench.rerun(report, versions.get(i).path("version").asInt());
      }
    }
    return report;
  }

  private void rerun(Report report, int version) throws IOException, InterruptedException {
    String body = JSON.writeValueAsString(Map.of("ref", "flights/" + version));
    JsonNode rerun =
        send(
            HttpRequest.newBuilder(URI.create(api + "/reruns"))
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    String path = "/reruns/" + rerun.path("id").asText();
    while (!rerun.hasNonNull("ended_at")) {
      TimeUnit.MILLISECONDS.sleep(100);
      rerun = get(path);
    }
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("seconds", rerun.path("seconds").asDouble());
    figures.put("tasks_then_s", rerun.path("original_seconds").asDouble());
    double tasks = 0;
    for (JsonNode task : rerun.path("tasks")) {
      tasks += task.path("seconds").asDouble();
    }
    figures.put("tasks_now_s", tasks);
    figures.put("tasks", (double) rerun.path("tasks").size());
    report.row("flights/" + version + " " + rerun.path("state").asText(), "noria", figures);
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(api + path)).GET());
  }

  private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            request.header("Content-Type", "application/json").build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("status " + answer.statusCode() + ": " + answer.body());
    }
    return JSON.readTree(answer.body());
  }
}
