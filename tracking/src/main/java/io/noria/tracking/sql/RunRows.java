package io.noria.tracking.sql;

import io.noria.storage.sql.InLists;
import io.noria.storage.sql.Transaction;
import io.noria.tracking.DatasetInput;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.Lifecycle;
import io.noria.tracking.LoggedModelId;
import io.noria.tracking.Metric;
import io.noria.tracking.MetricBits;
import io.noria.tracking.ModelOutput;
import io.noria.tracking.Run;
import io.noria.tracking.RunData;
import io.noria.tracking.RunId;
import io.noria.tracking.RunInfo;
import io.noria.tracking.RunStatus;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Reads runs, alone or many at once with everything they recorded. */
final class RunRows {
  static final String COLUMNS =
      "number, id, experiment, name, status, lifecycle, user_name, parent, artifact_location,"
          + " started_ms, ended_ms, event_ms, recorded_ms";

  /**
   * A row of the table of runs.
   *
   * @param number its key in the other tables
   */
  record Row(long number, RunInfo info) {}

  /**
   * What a run read, used and made.
   *
   * @param inputs datasets
   * @param modelInputs models it used
   * @param outputs models it logged
   */
  record Related(
      List<DatasetInput> inputs, List<LoggedModelId> modelInputs, List<ModelOutput> outputs) {
    static final Related NONE = new Related(List.of(), List.of(), List.of());
  }

  private RunRows() {}

  /** The run's row; NOT_FOUND when there is none. */
  static Row get(Handle handle, RunId id) {
    return find(handle, id).orElseThrow(() -> Fault.missing("run", id));
  }

  /** The run's row when it is active. */
  static Row active(Handle handle, RunId id) {
    return active(get(handle, id));
  }

  /**
   * The run's row, for what is written often, when it is active. Until the unit ends nobody else
   * writes to the run: on PostgreSQL its row is locked.
   */
  static Row active(Transaction tx, RunId id) throws SQLException {
    return active(locked(tx, id));
  }

  /** The run's row, deleted or not, which nobody else writes to until the unit ends. */
  static Row locked(Transaction tx, RunId id) throws SQLException {
    String lock = tx.dialect().isSqlite() ? "" : " FOR UPDATE";
    PreparedStatement select = tx.statement("SELECT " + COLUMNS + " FROM runs WHERE id = ?" + lock);
    select.setString(1, id.value());
    Row row = null;
    try (ResultSet rows = select.executeQuery()) {
      if (rows.next()) {
        row = row(rows);
      }
    }
    if (row == null) {
      throw Fault.missing("run", id);
    }
    return row;
  }

  private static Row active(Row row) {
    if (row.info().lifecycle() == Lifecycle.DELETED) {
      throw Fault.deleted("run", row.info().id());
    }
    return row;
  }

  static Optional<Row> find(Handle handle, RunId id) {
    return handle
        .select("SELECT " + COLUMNS + " FROM runs WHERE id = ?", id.value())
        .map((rows, context) -> row(rows))
        .findFirst();
  }

  /** The rows of a condition over the table of runs. */
  static List<Row> list(Handle handle, String rest, Object... arguments) {
    return handle
        .select("SELECT " + COLUMNS + " FROM runs " + rest, arguments)
        .map((rows, context) -> row(rows))
        .list();
  }

  /** Runs by their numbers, with everything. */
  static Map<Long, Run> byNumber(Handle handle, List<Long> numbers) {
    List<Row> rows = new ArrayList<>();
    for (List<Long> chunk : InLists.chunks(numbers)) {
      rows.addAll(
          list(handle, "WHERE number IN (" + InLists.marks(chunk.size()) + ")", chunk.toArray()));
    }
    return full(handle, rows);
  }

  /** The rows' runs with everything, by number, in the rows' order. */
  static Map<Long, Run> full(Handle handle, List<Row> rows) {
    List<Long> numbers = rows.stream().map(Row::number).toList();
    Map<Long, Map<String, String>> params = KeyValues.RUN_PARAMS.all(handle, numbers);
    Map<Long, Map<String, String>> tags = KeyValues.RUN_TAGS.all(handle, numbers);
    Map<Long, List<Metric>> metrics = latest(handle, numbers);
    Map<Long, List<DatasetInput>> inputs = RunInputs.of(handle, numbers);
    Map<Long, List<LoggedModelId>> modelInputs = RunInputs.modelsOf(handle, numbers);
    Map<Long, List<ModelOutput>> outputs = outputs(handle, numbers);
    Map<Long, Run> runs = new LinkedHashMap<>();
    for (Row row : rows) {
      long number = row.number();
      RunData data =
          new RunData(
              metrics.getOrDefault(number, List.of()),
              params.getOrDefault(number, Map.of()),
              tags.getOrDefault(number, Map.of()));
      runs.put(
          number,
          new Run(
              row.info(),
              data,
              inputs.getOrDefault(number, List.of()),
              modelInputs.getOrDefault(number, List.of()),
              outputs.getOrDefault(number, List.of())));
    }
    return runs;
  }

