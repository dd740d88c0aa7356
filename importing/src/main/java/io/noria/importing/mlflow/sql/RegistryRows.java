package io.noria.importing.mlflow.sql;

import io.noria.importing.ImportSink;
import io.noria.importing.Imported;
import io.noria.importing.mlflow.MlflowValues;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads registered models with their versions, stages and aliases; prompts are among them. */
final class RegistryRows {
  private final Tables tables;

  RegistryRows(Tables tables) {
    this.tables = tables;
  }

  private record VersionRow(
      int version,
      @Nullable String stage,
      String source,
      @Nullable String run,
      String user,
      String description,
      long created,
      @Nullable Long updated,
      @Nullable String runUri) {}

  /**
   * Reads the models.
   *
   * @param only experiments whose models alone are read; null for all
   */
  void read(@Nullable List<MlflowDatabase.ExperimentRow> only, ImportSink sink)
      throws SQLException, IOException, InterruptedException {
    Set<Long> wanted = new HashSet<>();
    if (only != null) {
      only.forEach(one -> wanted.add(one.id()));
    }
    List<Imported.Model> models =
        tables.list(
            "SELECT name, description, creation_time, last_updated_time FROM registered_models"
                + " WHERE"
                + tables.workspace("registered_models")
                + "ORDER BY creation_time, name",
            List.of(),
            row -> {
              long created = row.getLong(3);
              Long updated = Tables.number(row, "last_updated_time");
              return new Imported.Model(
                  row.getString(1),
                  Tables.text(row, "description"),
                  0,
                  Instant.ofEpochMilli(created),
                  Instant.ofEpochMilli(updated == null ? created : updated),
                  Map.of());
            });
    for (Imported.Model bare : models) {
      if (only == null || comesFrom(bare.name(), wanted)) {
        model(bare, sink);
      }
    }
  }

  private boolean comesFrom(String model, Set<Long> experiments) throws SQLException {
    return tables
        .list(
            "SELECT DISTINCT r.experiment_id FROM model_versions v"
                + " JOIN runs r ON r.run_uuid = v.run_id WHERE v.name = ?",
            List.of(model),
            row -> row.getLong(1))
        .stream()
        .anyMatch(experiments::contains);
  }

  private void model(Imported.Model bare, ImportSink sink)
      throws SQLException, IOException, InterruptedException {
    List<VersionRow> versions = versions(bare.name());
    sink.put(
        new Imported.Model(
            bare.name(),
            bare.description(),
            versions.stream().mapToInt(VersionRow::version).max().orElse(0),
            bare.createdAt(),
            bare.updatedAt(),
            modelTags(bare.name())));
    Map<Integer, Map<String, String>> tags = versionTags(bare.name());
    for (VersionRow row : versions) {
      if (!MlflowValues.isDeleted(row.stage())) {
        Long updated = row.updated();
        sink.put(
            new Imported.Version(
                bare.name(),
                row.version(),
                MlflowValues.stage(row.stage()),
                MlflowValues.source(row.source(), row.run(), row.runUri()),
                row.run(),
                MlflowValues.loggedModel(row.source()),
                row.user(),
                row.description(),
                tags.getOrDefault(row.version(), Map.of()),
                Instant.ofEpochMilli(row.created()),
                Instant.ofEpochMilli(updated == null ? row.created() : updated)));
      }
    }
    for (Imported.Alias alias : aliases(bare.name())) {
      sink.put(alias);
    }
  }

  private List<VersionRow> versions(String model) throws SQLException {
    return tables.list(
        "SELECT v.version, v.current_stage, v.source, v.run_id, v.user_id, v.description,"
            + " v.creation_time, v.last_updated_time, r.artifact_uri FROM model_versions v"
            + " LEFT JOIN runs r ON r.run_uuid = v.run_id WHERE v.name = ? AND "
            + workspace("model_versions", "v")
            + " ORDER BY v.version",
        List.of(model),
        row -> {
          String run = row.getString(4);
          return new VersionRow(
              row.getInt(1),
              row.getString(2),
              Tables.text(row, "source"),
              run == null || run.isEmpty() ? null : run,
              Tables.text(row, "user_id"),
              Tables.text(row, "description"),
              row.getLong(7),
              Tables.number(row, "last_updated_time"),
              row.getString(9));
        });
  }

  private String workspace(String table, String alias) {
    return tables.has(table, "workspace") ? alias + ".workspace = 'default'" : "1 = 1";
  }

  private Map<String, String> modelTags(String model) throws SQLException {
    Map<String, String> tags = new HashMap<>();
    if (tables.has("registered_model_tags")) {
      tables.list(
          "SELECT key, value FROM registered_model_tags WHERE name = ? AND"
              + tables.workspace("registered_model_tags"),
          List.of(model),
          row -> tags.put(row.getString(1), Tables.text(row, "value")));
    }
    return tags;
  }

  private Map<Integer, Map<String, String>> versionTags(String model) throws SQLException {
    Map<Integer, Map<String, String>> tags = new HashMap<>();
    if (tables.has("model_version_tags")) {
      tables.list(
          "SELECT version, key, value FROM model_version_tags WHERE name = ? AND"
              + tables.workspace("model_version_tags"),
          List.of(model),
          row ->
              tags.computeIfAbsent(row.getInt(1), version -> new HashMap<>())
                  .put(row.getString(2), Tables.text(row, "value")));
    }
    return tags;
  }

  private List<Imported.Alias> aliases(String model) throws SQLException {
    if (!tables.has("registered_model_aliases")) {
      return new ArrayList<>();
    }
    return tables.list(
        "SELECT alias, version FROM registered_model_aliases WHERE name = ? AND"
            + tables.workspace("registered_model_aliases")
            + "ORDER BY alias",
        List.of(model),
        row -> new Imported.Alias(model, row.getString(1), row.getInt(2)));
  }
}
