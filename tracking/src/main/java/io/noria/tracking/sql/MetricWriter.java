package io.noria.tracking.sql;

import io.noria.storage.sql.Transaction;
import io.noria.tracking.Metric;
import io.noria.tracking.MetricBits;
import io.noria.tracking.RunId;
import io.noria.tracking.curve.ChunkCodec;
import io.noria.tracking.curve.Points;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes metric points: for a single one four statements by key. A series' greatest point is its
 * own row, where searches find it; with a second point it gets a tail of fresh points, which goes
 * into a chunk when it is full, in the same transaction.
 */
final class MetricWriter {
  /** Fresh points that a series keeps at most: encoded they fit a page of either database. */
  static final int TAIL = 128;

  private static final String FIND =
      "SELECT r.lifecycle, r.number, s.id, s.step, s.time_ms, s.value_bits, t.points FROM runs r"
          + " LEFT JOIN metric_series s ON s.run = r.number AND s.key = ?"
          + " LEFT JOIN metric_tails t ON t.series = s.id WHERE r.id = ?";

  private static final String INSERT =
      "INSERT INTO metric_series (run, key, step, time_ms, value_bits) VALUES (?, ?, ?, ?, ?)"
          + " RETURNING id";

  static final String LATEST =
      "UPDATE metric_series SET step = ?, time_ms = ?, value_bits = ? WHERE id = ?";

  static final String KEEP =
      "INSERT INTO metric_tails (series, points) VALUES (?, ?)"
          + " ON CONFLICT (series) DO UPDATE SET points = excluded.points";

  private MetricWriter() {}

  /** Writes the points of an active run; throws NOT_FOUND or FAILED_PRECONDITION for others. */
  static void write(Transaction tx, RunId run, List<Metric> metrics) throws SQLException {
    if (!tx.dialect().isSqlite()) {
      write(tx, RunRows.active(tx, run), metrics);
    } else if (metrics.size() == 1) {
      Metric only = metrics.getFirst();
      Points point =
          Points.of(only.step(), only.timestamp().toEpochMilli(), MetricBits.of(only.value()));
      write(tx, find(tx, run, only.key()), only.key(), point);
    } else {
      for (Map.Entry<String, Columns> one : byKey(metrics).entrySet()) {
        write(tx, find(tx, run, one.getKey()), one.getKey(), one.getValue().points());
      }
    }
  }

  /** Writes the points of a run that this unit has found active. */
  static void write(Transaction tx, RunRows.Row run, List<Metric> metrics) throws SQLException {
    if (tx.dialect().isSqlite()) {
      write(tx, run.info().id(), metrics);
    } else {
      TreeMap<String, Points> points = new TreeMap<>();
      byKey(metrics).forEach((key, columns) -> points.put(key, columns.points()));
      SeriesBatch.write(tx, run.number(), points);
    }
  }

  private static TreeMap<String, Columns> byKey(List<Metric> metrics) {
    TreeMap<String, Columns> series = new TreeMap<>();
    for (Metric metric : metrics) {
      series.computeIfAbsent(metric.key(), key -> new Columns()).add(metric);
    }
    return series;
  }

  /** Writes the points of a run that is brought over, deleted or not; at least one. */
  static void restore(Transaction tx, RunId run, String key, Points points) throws SQLException {
    RunRows.Row row = RunRows.locked(tx, run);
    if (!tx.dialect().isSqlite()) {
      SeriesBatch.write(tx, row.number(), new TreeMap<>(Map.of(key, points)));
      return;
    }
    Looked looked = look(tx, run, key);
    if (looked == null) {
      throw new IllegalStateException("a run took no metric: " + run);
    }
    write(tx, looked.series, key, points);
  }

  /**
   * A series as it is.
   *
   * @param id 0 when there is none yet
   * @param latest its greatest point
   * @param tail the encoded fresh points; null when the greatest point is the only one
   */
  @SuppressWarnings("ArrayRecordComponent") // Read once.
  record Series(long run, long id, Points latest, byte @Nullable [] tail) {
    /** The fresh points. */
    Points fresh() {
      return tail == null
          ? latest
          : ChunkCodec.decode(tail, "the fresh points of metric series " + id);
    }

