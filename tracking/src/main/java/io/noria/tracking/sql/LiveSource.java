package io.noria.tracking.sql;

import io.noria.storage.sql.Database;
import io.noria.storage.sql.InLists;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.RunEvents;
import io.noria.tracking.RunId;
import io.noria.tracking.live.RunParts;
import io.noria.tracking.live.RunSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Reads runs from the tables for the index in memory: plain JDBC, for millions of rows. */
final class LiveSource implements RunSource {
  private static final int CHUNK = 500;
  private static final int LARGE = 2_000;
  private static final int MOST_LARGE = 10;

  private final Database database;
  private final @Nullable RunChanges changes;

  /**
   * The tables in the database.
   *
   * @param changes where it is noted what was written; null when writers tell by themselves
   */
  LiveSource(Database database, @Nullable RunChanges changes) {
    this.database = database;
    this.changes = changes;
  }

  @Override
  public boolean follow(RunEvents to) {
    return changes == null || changes.follow(to);
  }

  /** Experiments that take a while to read and are likely to be asked for, the newest first. */
  List<ExperimentId> large() {
    return database.read(handle ->
        handle
            .select(
                "SELECT experiment FROM runs GROUP BY experiment HAVING COUNT(*) > ?"
                    + " ORDER BY MAX(number) DESC LIMIT ?",
                LARGE,
                MOST_LARGE)
            .map((rows, context) -> ExperimentId.of(rows.getLong(1)))
            .list());
  }

  @Override
  public Map<ExperimentId, Long> counts(Collection<ExperimentId> experiments) {
    return database.read(handle -> {
      Map<ExperimentId, Long> counts = new HashMap<>();
      for (List<Long> chunk : InLists.chunks(numbers(experiments))) {
        handle
            .select(
                "SELECT e.id, (SELECT COUNT(*) FROM runs r WHERE r.experiment = e.id)"
                    + " FROM experiments e WHERE e.id IN ("
                    + InLists.marks(chunk.size())
                    + ")",
                chunk.toArray())
            .map((rows, context) -> Map.entry(ExperimentId.of(rows.getLong(1)), rows.getLong(2)))
            .forEach(one -> counts.put(one.getKey(), one.getValue()));
      }
      return counts;
    });
  }

  private static List<Long> numbers(Collection<ExperimentId> experiments) {
    return experiments.stream().map(ExperimentId::number).toList();
  }

  @Override
  public void load(Collection<ExperimentId> experiments, Predicate<RunParts> sink) {
    database.read(handle -> {
      try (Reader reader = new Reader(handle.getConnection())) {
        for (Long experiment : numbers(experiments)) {
          if (!load(handle, reader, experiment, sink)) {
            return false;
          }
        }
      }
      return true;
    });
  }

  private static boolean load(
      Handle handle, Reader reader, long experiment, Predicate<RunParts> sink) throws SQLException {
    long after = -1;
    while (true) {
      List<RunRows.Row> rows =
          RunRows.list(
              handle,
              "WHERE experiment = ? AND number > ? ORDER BY number LIMIT " + CHUNK,
              experiment,
              after);
      for (RunParts parts : reader.parts(rows)) {
        if (!sink.test(parts)) {
          return false;
        }
      }
      if (rows.size() < CHUNK) {
        return true;
      }
      after = rows.getLast().number();
    }
  }

  @Override
  public List<RunParts> reload(Collection<RunId> runs) {
    return database.read(handle -> {
      List<RunParts> all = new ArrayList<>();
      try (Reader reader = new Reader(handle.getConnection())) {
        for (List<String> chunk : InLists.chunks(runs.stream().map(RunId::value).toList())) {
          all.addAll(
              reader.parts(
                  RunRows.list(
                      handle,
                      "WHERE id IN (" + InLists.marks(chunk.size()) + ")",
                      chunk.toArray())));
        }
      }
      return all;
    });
  }

  /** Reads what belongs to runs, with statements that are prepared once. */
  private static final class Reader implements AutoCloseable {
    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    Reader(Connection connection) {
      this.connection = connection;
    }

    /** Takes one row of what belongs to a run. */
    private interface Take {
      void row(RunParts run, ResultSet rows) throws SQLException;
    }

    List<RunParts> parts(List<RunRows.Row> rows) throws SQLException {
      Map<Long, RunParts> runs = new HashMap<>();
      List<RunParts> all = new ArrayList<>();
      List<Long> numbers = new ArrayList<>();
      for (RunRows.Row row : rows) {
        RunParts parts = new RunParts(row.info());
        runs.put(row.number(), parts);
        all.add(parts);
        numbers.add(row.number());
      }
      if (numbers.isEmpty()) {
        return all;
      }
      read(
          "SELECT run, key, value FROM run_params WHERE run IN ",
          " ORDER BY run, key",
          numbers,
          runs,
          (run, row) -> run.param(row.getString(2), row.getString(3)));
      read(
          "SELECT run, key, value FROM run_tags WHERE run IN ",
          " ORDER BY run, key",
          numbers,
          runs,
          (run, row) -> run.tag(row.getString(2), row.getString(3)));
      read(
          "SELECT run, key, step, time_ms, value_bits FROM metric_series WHERE run IN ",
          " ORDER BY run, key",
          numbers,
          runs,
          (run, row) ->
              run.metric(row.getString(2), row.getLong(3), row.getLong(4), row.getLong(5)));
      read(
          "SELECT i.run, d.name, d.digest, i.context FROM run_inputs i"
              + " JOIN tracked_datasets d ON d.id = i.dataset WHERE i.run IN ",
          " ORDER BY i.id",
          numbers,
          runs,
          (run, row) -> run.dataset(row.getString(2), row.getString(3), row.getString(4)));
      read("SELECT run FROM run_outputs WHERE run IN ", "", numbers, runs, (r, row) -> r.model());
      read(
          "SELECT run FROM run_model_inputs WHERE run IN ",
          "",
          numbers,
          runs,
          (run, row) -> run.model());
      return all;
    }

    private void read(
        String select, String rest, List<Long> numbers, Map<Long, RunParts> runs, Take take)
        throws SQLException {
      int size = numbers.size() > 50 ? CHUNK : numbers.size();
      String sql = select + "(" + InLists.marks(size) + ")" + rest;
      PreparedStatement statement = prepared.get(sql);
      if (statement == null) {
        statement = connection.prepareStatement(sql);
        prepared.put(sql, statement);
      }
      for (int i = 0; i < size; i++) {
        statement.setLong(i + 1, numbers.get(Math.min(i, numbers.size() - 1)));
      }
      try (ResultSet rows = statement.executeQuery()) {
        long last = -1;
        RunParts run = null;
        while (rows.next()) {
          long number = rows.getLong(1);
          if (run == null || number != last) {
            run = runs.get(number);
            last = number;
          }
          if (run != null) {
            take.row(run, rows);
          }
        }
      }
    }

    @Override
    public void close() throws SQLException {
      for (PreparedStatement statement : prepared.values()) {
        statement.close();
      }
    }
  }
}
