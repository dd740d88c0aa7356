package io.noria.importing.leaving;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import org.jspecify.annotations.Nullable;

/** Registered models and prompts, which are the same to MLflow, with versions and aliases. */
final class RegistryExport {
  private static final int PAGE = 500;

  private final Reader reader;
  private final Rows rows;
  private final Report report;
  private final boolean all;

  /** All of them, or only versions of runs and logged models that were written. */
  RegistryExport(Reader reader, Rows rows, Report report, boolean all) {
    this.reader = reader;
    this.rows = rows;
    this.report = report;
    this.all = all;
  }

  void write() {
    reader.got(
        Reader.V2 + "model-versions/search?max_results=" + PAGE, "model_versions", this::version);
    reader.got(
        Reader.V2 + "registered-models/search?max_results=" + PAGE,
        "registered_models",
        this::model);
  }

  private void model(JsonNode model) {
    String name = model.path("name").asText();
    if (!all && !rows.has("model_versions", "name", name)) {
      report.note("model " + name, "no version of it comes from these experiments; left out");
      return;
    }
    rows.put(
        Row.of("registered_models")
            .with("name", name)
            .with("creation_time", Reader.number(model, "creation_timestamp"))
            .with("last_updated_time", Reader.number(model, "last_updated_timestamp"))
            .with("description", Reader.text(model, "description"))
            .with("workspace", "default"));
    for (JsonNode tag : model.path("tags")) {
      rows.put(
          Row.of("registered_model_tags")
              .with("name", name)
              .with("key", tag.path("key").asText())
              .with("value", tag.path("value").asText())
              .with("workspace", "default"));
    }
    for (JsonNode alias : model.path("aliases")) {
      rows.put(
          Row.of("registered_model_aliases")
              .with("name", name)
              .with("alias", alias.path("alias").asText())
              .with("version", alias.path("version").asLong())
              .with("workspace", "default"));
    }
    report.add("registered models", 1);
  }

  private void version(JsonNode version) {
    String name = version.path("name").asText();
    long number = version.path("version").asLong();
    if (!all && !isWanted(version)) {
      return;
    }
    rows.put(
        Row.of("model_versions")
            .with("name", name)
            .with("version", number)
            .with("creation_time", Reader.number(version, "creation_timestamp"))
            .with("last_updated_time", Reader.number(version, "last_updated_timestamp"))
            .with("description", Reader.text(version, "description"))
            .with("user_id", Reader.text(version, "user_id"))
            .with("current_stage", version.path("current_stage").asText("None"))
            .with("source", Reader.text(version, "source"))
            .with("run_id", Reader.text(version, "run_id"))
            .with("status", version.path("status").asText("READY"))
            .with("status_message", Reader.text(version, "status_message"))
            .with("run_link", Reader.text(version, "run_link"))
            .with("storage_location", location(version))
            .with("workspace", "default"));
    for (JsonNode tag : version.path("tags")) {
      rows.put(
          Row.of("model_version_tags")
              .with("name", name)
              .with("version", number)
              .with("key", tag.path("key").asText())
              .with("value", tag.path("value").asText())
              .with("workspace", "default"));
    }
    report.add("versions", 1);
  }

  private boolean isWanted(JsonNode version) {
    String run = version.path("run_id").asText();
    String model = version.path("model_id").asText();
    String source = version.path("source").asText();
    String logged = source.startsWith("models:/m-") ? source.substring("models:/".length()) : model;
    return (!run.isEmpty() && rows.has("runs", "run_uuid", run))
        || (!logged.isEmpty() && rows.has("logged_models", "model_id", logged));
  }

  /** Where the files are in the end: MLflow keeps it beside the source. */
  private @Nullable String location(JsonNode version) {
    try {
      return Reader.text(
          reader
              .routes()
              .get(
                  Reader.V2
                      + "model-versions/get-download-uri?name="
                      + Reader.q(version.path("name").asText())
                      + "&version="
                      + version.path("version").asText()),
          "artifact_uri");
    } catch (NoriaException e) {
      if (e.code() != ErrorCode.NOT_FOUND && e.code() != ErrorCode.INVALID_ARGUMENT) {
        throw e;
      }
      // Prompts have no files, and a source may be gone.
      return Reader.text(version, "source");
    }
  }
}