    /** Whether the last of the points is greater than every one before. */
    boolean isSurpassed(Points points) {
      int last = points.count() - 1;
      return points.compare(last, latest.step(0), latest.time(0), latest.bits(0)) > 0;
    }
  }

  private static void write(Transaction tx, Series series, String key, Points points)
      throws SQLException {
    int last = points.count() - 1;
    if (series.id == 0) {
      long id = insert(tx, series.run, key, points, last);
      if (last > 0) {
        keep(tx::statement, id, points);
      }
      return;
    }
    Points fresh = series.fresh();
    Points all = fresh.merge(points);
    if (all.count() > fresh.count()) {
      keep(tx::statement, series.id, all);
    }
    if (series.isSurpassed(points)) {
      latest(tx.statement(LATEST), series.id, points).executeUpdate();
    }
  }

  /** Binds the series' new greatest point: the last of these. */
  static PreparedStatement latest(PreparedStatement update, long series, Points points)
      throws SQLException {
    int last = points.count() - 1;
    update.setLong(1, points.step(last));
    update.setLong(2, points.time(last));
    update.setLong(3, points.bits(last));
    update.setLong(4, series);
    return update;
  }

  private static Series find(Transaction tx, RunId run, String key) throws SQLException {
    Looked looked = look(tx, run, key);
    if (looked == null || !looked.active) {
      RunRows.active(tx, run);
      throw new IllegalStateException("an active run took no metric: " + run);
    }
    return looked.series;
  }

  private record Looked(boolean active, Series series) {}

  /** The series, of a deleted run too; null without such a run. */
  private static @Nullable Looked look(Transaction tx, RunId run, String key) throws SQLException {
    PreparedStatement find = tx.statement(FIND);
    find.setString(1, key);
    find.setString(2, run.value());
    try (ResultSet rows = find.executeQuery()) {
      if (!rows.next()) {
        return null;
      }
      Series series =
          new Series(
              rows.getLong(2),
              rows.getLong(3),
              Points.of(rows.getLong(4), rows.getLong(5), rows.getLong(6)),
              rows.getBytes(7));
      return new Looked(rows.getString(1).equals("ACTIVE"), series);
    }
  }

  private static long insert(Transaction tx, long run, String key, Points points, int last)
      throws SQLException {
    PreparedStatement insert = tx.statement(INSERT);
    insert.setLong(1, run);
    insert.setString(2, key);
    insert.setLong(3, points.step(last));
    insert.setLong(4, points.time(last));
    insert.setLong(5, points.bits(last));
    try (ResultSet id = insert.executeQuery()) {
      id.next();
      return id.getLong(1);
    }
  }

  /** Keeps the fresh points, in a chunk when they are too many. */
  static void keep(Sql sql, long series, Points points) throws SQLException {
    Points left = points;
    if (points.count() > TAIL) {
      ChunkWriter.add(sql, series, points);
      left = Points.NONE;
    }
    tail(sql.statement(KEEP), series, left).executeUpdate();
  }

  /** Binds the series' fresh points. */
  static PreparedStatement tail(PreparedStatement keep, long series, Points points)
      throws SQLException {
    keep.setLong(1, series);
    keep.setBytes(2, ChunkCodec.encode(points));
    return keep;
  }

  /** Collects a key's points. */
  private static final class Columns {
    private long[] steps = new long[16];
    private long[] times = new long[16];
    private long[] bits = new long[16];
    private int count;

    void add(Metric metric) {
      if (count == steps.length) {
        steps = Arrays.copyOf(steps, count * 2);
        times = Arrays.copyOf(times, count * 2);
        bits = Arrays.copyOf(bits, count * 2);
      }
      steps[count] = metric.step();
      times[count] = metric.timestamp().toEpochMilli();
      bits[count++] = MetricBits.of(metric.value());
    }

    Points points() {
      return Points.ofAny(steps, times, bits, count);
    }
  }
}
