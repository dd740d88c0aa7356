package io.noria.importing.leaving;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.importing.ForeignNames;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Logged models: what training wrote, with params, metrics and files. */
final class LoggedModelExport {
  private static final int PAGE = 100;

  private final Reader reader;
  private final Rows rows;
  private final ArtifactCopy files;
  private final Report report;

  LoggedModelExport(Reader reader, Rows rows, ArtifactCopy files, Report report) {
    this.reader = reader;
    this.rows = rows;
    this.files = files;
    this.report = report;
  }

  void write(JsonNode experiment) {
    String id = experiment.path("experiment_id").asText();
    reader.posted(
        Reader.V2 + "logged-models/search",
        Map.of("experiment_ids", List.of(id), "max_results", PAGE),
        "models",
        model -> {
          model(model);
          report.add("logged models", 1);
        });
  }

  private void model(JsonNode model) {
    JsonNode info = model.path("info");
    String id = info.path("model_id").asText();
    long experiment = info.path("experiment_id").asLong();
    rows.put(
        Row.of("logged_models")
            .with("model_id", id)
            .with("experiment_id", experiment)
            .with("name", info.path("name").asText())
            .with("artifact_location", info.path("artifact_uri").asText())
            .with("creation_timestamp_ms", info.path("creation_timestamp_ms").asLong())
            .with("last_updated_timestamp_ms", info.path("last_updated_timestamp_ms").asLong())
            .with("status", status(info.path("status").asText()))
            .with("lifecycle_stage", "active")
            .with("model_type", Reader.text(info, "model_type"))
            .with("source_run_id", Reader.text(info, "source_run_id"))
            .with("status_message", Reader.text(info, "status_message")));
    for (JsonNode tag : info.path("tags")) {
      pair("logged_model_tags", "tag", id, experiment, tag);
    }
    for (JsonNode param : model.path("data").path("params")) {
      pair("logged_model_params", "param", id, experiment, param);
    }
    for (JsonNode point : model.path("data").path("metrics")) {
      point(id, experiment, point);
    }
    files.copy(Reader.text(info, "artifact_uri"));
  }

  private static int status(String status) {
    return switch (status) {
      case "LOGGED_MODEL_PENDING" -> 1;
      case "LOGGED_MODEL_READY" -> 2;
      case "LOGGED_MODEL_UPLOAD_FAILED" -> 3;
      default -> 0;
    };
  }

  private void pair(String table, String what, String model, long experiment, JsonNode pair) {
    rows.put(
        Row.of(table)
            .with("model_id", model)
            .with("experiment_id", experiment)
            .with(what + "_key", pair.path("key").asText())
            .with(what + "_value", pair.path("value").asText()));
  }

  private void point(String model, long experiment, JsonNode point) {
    double value = RunExport.value(point.path("value"));
    if (Double.isNaN(value)) {
      // SQLite has no NaN and MLflow no flag for it here: a null breaks its search.
      report.note(
          "logged model " + model + ", metric " + point.path("key").asText(),
          "NaN: MLflow cannot keep it here; left out (the run's own metric has it)");
      return;
    }
    String name = Reader.text(point, "dataset_name");
    String digest = Reader.text(point, "dataset_digest");
    rows.put(
        Row.of("logged_model_metrics")
            .with("model_id", model)
            .with("metric_name", point.path("key").asText())
            .with("metric_timestamp_ms", point.path("timestamp").asLong())
            .with("metric_step", point.path("step").asLong())
            .with("metric_value", value)
            .with("experiment_id", experiment)
            .with("run_id", point.path("run_id").asText())
            .with("dataset_uuid", dataset(experiment, name, digest))
            .with("dataset_name", name)
            .with("dataset_digest", digest));
  }

  private static @Nullable String dataset(
      long experiment, @Nullable String name, @Nullable String digest) {
    return name == null || digest == null
        ? null
        : ForeignNames.digest("dataset", Long.toString(experiment), name, digest);
  }
}
