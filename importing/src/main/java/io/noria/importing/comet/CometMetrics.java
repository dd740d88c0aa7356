package io.noria.importing.comet;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.importing.ForeignNames;
import io.noria.importing.ImportSink;
import io.noria.importing.Notes;
import io.noria.importing.PointBuffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * An experiment's points. Comet's points may have an epoch beside the step: it becomes the metric
 * {@code epoch}, so that curves can be drawn over it. Not thread-safe.
 */
final class CometMetrics {
  private static final String EPOCH = "epoch";

  private final Notes notes;
  private final PointBuffer points;
  private final long otherwise;
  private final Map<String, Long> unnumbered = new HashMap<>();
  private long lastEpochStep = Long.MIN_VALUE;

  /**
   * For one run.
   *
   * @param otherwise the time of points that have none
   */
  CometMetrics(String run, ImportSink sink, Notes notes, long otherwise) {
    this.notes = notes;
    this.points = new PointBuffer(run, sink);
    this.otherwise = otherwise;
  }

  /** Reads {@code metrics.jsonl}, and {@code metrics/metric_N.jsonl} where they are apart. */
  void read(Path experiment) throws IOException, InterruptedException {
    CometJson.lines(experiment.resolve("metrics.jsonl"), notes, this::point);
    if (Files.isDirectory(experiment.resolve("metrics"))) {
      for (Path file : CometFolder.files(experiment.resolve("metrics"))) {
        CometJson.lines(file, notes, this::point);
      }
    }
    points.flush();
  }

  private void point(JsonNode line) throws IOException, InterruptedException {
    String name = CometJson.text(line.path("metricName"));
    String context = CometJson.text(line.path("runContext"));
    if (name.isEmpty()) {
      notes.add("a metric's line without metricName; left out");
      return;
    }
    boolean prefixed =
        context.isEmpty() || name.startsWith(context + "_") || name.startsWith(context + "/");
    String full = prefixed ? name : context + "_" + name;
    String key = ForeignNames.key(full);
    if (!key.equals(full)) {
      notes.add("metric " + full + ": called " + key + " here");
    }
    double value;
    try {
      value = number(CometJson.text(line.path("metricValue")));
    } catch (NumberFormatException e) {
      notes.add("metric " + name + ": a value that is no number; left out");
      return;
    }
    long step = step(full, line);
    long at = line.path("timestamp").asLong(otherwise);
    points.add(key, step, at, value);
    if (line.path(EPOCH).isNumber() && !name.equals(EPOCH) && step != lastEpochStep) {
      lastEpochStep = step;
      points.add(EPOCH, step, at, line.path(EPOCH).asDouble());
    }
  }

  private long step(String name, JsonNode line) {
    JsonNode step = line.path("step");
    if (step.canConvertToLong()) {
      return step.asLong();
    }
    if (step.isTextual() && step.asText().matches("-?\\d{1,18}")) {
      return Long.parseLong(step.asText());
    }
    notes.add("metric " + name + ": points without a step, numbered in their order");
    return unnumbered.merge(name, 1L, Long::sum) - 1;
  }

  private static double number(String text) {
    return switch (text.strip().toLowerCase(java.util.Locale.ROOT)) {
      case "nan" -> Double.NaN;
      case "inf", "+inf", "infinity" -> Double.POSITIVE_INFINITY;
      case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }
}
