package io.noria.importing.mlflow.sql;

import io.noria.importing.ImportSink;
import io.noria.importing.Imported;
import io.noria.importing.mlflow.MlflowValues;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads a run's points. SQLite in pages, each of them read at once: a reader that lingers would
 * keep a server from writing. PostgreSQL through a cursor in its snapshot.
 */
final class PointRows {
  private static final int PAGE = 50_000;
  private static final String COLUMNS = "key, value, timestamp, step, is_nan";

  private final Tables tables;
  private final Map<String, Buffer> buffers = new LinkedHashMap<>();
  private int held;

  PointRows(Tables tables) {
    this.tables = tables;
  }

  void read(String run, ImportSink sink) throws SQLException, IOException, InterruptedException {
    if (tables.isSqlite()) {
      pages(run, sink);
    } else {
      cursor(run, sink);
    }
    flush(run, sink);
  }

  private void pages(String run, ImportSink sink)
      throws SQLException, IOException, InterruptedException {
    String sql =
        "SELECT "
            + columns()
            + ", rowid FROM metrics WHERE run_uuid = ? AND rowid > ? ORDER BY rowid LIMIT "
            + PAGE;
    long after = Long.MIN_VALUE;
    int read = PAGE;
    try (PreparedStatement page = tables.prepare(sql)) {
      while (read == PAGE) {
        page.setString(1, run);
        page.setLong(2, after);
        read = 0;
        try (ResultSet rows = page.executeQuery()) {
          while (rows.next()) {
            add(rows);
            after = rows.getLong(6);
            read++;
          }
        }
        flush(run, sink);
      }
    }
  }

  private void cursor(String run, ImportSink sink)
      throws SQLException, IOException, InterruptedException {
    String sql = "SELECT " + columns() + " FROM metrics WHERE run_uuid = ?";
    try (PreparedStatement all = tables.prepare(sql)) {
      all.setString(1, run);
      try (ResultSet rows = all.executeQuery()) {
        while (rows.next()) {
          add(rows);
          if (held == PAGE) {
            flush(run, sink);
          }
        }
      }
    }
  }

  /** Before 1.0 there were neither steps nor NaN. */
  private String columns() {
    return tables.has("metrics", "is_nan") ? COLUMNS : "key, value, timestamp, 0, 0";
  }

  private void add(ResultSet row) throws SQLException {
    Buffer buffer = buffers.computeIfAbsent(row.getString(1), key -> new Buffer());
    double value = MlflowValues.metric(row.getDouble(2), row.getBoolean(5));
    buffer.add(row.getLong(4), row.getLong(3), value);
    held++;
  }

  private void flush(String run, ImportSink sink) throws IOException, InterruptedException {
    for (Map.Entry<String, Buffer> one : buffers.entrySet()) {
      Buffer b = one.getValue();
      sink.put(
          new Imported.Points(
              run,
              one.getKey(),
              Arrays.copyOf(b.steps, b.count),
              Arrays.copyOf(b.millis, b.count),
              Arrays.copyOf(b.values, b.count)));
    }
    buffers.clear();
    held = 0;
  }

  /** Collects a key's points. */
  private static final class Buffer {
    private long[] steps = new long[16];
    private long[] millis = new long[16];
    private double[] values = new double[16];
    private int count;

    void add(long step, long at, double value) {
      if (count == steps.length) {
        steps = Arrays.copyOf(steps, count * 2);
        millis = Arrays.copyOf(millis, count * 2);
        values = Arrays.copyOf(values, count * 2);
      }
      steps[count] = step;
      millis[count] = at;
      values[count++] = value;
    }
  }
}
