package io.noria.tracking.sql;

import io.noria.storage.sql.Dialect;
import io.noria.tracking.Metric;
import io.noria.tracking.MetricBits;
import io.noria.tracking.RunId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Writes metric points: for a single one two statements. On SQLite, whose writing connection is
 * one, they are kept prepared; PostgreSQL's driver keeps statements by itself.
 */
final class MetricWriter {
  private static final String NEWER =
      "(excluded.step, excluded.time_ms, excluded.value_bits)"
          + " > (metric_series.step, metric_series.time_ms, metric_series.value_bits)";

  private static final String SERIES =
      "INSERT INTO metric_series (run, key, step, time_ms, value_bits)"
          + " SELECT number, ?, ?, ?, ? FROM runs WHERE id = ? AND lifecycle = 'ACTIVE'"
          + " ON CONFLICT (run, key) DO UPDATE SET"
          + latest("step")
          + ","
          + latest("time_ms")
          + ","
          + latest("value_bits")
          + " RETURNING id";

  private static final String POINT =
      "INSERT INTO metric_points (series, step, time_ms, value_bits) VALUES (?, ?, ?, ?)"
          + " ON CONFLICT DO NOTHING";

  private final boolean keep;
  private final AtomicReference<@Nullable Prepared> kept = new AtomicReference<>();

  MetricWriter(Dialect dialect) {
    this.keep = dialect.isSqlite();
  }

  private record Prepared(Connection connection, PreparedStatement series, PreparedStatement point)
      implements AutoCloseable {
    @Override
    public void close() throws SQLException {
      series.close();
      point.close();
    }
  }

  private static String latest(String column) {
    return " "
        + column
        + " = CASE WHEN "
        + NEWER
        + " THEN excluded."
        + column
        + " ELSE metric_series."
        + column
        + " END";
  }

  /** Writes the points of an active run; throws NOT_FOUND or FAILED_PRECONDITION for others. */
  void write(Handle handle, RunId run, List<Metric> metrics) throws SQLException {
    if (metrics.isEmpty()) {
      return;
    }
    // Whoever has the statements has them alone, so that two connections never share them.
    Prepared prepared = kept.getAndSet(null);
    if (prepared == null || prepared.connection() != handle.getConnection()) {
      if (prepared != null) {
        prepared.close();
      }
      prepared = prepare(handle.getConnection());
    }
    try {
      write(handle, prepared, run, metrics);
    } catch (SQLException | RuntimeException e) {
      prepared.close();
      throw e;
    }
    Prepared other = keep ? kept.getAndSet(prepared) : prepared;
    if (other != null) {
      other.close();
    }
  }

  private static Prepared prepare(Connection connection) throws SQLException {
    return new Prepared(
        connection, connection.prepareStatement(SERIES), connection.prepareStatement(POINT));
  }

  private static void write(Handle handle, Prepared prepared, RunId run, List<Metric> metrics)
      throws SQLException {
    // In the order of keys, so that two batches on PostgreSQL never wait for each other in a ring.
    Map<String, Metric> greatest = new TreeMap<>();
    for (Metric metric : metrics) {
      greatest.merge(metric.key(), metric, MetricWriter::greater);
    }
    Map<String, Long> series = new HashMap<>();
    for (Metric metric : greatest.values()) {
      series.put(metric.key(), series(handle, prepared.series(), run, metric));
    }
    PreparedStatement insert = prepared.point();
    for (Metric metric : metrics) {
      insert.setLong(1, series.getOrDefault(metric.key(), 0L));
      insert.setLong(2, metric.step());
      insert.setLong(3, metric.timestamp().toEpochMilli());
      insert.setLong(4, MetricBits.of(metric.value()));
      if (metrics.size() == 1) {
        insert.executeUpdate();
      } else {
        insert.addBatch();
      }
    }
    if (metrics.size() > 1) {
      insert.executeBatch();
    }
  }

  private static long series(Handle handle, PreparedStatement upsert, RunId run, Metric metric)
      throws SQLException {
    upsert.setString(1, metric.key());
    upsert.setLong(2, metric.step());
    upsert.setLong(3, metric.timestamp().toEpochMilli());
    upsert.setLong(4, MetricBits.of(metric.value()));
    upsert.setString(5, run.value());
    try (ResultSet id = upsert.executeQuery()) {
      if (id.next()) {
        return id.getLong(1);
      }
    }
    RunRows.active(handle, run);
    throw new IllegalStateException("an active run took no metric: " + run);
  }

  private static Metric greater(Metric a, Metric b) {
    int order = Long.compare(a.step(), b.step());
    if (order == 0) {
      order = a.timestamp().compareTo(b.timestamp());
    }
    if (order == 0) {
      order = Long.compare(MetricBits.of(a.value()), MetricBits.of(b.value()));
    }
    return order >= 0 ? a : b;
  }
}
