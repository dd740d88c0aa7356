package io.noria.tracking.sql;

import io.noria.storage.sql.Database;
import io.noria.storage.sql.Dialect;
import io.noria.storage.sql.Transaction;
import io.noria.tracking.curve.ChunkCodec;
import io.noria.tracking.curve.Points;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the points of a database that kept one row a point, until version 6 of the schema, into
 * tails and chunks. Each step moves some and deletes their rows in one transaction, so that it goes
 * on where it was broken off; the empty table is dropped.
 */
public final class MetricConversion {
  private static final Logger LOG = LoggerFactory.getLogger(MetricConversion.class);
  private static final int STEP = 50_000;

  private static final String NEXT =
      "SELECT series, step, time_ms, value_bits FROM metric_points"
          + " ORDER BY series, step, time_ms, value_bits LIMIT ?";

  private static final String MOVED =
      "DELETE FROM metric_points WHERE (series, step, time_ms, value_bits) <= (?, ?, ?, ?)";

  private static final String SERIES =
      "SELECT s.step, s.time_ms, s.value_bits, t.points FROM metric_series s"
          + " LEFT JOIN metric_tails t ON t.series = s.id WHERE s.id = ?";

  private MetricConversion() {}

  /** Moves what is left to be moved. */
  public static void run(Database database) {
    Dialect dialect = database.dialect();
    if (!database.read(handle -> isThere(handle, dialect))) {
      return;
    }
    long all = 0;
    int moved;
    do {
      moved = database.write(tx -> isThere(tx.handle(), dialect) ? step(tx, STEP) : 0);
      all += moved;
      if (moved > 0) {
        LOG.info("event=metric_points_converted points={}", all);
      }
    } while (moved > 0);
    database.write(tx -> tx.handle().execute("DROP TABLE IF EXISTS metric_points"));
  }

  static boolean isThere(Handle handle, Dialect dialect) {
    return handle
        .select(
            dialect.isSqlite()
                ? "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'metric_points'"
                : "SELECT 1 WHERE to_regclass('metric_points') IS NOT NULL")
        .mapTo(Integer.class)
        .findFirst()
        .isPresent();
  }

  /** Moves the next points; says how many rows there were. */
  static int step(Transaction tx, int most) throws SQLException {
    PreparedStatement next = tx.statement(NEXT);
    next.setInt(1, most);
    long[][] columns = new long[4][most];
    int count = 0;
    try (ResultSet rows = next.executeQuery()) {
      while (rows.next()) {
        for (int column = 0; column < 4; column++) {
          columns[column][count] = rows.getLong(column + 1);
        }
        count++;
      }
    }
    if (count == 0) {
      return 0;
    }
    for (int from = 0; from < count; ) {
      int to = from + 1;
      while (to < count && columns[0][to] == columns[0][from]) {
        to++;
      }
      move(tx, columns, from, to);
      from = to;
    }
    Sql sql = tx::statement;
    int last = count - 1;
    sql.bound(MOVED, columns[0][last], columns[1][last], columns[2][last], columns[3][last])
        .executeUpdate();
    return count;
  }

  private static void move(Transaction tx, long[][] columns, int from, int to) throws SQLException {
    long series = columns[0][from];
    Sql sql = tx::statement;
    Points fresh;
    try (ResultSet rows = sql.bound(SERIES, series).executeQuery()) {
      if (!rows.next()) {
        return;
      }
      byte[] tail = rows.getBytes(4);
      fresh =
          tail == null
              ? Points.of(rows.getLong(1), rows.getLong(2), rows.getLong(3))
              : ChunkCodec.decode(tail, "the fresh points of metric series " + series);
    }
    Points more =
        Points.ofAny(
            java.util.Arrays.copyOfRange(columns[1], from, to),
            java.util.Arrays.copyOfRange(columns[2], from, to),
            java.util.Arrays.copyOfRange(columns[3], from, to),
            to - from);
    Points all = fresh.merge(more);
    if (all.count() > fresh.count()) {
      MetricWriter.keep(sql, series, all);
    }
  }
}
