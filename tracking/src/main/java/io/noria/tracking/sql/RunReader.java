package io.noria.tracking.sql;

import io.noria.storage.sql.Statements;
import io.noria.tracking.Metric;
import io.noria.tracking.MetricBits;
import io.noria.tracking.Run;
import io.noria.tracking.RunData;
import io.noria.tracking.RunId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/**
 * Reads one run with everything it recorded, by statements that stay prepared: clients ask for a
 * run before almost everything else they do.
 */
final class RunReader {
  private static final String RUN =
      "SELECT "
          + RunRows.COLUMNS
          + ", EXISTS (SELECT 1 FROM run_inputs i WHERE i.run = runs.number)"
          + " OR EXISTS (SELECT 1 FROM run_model_inputs m WHERE m.run = runs.number)"
          + " OR EXISTS (SELECT 1 FROM run_outputs o WHERE o.run = runs.number)"
          + " FROM runs WHERE id = ?";

  private static final String PARAMS = "SELECT key, value FROM run_params WHERE run = ?";
  private static final String TAGS = "SELECT key, value FROM run_tags WHERE run = ?";

  private static final String METRICS =
      "SELECT key, step, time_ms, value_bits FROM metric_series WHERE run = ?";

  private RunReader() {}

  /** The run; NOT_FOUND when there is none. */
  static Run get(Handle handle, Statements statements, RunId id) throws SQLException {
    PreparedStatement select = statements.get(RUN);
    select.setString(1, id.value());
    RunRows.Row row = null;
    boolean related = false;
    try (ResultSet rows = select.executeQuery()) {
      if (rows.next()) {
        row = RunRows.row(rows);
        related = rows.getBoolean(14);
      }
    }
    if (row == null) {
      throw Fault.missing("run", id);
    }
    long number = row.number();
    RunData data =
        new RunData(
            metrics(statements, number),
            pairs(statements, PARAMS, number),
            pairs(statements, TAGS, number));
    if (!related) {
      return new Run(row.info(), data, List.of(), List.of(), List.of());
    }
    RunRows.Related used =
        RunRows.related(handle, List.of(id)).getOrDefault(id, RunRows.Related.NONE);
    return new Run(row.info(), data, used.inputs(), used.modelInputs(), used.outputs());
  }

  /** Throws NOT_FOUND when there is no such run. */
  static void require(Statements statements, RunId id) throws SQLException {
    PreparedStatement select = statements.get("SELECT 1 FROM runs WHERE id = ?");
    select.setString(1, id.value());
    try (ResultSet rows = select.executeQuery()) {
      if (!rows.next()) {
        throw Fault.missing("run", id);
      }
    }
  }

  private static Map<String, String> pairs(Statements statements, String sql, long run)
      throws SQLException {
    Map<String, String> pairs = new TreeMap<>();
    PreparedStatement select = statements.get(sql);
    select.setLong(1, run);
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        pairs.put(rows.getString(1), rows.getString(2));
      }
    }
    return pairs;
  }

  private static List<Metric> metrics(Statements statements, long run) throws SQLException {
    List<Metric> metrics = new ArrayList<>();
    PreparedStatement select = statements.get(METRICS);
    select.setLong(1, run);
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        metrics.add(
            new Metric(
                rows.getString(1),
                MetricBits.value(rows.getLong(4)),
                Instant.ofEpochMilli(rows.getLong(3)),
                rows.getLong(2)));
      }
    }
    metrics.sort(Comparator.comparing(Metric::key));
    return metrics;
  }
}
