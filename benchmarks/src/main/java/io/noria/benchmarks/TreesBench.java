package io.noria.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The evaluation of 100 trees alone, in one thread: XGBoost's models of depth 6 and LightGBM's of
 * 63 leaves, with 28 numbers or with five categories among them, twenty thousand different rows;
 * ours beside the libraries' own, and how many predictions are not the same to the last bit.
 */
final class TreesBench {
  private static final ObjectMapper JSON = new ObjectMapper();

  private TreesBench() {}

  static Report run(Settings settings) throws IOException, InterruptedException {
    Path folder = settings.work().resolve("trees");
    JsonNode theirs =
        said(
            settings,
            "trees_libraries",
            List.of(
                settings.python("python"),
                settings.scripts().resolve("trees.py").toString(),
                folder.toString()));
    JsonNode ours =
        said(
            settings,
            "trees",
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseParallelGC",
                "-cp",
                settings.app().resolve("lib") + "/*",
                settings.home().resolve("benchmarks/src/main/launch/Trees.java").toString(),
                folder.toString()));
    Report report = new Report("trees: 100 trees, microseconds a row in one thread");
    for (int i = 0; i < theirs.size(); i++) {
      report.row(row(theirs.get(i), "noria", ours.get(i)));
      report.row(row(theirs.get(i), theirs.get(i).path("library").asText(), theirs.get(i)));
    }
    return report;
  }

  private static Map<String, Object> row(JsonNode of, String system, JsonNode figures) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("case", of.path("name").asText());
    row.put("system", system);
    row.put("one_row_us", figures.path("single_us").asDouble());
    row.put("of_256_us", figures.path("batch_us").asDouble());
    if (figures.has("different")) {
      row.put("different", figures.path("different").asLong());
    }
    return row;
  }

  private static JsonNode said(Settings settings, String name, List<String> command)
      throws IOException, InterruptedException {
    Path out = settings.work().resolve(name + ".json");
    Measured.run(settings.work().resolve(name + ".log"), out, command);
    return JSON.readTree(Files.readAllLines(out).getLast());
  }
}
