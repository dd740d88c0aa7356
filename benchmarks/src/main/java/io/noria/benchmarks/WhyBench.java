package io.noria.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code noria why}: the stories of the demo's newest predictions over one kept connection, and the
 * contributions alone beside XGBoost's {@code pred_contribs} on the same ten thousand rows, each in
 * one thread.
 */
final class WhyBench {
  private static final int PREDICTIONS = 200;
  private static final ObjectMapper JSON = new ObjectMapper();

  private WhyBench() {}

  static Report run(Settings settings) throws IOException, InterruptedException {
    Path data = PredictBench.demo(settings);
    Report report = new Report("why: stories of " + PREDICTIONS + " predictions, contributions");
    Path bundle = settings.work().resolve("bundle");
    try (Launched noria = Servers.noria(settings, data.resolve("server"), true)) {
      PredictBench.rows(settings, noria, bundle);
      List<String> paths = paths(noria);
      report.load(
          "…/why",
          "noria",
          Load.run(
              noria.port(),
              1,
              settings.warmUp(),
              settings.measured(),
              (connection, n) -> {
                List<byte[]> requests = new ArrayList<>();
                paths.forEach(path -> requests.add(connection.request("GET", path, "")));
                return i -> requests.get(i % requests.size());
              }),
          noria.residentMegabytes());
    }
    contributions(settings, bundle, report);
    return report;
  }

  private static List<String> paths(Launched noria) throws IOException {
    List<String> paths = new ArrayList<>();
    try (KeepAlive connection = new KeepAlive("127.0.0.1", noria.port())) {
      String newest = "/noria/v1/deployments/flights/predictions?max_results=" + PREDICTIONS;
      int status = connection.send(connection.request("GET", newest, ""));
      if (status != 200) {
        throw new IOException(newest + " answered " + status + ": " + connection.body());
      }
      for (JsonNode one : JSON.readTree(connection.body()).path("items")) {
        paths.add("/noria/v1/predictions/" + one.path("id").asText() + "/why");
      }
    }
    return paths;
  }

  private static void contributions(Settings settings, Path bundle, Report report)
      throws IOException, InterruptedException {
    JsonNode theirs =
        said(
            settings,
            "pred_contribs",
            List.of(
                settings.python("python"),
                settings.scripts().resolve("pred_contribs.py").toString(),
                bundle.toString()));
    JsonNode ours =
        said(
            settings,
            "contributions",
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                settings.app().resolve("lib") + "/*",
                settings.home().resolve("benchmarks/src/main/launch/Contributions.java").toString(),
                bundle.toString()));
    report.row(
        "contributions",
        "noria",
        Map.of(
            "row_us", ours.path("row_us").asDouble(),
            "trees", ours.path("trees").asDouble()));
    report.row(
        "contributions",
        "XGBoost pred_contribs, all rows at once",
        Map.of("row_us", theirs.path("batch_us").asDouble()));
    report.row(
        "contributions",
        "XGBoost pred_contribs, one row a call",
        Map.of("row_us", theirs.path("single_us").asDouble()));
    report.row(
        "largest difference, in millionths of the row's largest",
        "noria and XGBoost",
        Map.of("ppm", ours.path("difference").asDouble() * 1e6));
  }

  private static JsonNode said(Settings settings, String name, List<String> command)
      throws IOException, InterruptedException {
    Path out = settings.work().resolve(name + ".json");
    Measured.run(settings.work().resolve(name + ".log"), out, command);
    return JSON.readTree(Files.readAllLines(out).getLast());
  }
}
