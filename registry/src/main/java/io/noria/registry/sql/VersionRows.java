package io.noria.registry.sql;

import io.noria.registry.ModelVersion;
import io.noria.registry.ModelVersionId;
import io.noria.registry.Stage;
import io.noria.storage.sql.InLists;
import io.noria.tracking.LoggedModelId;
import io.noria.tracking.RunId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Reads versions with their tags and aliases. */
final class VersionRows {
  /** How many of a list a statement takes. */
  private static final String COLUMNS =
      "number, model, version, stage, source, run, logged_model, user_name, description,"
          + " created_ms, updated_ms, event_ms";

  /**
   * A row of the table of versions, without tags and aliases.
   *
   * @param number its key in the other tables
   */
  record Row(long number, ModelVersion version) {}

  private VersionRows() {}

  /** The version's row; NOT_FOUND when there is none or it is deleted. */
  static Row get(Handle handle, ModelVersionId id) {
    return find(handle, id).orElseThrow(() -> Fault.noVersion(id));
  }

  static Optional<Row> find(Handle handle, ModelVersionId id) {
    String where = "WHERE model = ? AND version = ? AND lifecycle = 'ACTIVE'";
    return list(handle, where, id.model(), id.version()).stream().findFirst();
  }

  /** Where a version's files are, as it was registered, whether it is deleted or not. */
  static Optional<String> sourceOf(Handle handle, ModelVersionId id) {
    return list(handle, "WHERE model = ? AND version = ?", id.model(), id.version()).stream()
        .findFirst()
        .map(row -> row.version().source());
  }

  /** The version with its tags and aliases. */
  static ModelVersion full(Handle handle, ModelVersionId id) {
    return full(handle, List.of(get(handle, id))).values().iterator().next();
  }

  static List<Row> list(Handle handle, String rest, Object... arguments) {
    return handle
        .select("SELECT " + COLUMNS + " FROM model_versions " + rest, arguments)
        .map((rows, context) -> row(rows))
        .list();
  }

  static Map<Long, ModelVersion> byNumber(Handle handle, List<Long> numbers) {
    List<Row> rows = new ArrayList<>();
    for (List<Long> chunk : InLists.chunks(numbers)) {
      rows.addAll(
          list(handle, "WHERE number IN (" + InLists.marks(chunk.size()) + ")", chunk.toArray()));
    }
    return full(handle, rows);
  }

  /** The rows' versions with tags and aliases, in the rows' order. */
  static Map<Long, ModelVersion> full(Handle handle, List<Row> rows) {
    Map<Object, Map<String, String>> tags =
        Tags.OF_VERSIONS.all(handle, rows.stream().map(Row::number).toList());
    List<String> models = rows.stream().map(row -> row.version().id().model()).distinct().toList();
    Map<ModelVersionId, List<String>> aliases = aliases(handle, models);
    Map<Long, ModelVersion> full = new LinkedHashMap<>();
    for (Row row : rows) {
      ModelVersion bare = row.version();
      full.put(
          row.number(),
          new ModelVersion(
              bare.id(),
              bare.stage(),
              aliases.getOrDefault(bare.id(), List.of()),
              bare.source(),
              bare.run(),
              bare.loggedModel(),
              bare.user(),
              bare.description(),
              tags.getOrDefault(row.number(), Map.of()),
              bare.createdAt(),
              bare.updatedAt(),
              bare.eventTime()));
    }
    return full;
  }

  private static Map<ModelVersionId, List<String>> aliases(Handle handle, List<String> models) {
    Map<ModelVersionId, List<String>> found = new HashMap<>();
    for (String model : models) {
      handle
          .select("SELECT version, alias FROM model_aliases WHERE model = ?", model)
          .map((rows, context) ->
              found
                  .computeIfAbsent(
                      new ModelVersionId(model, rows.getInt(1)), id -> new ArrayList<>())
                  .add(rows.getString(2)))
          .list();
    }
    return found;
  }

  private static Row row(ResultSet rows) throws SQLException {
    String run = rows.getString(6);
    String loggedModel = rows.getString(7);
    long event = rows.getLong(12);
    Instant eventTime = rows.wasNull() ? null : Instant.ofEpochMilli(event);
    return new Row(
        rows.getLong(1),
        new ModelVersion(
            new ModelVersionId(rows.getString(2), rows.getInt(3)),
            Stage.valueOf(rows.getString(4)),
            List.of(),
            rows.getString(5),
            run == null ? null : new RunId(run),
            loggedModel == null ? null : new LoggedModelId(loggedModel),
            rows.getString(8),
            rows.getString(9),
            Map.of(),
            Instant.ofEpochMilli(rows.getLong(10)),
            Instant.ofEpochMilli(rows.getLong(11)),
            eventTime));
  }
}
