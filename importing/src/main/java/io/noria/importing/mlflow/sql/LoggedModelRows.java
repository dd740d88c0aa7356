package io.noria.importing.mlflow.sql;

import io.noria.importing.ImportSink;
import io.noria.importing.Imported;
import io.noria.importing.mlflow.ArtifactFiles;
import io.noria.importing.mlflow.MlflowValues;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads an experiment's logged models with their points and files. */
final class LoggedModelRows {
  private final Tables tables;
  private final ArtifactFiles files;

  LoggedModelRows(Tables tables, ArtifactFiles files) {
    this.tables = tables;
    this.files = files;
  }

  private record Row(
      String id,
      String name,
      @Nullable String run,
      String type,
      int status,
      long created,
      long updated,
      boolean deleted,
      String artifacts) {}

  void read(MlflowDatabase.ExperimentRow experiment, ImportSink sink)
      throws SQLException, IOException, InterruptedException {
    List<Row> rows =
        tables.list(
            "SELECT model_id, name, source_run_id, model_type, status, creation_timestamp_ms,"
                + " last_updated_timestamp_ms, lifecycle_stage, artifact_location"
                + " FROM logged_models WHERE experiment_id = ?"
                + " ORDER BY creation_timestamp_ms, model_id",
            List.of(experiment.id()),
            row ->
                new Row(
                    row.getString(1),
                    Tables.text(row, "name"),
                    row.getString(3),
                    Tables.text(row, "model_type"),
                    row.getInt(5),
                    row.getLong(6),
                    row.getLong(7),
                    "deleted".equals(row.getString(8)),
                    Tables.text(row, "artifact_location")));
    for (List<Row> chunk : MlflowDatabase.chunks(rows)) {
      List<String> ids = chunk.stream().map(Row::id).toList();
      Map<String, Map<String, String>> params =
          tables.pairs(
              "SELECT model_id, param_key, param_value FROM logged_model_params"
                  + " WHERE model_id IN (?)",
              ids);
      Map<String, Map<String, String>> tags =
          tables.pairs(
              "SELECT model_id, tag_key, tag_value FROM logged_model_tags WHERE model_id IN (?)",
              ids);
      for (Row row : chunk) {
        model(
            experiment,
            row,
            params.getOrDefault(row.id(), Map.of()),
            tags.getOrDefault(row.id(), Map.of()),
            sink);
      }
    }
  }

  private void model(
      MlflowDatabase.ExperimentRow experiment,
      Row row,
      Map<String, String> params,
      Map<String, String> tags,
      ImportSink sink)
      throws SQLException, IOException, InterruptedException {
    sink.put(
        new Imported.LoggedModel(
            row.id(),
            Long.toString(experiment.id()),
            row.name(),
            row.run(),
            row.type(),
            MlflowValues.modelStatus(row.status()),
            Instant.ofEpochMilli(row.created()),
            Instant.ofEpochMilli(row.updated()),
            row.deleted(),
            params,
            tags));
    List<Imported.ModelPoint> points = points(row.id());
    List<ArtifactFiles.Found> found = files.list(row.artifacts(), sink);
    String stamp = points.size() + "p " + files.stamp(found);
    if (!sink.isWhole("logged_model", row.id(), stamp)) {
      for (Imported.ModelPoint point : points) {
        sink.put(point);
      }
      files.put(found, Imported.Owner.LOGGED_MODEL, row.id(), sink);
      sink.whole("logged_model", row.id(), stamp);
    }
  }

  private List<Imported.ModelPoint> points(String model) throws SQLException {
    return tables.list(
        "SELECT run_id, metric_name, metric_step, metric_timestamp_ms, metric_value,"
            + " dataset_name, dataset_digest FROM logged_model_metrics WHERE model_id = ?"
            + " ORDER BY metric_name, metric_step, metric_timestamp_ms",
        List.of(model),
        row -> {
          double value = row.getDouble(5);
          boolean nan = row.wasNull();
          return new Imported.ModelPoint(
              model,
              row.getString(1),
              row.getString(2),
              row.getLong(3),
              row.getLong(4),
              MlflowValues.metric(value, nan),
              row.getString(6),
              row.getString(7));
        });
  }
}
