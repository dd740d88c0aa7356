package io.noria.tracking.sql;

import io.noria.storage.sql.Transaction;
import io.noria.tracking.curve.Points;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes many series of one run in a few statements: on PostgreSQL each statement is a journey over
 * the network, and a batch of twenty metrics would make forty of them.
 */
final class SeriesBatch {
  private static final String FIND =
      "SELECT s.key, s.id, s.step, s.time_ms, s.value_bits, t.points FROM metric_series s"
          + " LEFT JOIN metric_tails t ON t.series = s.id WHERE s.run = ? AND s.key = ANY (?)";

  private static final String INSERT =
      "INSERT INTO metric_series (run, key, step, time_ms, value_bits)"
          + " SELECT ?, key, step, time_ms, value_bits"
          + " FROM unnest(?::text[], ?::bigint[], ?::bigint[], ?::bigint[])"
          + " AS fresh (key, step, time_ms, value_bits) ORDER BY key RETURNING key, id";

  private final Transaction tx;
  private final TreeMap<Long, Points> tails = new TreeMap<>();
  private final TreeMap<Long, Points> latest = new TreeMap<>();

  private SeriesBatch(Transaction tx) {
    this.tx = tx;
  }

  /**
   * Writes the points, at least one a key.
   *
   * @param run the number of a run that this unit has locked
   */
  static void write(Transaction tx, long run, SortedMap<String, Points> points)
      throws SQLException {
    if (points.isEmpty()) {
      return;
    }
    SeriesBatch batch = new SeriesBatch(tx);
    Map<String, MetricWriter.Series> there = batch.find(run, points);
    TreeMap<String, Points> fresh = new TreeMap<>();
    for (Map.Entry<String, Points> one : points.entrySet()) {
      MetricWriter.Series series = there.get(one.getKey());
      if (series == null) {
        fresh.put(one.getKey(), one.getValue());
      } else {
        batch.add(series, one.getValue());
      }
    }
    if (!fresh.isEmpty()) {
      batch.insert(run, fresh);
    }
    batch.finish();
  }

  private void add(MetricWriter.Series series, Points points) {
    Points before = series.fresh();
    Points all = before.merge(points);
    if (all.count() > before.count()) {
      tails.put(series.id(), all);
    }
    if (series.isSurpassed(points)) {
      latest.put(series.id(), points);
    }
  }

  private Map<String, MetricWriter.Series> find(long run, SortedMap<String, Points> points)
      throws SQLException {
    Map<String, MetricWriter.Series> there = new HashMap<>();
    PreparedStatement find = tx.statement(FIND);
    find.setLong(1, run);
    find.setArray(2, find.getConnection().createArrayOf("text", points.keySet().toArray()));
    try (ResultSet rows = find.executeQuery()) {
      while (rows.next()) {
        Points greatest = Points.of(rows.getLong(3), rows.getLong(4), rows.getLong(5));
        there.put(
            rows.getString(1),
            new MetricWriter.Series(run, rows.getLong(2), greatest, rows.getBytes(6)));
      }
    }
    return there;
  }

  private void insert(long run, SortedMap<String, Points> fresh) throws SQLException {
    List<Long> steps = new ArrayList<>();
    List<Long> times = new ArrayList<>();
    List<Long> bits = new ArrayList<>();
    for (Points points : fresh.values()) {
      int last = points.count() - 1;
      steps.add(points.step(last));
      times.add(points.time(last));
      bits.add(points.bits(last));
    }
    PreparedStatement insert = tx.statement(INSERT);
    Connection connection = insert.getConnection();
    insert.setLong(1, run);
    insert.setArray(2, connection.createArrayOf("text", fresh.keySet().toArray()));
    insert.setArray(3, connection.createArrayOf("bigint", steps.toArray()));
    insert.setArray(4, connection.createArrayOf("bigint", times.toArray()));
    insert.setArray(5, connection.createArrayOf("bigint", bits.toArray()));
    try (ResultSet rows = insert.executeQuery()) {
      while (rows.next()) {
        Points points = fresh.get(rows.getString(1));
        if (points != null && points.count() > 1) {
          tails.put(rows.getLong(2), points);
        }
      }
    }
  }

  private void finish() throws SQLException {
    List<Map.Entry<Long, Points>> small = new ArrayList<>();
    for (Map.Entry<Long, Points> tail : tails.entrySet()) {
      if (tail.getValue().count() > MetricWriter.TAIL) {
        MetricWriter.keep(tx::statement, tail.getKey(), tail.getValue());
      } else {
        small.add(tail);
      }
    }
    if (!small.isEmpty()) {
      PreparedStatement keep = tx.statement(MetricWriter.KEEP);
      for (Map.Entry<Long, Points> tail : small) {
        MetricWriter.tail(keep, tail.getKey(), tail.getValue()).addBatch();
      }
      keep.executeBatch();
    }
    if (!latest.isEmpty()) {
      PreparedStatement update = tx.statement(MetricWriter.LATEST);
      for (Map.Entry<Long, Points> one : latest.entrySet()) {
        MetricWriter.latest(update, one.getKey(), one.getValue()).addBatch();
      }
      update.executeBatch();
    }
  }
}
