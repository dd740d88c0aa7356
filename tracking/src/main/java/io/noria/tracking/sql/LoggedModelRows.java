package io.noria.tracking.sql;

import io.noria.storage.sql.InLists;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.LoggedModel;
import io.noria.tracking.LoggedModelId;
import io.noria.tracking.Metric;
import io.noria.tracking.MetricBits;
import io.noria.tracking.ModelPoint;
import io.noria.tracking.RunId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Reads logged models, and writes their points. */
final class LoggedModelRows {
  private static final String COLUMNS =
      "number, id, experiment, name, run, type, status, created_ms, updated_ms";

  /**
   * A row of the table of logged models, without what hangs on it.
   *
   * @param number its key in the other tables
   */
  record Row(long number, LoggedModel model) {}

  private LoggedModelRows() {}

  /** The model's row; NOT_FOUND when there is none or it is deleted. */
  static Row get(Handle handle, LoggedModelId id) {
    return list(handle, "WHERE id = ? AND lifecycle = 'ACTIVE'", id.value()).stream()
        .findFirst()
        .orElseThrow(() -> Fault.missing("logged model", id));
  }

  static List<Row> list(Handle handle, String rest, Object... arguments) {
    return handle
        .select("SELECT " + COLUMNS + " FROM logged_models " + rest, arguments)
        .map((rows, context) -> row(rows))
        .list();
  }

  static Map<Long, LoggedModel> byNumber(Handle handle, List<Long> numbers) {
    List<Row> rows = new ArrayList<>();
    for (List<Long> chunk : InLists.chunks(numbers)) {
      String where = "WHERE number IN (" + InLists.marks(chunk.size()) + ")";
      rows.addAll(list(handle, where, chunk.toArray()));
    }
    return full(handle, rows);
  }

  static Map<Long, LoggedModel> full(Handle handle, List<Row> rows) {
    List<Long> numbers = rows.stream().map(Row::number).toList();
    Map<Long, Map<String, String>> params = KeyValues.MODEL_PARAMS.all(handle, numbers);
    Map<Long, Map<String, String>> tags = KeyValues.MODEL_TAGS.all(handle, numbers);
    Map<Long, List<LoggedModel.ModelMetric>> metrics = metrics(handle, numbers);
    Map<Long, LoggedModel> models = new LinkedHashMap<>();
    for (Row row : rows) {
      LoggedModel bare = row.model();
      models.put(
          row.number(),
          new LoggedModel(
              bare.id(),
              bare.experiment(),
              bare.name(),
              bare.run(),
              bare.type(),
              bare.status(),
              bare.createdAt(),
              bare.updatedAt(),
              params.getOrDefault(row.number(), Map.of()),
              tags.getOrDefault(row.number(), Map.of()),
              metrics.getOrDefault(row.number(), List.of())));
    }
    return models;
  }

  private static Map<Long, List<LoggedModel.ModelMetric>> metrics(
      Handle handle, List<Long> numbers) {
    Map<Long, List<LoggedModel.ModelMetric>> found = new HashMap<>();
    for (List<Long> chunk : InLists.chunks(numbers)) {
      handle
          .select(
              "SELECT model, run, key, step, time_ms, value_bits, dataset_name, dataset_digest"
                  + " FROM logged_model_metrics WHERE model IN ("
                  + InLists.marks(chunk.size())
                  + ") ORDER BY model, key, step, time_ms, value_bits",
              chunk.toArray())
          .map((rows, context) ->
              found
                  .computeIfAbsent(rows.getLong(1), number -> new ArrayList<>())
                  .add(
                      new LoggedModel.ModelMetric(
                          new Metric(
                              rows.getString(3),
                              MetricBits.value(rows.getLong(6)),
                              Instant.ofEpochMilli(rows.getLong(5)),
                              rows.getLong(4)),
                          new RunId(rows.getString(2)),
                          some(rows.getString(7)),
                          some(rows.getString(8)))))
          .list();
    }
    return found;
  }

  /** Points that a run measured for models. */
  static void log(Handle handle, RunId run, List<ModelPoint> points) {
    Map<LoggedModelId, Long> numbers = new HashMap<>();
    for (ModelPoint point : points) {
      long model = numbers.computeIfAbsent(point.model(), id -> get(handle, id).number());
      write(handle, model, run, point);
    }
  }

  /** Writes a point of the model of that number. */
  static void write(Handle handle, long model, RunId run, ModelPoint point) {
    Metric metric = point.metric();
    handle.execute(
        "INSERT INTO logged_model_metrics (model, run, key, step, time_ms, value_bits,"
            + " dataset_name, dataset_digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
            + " ON CONFLICT DO NOTHING",
        model,
        run.value(),
        metric.key(),
        metric.step(),
        metric.timestamp(),
        MetricBits.of(metric.value()),
        none(point.datasetName()),
        none(point.datasetDigest()));
  }

  /** A key's column cannot be null: nothing is written as the empty text. */
  private static String none(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static @Nullable String some(String text) {
    return text.isEmpty() ? null : text;
  }

  private static Row row(ResultSet rows) throws SQLException {
    String run = rows.getString(5);
    return new Row(
        rows.getLong(1),
        new LoggedModel(
            new LoggedModelId(rows.getString(2)),
            ExperimentId.of(rows.getLong(3)),
            rows.getString(4),
            run == null ? null : new RunId(run),
            rows.getString(6),
            LoggedModel.Status.valueOf(rows.getString(7)),
            Instant.ofEpochMilli(rows.getLong(8)),
            Instant.ofEpochMilli(rows.getLong(9)),
            Map.of(),
            Map.of(),
            List.of()));
  }
}
