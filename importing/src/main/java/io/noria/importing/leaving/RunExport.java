package io.noria.importing.leaving;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.importing.ForeignNames;
import io.noria.importing.leaving.MlflowExport.Progress;
import java.util.List;
import java.util.Map;

/** Runs with all their points. */
final class RunExport {
  private static final int PAGE = 100;
  private static final int POINTS = 25_000;

  private final Reader reader;
  private final Rows rows;
  private final ArtifactCopy files;
  private final Report report;
  private final Progress progress;

  RunExport(Reader reader, Rows rows, ArtifactCopy files, Report report, Progress progress) {
    this.reader = reader;
    this.rows = rows;
    this.files = files;
    this.report = report;
    this.progress = progress;
  }

  void write(JsonNode experiment) {
    String id = experiment.path("experiment_id").asText();
    reader.posted(
        Reader.V2 + "runs/search",
        Map.of("experiment_ids", List.of(id), "run_view_type", "ALL", "max_results", PAGE),
        "runs",
        run -> {
          run(run);
          report.add("runs", 1);
          progress.at("runs", report.counts().getOrDefault("runs", 0L), 0);
        });
  }

  private void run(JsonNode run) {
    JsonNode info = run.path("info");
    JsonNode data = run.path("data");
    String id = info.path("run_id").asText();
    boolean deleted = info.path("lifecycle_stage").asText().equals("deleted");
    Long ended = Reader.number(info, "end_time");
    rows.put(
        Row.of("runs")
            .with("run_uuid", id)
            .with("name", Reader.text(info, "run_name"))
            .with("source_type", "UNKNOWN")
            .with("source_name", "")
            .with("entry_point_name", "")
            .with("user_id", info.path("user_id").asText())
            .with("status", info.path("status").asText())
            .with("start_time", Reader.number(info, "start_time"))
            .with("end_time", ended)
            .with("source_version", "")
            .with("lifecycle_stage", deleted ? "deleted" : "active")
            .with("artifact_uri", Reader.text(info, "artifact_uri"))
            .with("experiment_id", info.path("experiment_id").asLong())
            // MLflow's gc asks since when; the routes do not say: never before it was there.
            .with("deleted_time", deleted ? (Long) System.currentTimeMillis() : null));
    pairs("params", id, data.path("params"));
    pairs("tags", id, data.path("tags"));
    for (JsonNode metric : data.path("metrics")) {
      rows.put(point("latest_metrics", id, metric));
      history(id, metric.path("key").asText());
    }
    inputs(id, info.path("experiment_id").asText(), run.path("inputs"));
    for (JsonNode output : run.path("outputs").path("model_outputs")) {
      edge(
          "RUN_OUTPUT",
          id,
          "MODEL_OUTPUT",
          output.path("model_id").asText(),
          output.path("step").asLong());
    }
    files.copy(Reader.text(info, "artifact_uri"));
  }

  private void pairs(String table, String run, JsonNode pairs) {
    for (JsonNode pair : pairs) {
      rows.put(
          Row.of(table)
              .with("run_uuid", run)
              .with("key", pair.path("key").asText())
              .with("value", pair.path("value").asText()));
    }
  }

  private void history(String run, String key) {
    reader.got(
        Reader.V2
            + "metrics/get-history?run_id="
            + Reader.q(run)
            + "&metric_key="
            + Reader.q(key)
            + "&max_results="
            + POINTS,
        "metrics",
        point -> {
          rows.put(point("metrics", run, point));
          report.add("points", 1);
        });
  }

  private static Row point(String table, String run, JsonNode point) {
    double value = value(point.path("value"));
    boolean nan = Double.isNaN(value);
    return Row.of(table)
        .with("run_uuid", run)
        .with("key", point.path("key").asText())
        .with("value", nan ? 0.0 : value)
        .with("timestamp", point.path("timestamp").asLong())
        .with("step", point.path("step").asLong())
        .with("is_nan", nan ? 1 : 0);
  }

  /** As MLflow keeps it: the infinities are the largest doubles. */
  static double value(JsonNode value) {
    double number =
        switch (value.asText()) {
          case "NaN" -> Double.NaN;
          case "Infinity" -> Double.MAX_VALUE;
          case "-Infinity" -> -Double.MAX_VALUE;
          default -> value.asDouble();
        };
    return Double.isInfinite(number) ? Math.copySign(Double.MAX_VALUE, number) : number;
  }

  private void inputs(String run, String experiment, JsonNode inputs) {
    for (JsonNode input : inputs.path("dataset_inputs")) {
      JsonNode dataset = input.path("dataset");
      String id =
          ForeignNames.digest(
              "dataset",
              experiment,
              dataset.path("name").asText(),
              dataset.path("digest").asText());
      rows.put(
          Row.of("datasets")
              .with("dataset_uuid", id)
              .with("experiment_id", Long.parseLong(experiment))
              .with("name", dataset.path("name").asText())
              .with("digest", dataset.path("digest").asText())
              .with("dataset_source_type", dataset.path("source_type").asText())
              .with("dataset_source", dataset.path("source").asText())
              .with("dataset_schema", Reader.text(dataset, "schema"))
              .with("dataset_profile", Reader.text(dataset, "profile")));
      String edge = edge("DATASET", id, "RUN", run, 0);
      for (JsonNode tag : input.path("tags")) {
        rows.put(
            Row.of("input_tags")
                .with("input_uuid", edge)
                .with("name", tag.path("key").asText())
                .with("value", tag.path("value").asText()));
      }
    }
    for (JsonNode input : inputs.path("model_inputs")) {
      edge("RUN_INPUT", run, "MODEL_INPUT", input.path("model_id").asText(), 0);
    }
  }

  private String edge(String from, String source, String to, String destination, long step) {
    String id = ForeignNames.digest("input", from, source, to, destination);
    rows.put(
        Row.of("inputs")
            .with("input_uuid", id)
            .with("source_type", from)
            .with("source_id", source)
            .with("destination_type", to)
            .with("destination_id", destination)
            .with("step", step));
    return id;
  }
}