  /** What runs read, used and made; those without any of it have empty lists. */
  static Map<RunId, Related> related(Handle handle, List<RunId> runs) {
    Map<Long, RunId> numbers = new LinkedHashMap<>();
    for (List<String> chunk : InLists.chunks(runs.stream().map(RunId::value).toList())) {
      handle
          .select(
              "SELECT number, id FROM runs WHERE id IN (" + InLists.marks(chunk.size()) + ")",
              chunk.toArray())
          .map((rows, context) -> numbers.put(rows.getLong(1), new RunId(rows.getString(2))))
          .list();
    }
    List<Long> all = List.copyOf(numbers.keySet());
    Map<Long, List<DatasetInput>> inputs = RunInputs.of(handle, all);
    Map<Long, List<LoggedModelId>> models = RunInputs.modelsOf(handle, all);
    Map<Long, List<ModelOutput>> outputs = outputs(handle, all);
    Map<RunId, Related> found = new HashMap<>();
    numbers.forEach((number, id) ->
        found.put(
            id,
            new Related(
                inputs.getOrDefault(number, List.of()),
                models.getOrDefault(number, List.of()),
                outputs.getOrDefault(number, List.of()))));
    return found;
  }

  static Map<RunId, Integer> childCounts(Handle handle, List<RunId> parents) {
    Map<RunId, Integer> counts = new HashMap<>();
    for (List<String> chunk : InLists.chunks(parents.stream().map(RunId::value).toList())) {
      handle
          .select(
              "SELECT parent, COUNT(*) FROM runs WHERE lifecycle = 'ACTIVE' AND parent IN ("
                  + InLists.marks(chunk.size())
                  + ") GROUP BY parent",
              chunk.toArray())
          .map((rows, context) -> counts.put(new RunId(rows.getString(1)), rows.getInt(2)))
          .list();
    }
    return counts;
  }

  private static Map<Long, List<Metric>> latest(Handle handle, List<Long> numbers) {
    Map<Long, List<Metric>> found = new HashMap<>();
    for (List<Long> chunk : InLists.chunks(numbers)) {
      handle
          .select(
              "SELECT run, key, step, time_ms, value_bits FROM metric_series WHERE run IN ("
                  + InLists.marks(chunk.size())
                  + ")",
              chunk.toArray())
          .map((rows, context) ->
              found
                  .computeIfAbsent(rows.getLong(1), number -> new ArrayList<>())
                  .add(
                      new Metric(
                          rows.getString(2),
                          MetricBits.value(rows.getLong(5)),
                          Instant.ofEpochMilli(rows.getLong(4)),
                          rows.getLong(3))))
          .list();
    }
    found.values().forEach(points -> points.sort(Comparator.comparing(Metric::key)));
    return found;
  }

  private static Map<Long, List<ModelOutput>> outputs(Handle handle, List<Long> numbers) {
    Map<Long, List<ModelOutput>> found = new HashMap<>();
    for (List<Long> chunk : InLists.chunks(numbers)) {
      handle
          .select(
              "SELECT run, model, step FROM run_outputs WHERE run IN ("
                  + InLists.marks(chunk.size())
                  + ") ORDER BY id",
              chunk.toArray())
          .map((rows, context) ->
              found
                  .computeIfAbsent(rows.getLong(1), number -> new ArrayList<>())
                  .add(new ModelOutput(new LoggedModelId(rows.getString(2)), rows.getLong(3))))
          .list();
    }
    return found;
  }

  static Row row(ResultSet rows) throws SQLException {
    String parent = rows.getString(8);
    return new Row(
        rows.getLong(1),
        new RunInfo(
            new RunId(rows.getString(2)),
            ExperimentId.of(rows.getLong(3)),
            rows.getString(4),
            RunStatus.valueOf(rows.getString(5)),
            Lifecycle.valueOf(rows.getString(6)),
            Instant.ofEpochMilli(rows.getLong(10)),
            moment(rows, 11),
            rows.getString(7),
            parent == null ? null : new RunId(parent),
            moment(rows, 12),
            Instant.ofEpochMilli(rows.getLong(13)),
            rows.getString(9)));
  }

  private static @Nullable Instant moment(ResultSet rows, int column) throws SQLException {
    long millis = rows.getLong(column);
    return rows.wasNull() ? null : Instant.ofEpochMilli(millis);
  }
}
