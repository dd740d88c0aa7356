package io.noria.importing.mlflow.sql;

import io.noria.importing.ImportSink;
import io.noria.importing.Imported;
import io.noria.importing.mlflow.ArtifactFiles;
import io.noria.importing.mlflow.MlflowValues;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads an experiment's runs with their params, tags, inputs, points and files. */
final class RunRows {
  private final Tables tables;
  private final ArtifactFiles files;

  RunRows(Tables tables, ArtifactFiles files) {
    this.tables = tables;
    this.files = files;
  }

  private record Row(
      String id,
      String name,
      String user,
      @Nullable String status,
      @Nullable Long started,
      @Nullable Long ended,
      boolean deleted,
      @Nullable String artifacts) {}

  /** What hangs on some runs, by run. */
  private record Parts(
      Map<String, Map<String, String>> params,
      Map<String, Map<String, String>> tags,
      Map<String, List<Imported.Input>> inputs,
      Map<String, List<String>> modelInputs,
      Map<String, List<Imported.Output>> outputs) {}

  void read(MlflowDatabase.ExperimentRow experiment, ImportSink sink)
      throws SQLException, IOException, InterruptedException {
    List<String> ids =
        tables.list(
            "SELECT run_uuid FROM runs WHERE experiment_id = ? ORDER BY start_time, run_uuid",
            List.of(experiment.id()),
            row -> row.getString(1));
    for (List<String> chunk : MlflowDatabase.chunks(ids)) {
      List<Row> rows = rows(chunk);
      Parts parts =
          new Parts(
              tables.pairs("SELECT run_uuid, key, value FROM params WHERE run_uuid IN (?)", chunk),
              tables.pairs("SELECT run_uuid, key, value FROM tags WHERE run_uuid IN (?)", chunk),
              inputs(chunk),
              modelInputs(chunk),
              outputs(chunk));
      for (Row row : rows) {
        run(experiment, row, parts, sink);
      }
    }
  }

  private List<Row> rows(List<String> ids) throws SQLException {
    Map<String, Row> found = new HashMap<>();
    tables.list(
        "SELECT run_uuid, name, user_id, status, start_time, end_time, lifecycle_stage,"
            + " artifact_uri FROM runs WHERE run_uuid IN ("
            + Tables.marks(ids.size())
            + ")",
        ids,
        row ->
            found.put(
                row.getString(1),
                new Row(
                    row.getString(1),
                    Tables.text(row, "name"),
                    Tables.text(row, "user_id"),
                    row.getString("status"),
                    Tables.number(row, "start_time"),
                    Tables.number(row, "end_time"),
                    "deleted".equals(row.getString("lifecycle_stage")),
                    row.getString("artifact_uri"))));
    return ids.stream().map(found::get).filter(java.util.Objects::nonNull).toList();
  }

  private void run(MlflowDatabase.ExperimentRow experiment, Row row, Parts parts, ImportSink sink)
      throws SQLException, IOException, InterruptedException {
    String id = row.id();
    Map<String, String> tags = parts.tags().getOrDefault(id, Map.of());
    Long started = row.started();
    Long ended = row.ended();
    sink.put(
        new Imported.Run(
            id,
            Long.toString(experiment.id()),
            null,
            row.name().isEmpty() ? tags.getOrDefault("mlflow.runName", "") : row.name(),
            row.user(),
            MlflowValues.status(row.status()),
            Instant.ofEpochMilli(started == null ? 0 : started),
            ended == null ? null : Instant.ofEpochMilli(ended),
            row.deleted(),
            parts.params().getOrDefault(id, Map.of()),
            tags,
            parts.inputs().getOrDefault(id, List.of()),
            parts.modelInputs().getOrDefault(id, List.of()),
            parts.outputs().getOrDefault(id, List.of()),
            files.stays(row.artifacts()) ? row.artifacts() : null));
    long points = tables.count("SELECT COUNT(*) FROM metrics WHERE run_uuid = ?", List.of(id));
    List<ArtifactFiles.Found> found = files.list(row.artifacts(), sink);
    String stamp = points + "p " + files.stamp(found);
    if (!sink.isWhole("run", id, stamp)) {
      new PointRows(tables).read(id, sink);
      files.put(found, Imported.Owner.RUN, id, sink);
      sink.whole("run", id, stamp);
    }
  }

  private Map<String, List<Imported.Input>> inputs(List<String> runs) throws SQLException {
    Map<String, List<Imported.Input>> found = new HashMap<>();
    if (!tables.has("inputs") || !tables.has("datasets")) {
      return found;
    }
    record Use(String run, String use, Imported.Input input) {}
    List<Use> uses =
        tables.list(
            "SELECT i.destination_id, i.input_uuid, d.name, d.digest, d.dataset_source_type,"
                + " d.dataset_source, d.dataset_schema, d.dataset_profile FROM inputs i"
                + " JOIN datasets d ON d.dataset_uuid = i.source_id"
                + " WHERE i.source_type = 'DATASET' AND i.destination_type = 'RUN'"
                + " AND i.destination_id IN ("
                + Tables.marks(runs.size())
                + ") ORDER BY i.destination_id, d.name, d.digest",
            runs,
            row ->
                new Use(
                    row.getString(1),
                    row.getString(2),
                    new Imported.Input(
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6),
                        row.getString(7),
                        row.getString(8),
                        Map.of())));
    Map<String, Map<String, String>> tags = new HashMap<>();
    for (List<String> chunk : MlflowDatabase.chunks(uses.stream().map(Use::use).toList())) {
      tags.putAll(
          tables.pairs(
              "SELECT input_uuid, name, value FROM input_tags WHERE input_uuid IN (?)", chunk));
    }
    for (Use use : uses) {
      Imported.Input bare = use.input();
      found
          .computeIfAbsent(use.run(), run -> new ArrayList<>())
          .add(
              new Imported.Input(
                  bare.name(),
                  bare.digest(),
                  bare.sourceType(),
                  bare.source(),
                  bare.schema(),
                  bare.profile(),
                  tags.getOrDefault(use.use(), Map.of())));
    }
    return found;
  }

  private Map<String, List<String>> modelInputs(List<String> runs) throws SQLException {
    Map<String, List<String>> found = new HashMap<>();
    if (tables.has("inputs")) {
      tables.list(
          "SELECT source_id, destination_id FROM inputs WHERE source_type = 'RUN_INPUT'"
              + " AND destination_type = 'MODEL_INPUT' AND source_id IN ("
              + Tables.marks(runs.size())
              + ") ORDER BY source_id, destination_id",
          runs,
          row ->
              found
                  .computeIfAbsent(row.getString(1), run -> new ArrayList<>())
                  .add(row.getString(2)));
    }
    return found;
  }

  private Map<String, List<Imported.Output>> outputs(List<String> runs) throws SQLException {
    Map<String, List<Imported.Output>> found = new HashMap<>();
    if (tables.has("inputs")) {
      tables.list(
          "SELECT source_id, destination_id, "
              + tables.column("inputs", "step")
              + " FROM inputs WHERE source_type = 'RUN_OUTPUT'"
              + " AND destination_type = 'MODEL_OUTPUT' AND source_id IN ("
              + Tables.marks(runs.size())
              + ") ORDER BY source_id, destination_id",
          runs,
          row ->
              found
                  .computeIfAbsent(row.getString(1), run -> new ArrayList<>())
                  .add(new Imported.Output(row.getString(2), row.getLong(3))));
    }
    return found;
  }
}
