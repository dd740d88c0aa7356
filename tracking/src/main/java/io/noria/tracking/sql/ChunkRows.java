package io.noria.tracking.sql;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.tracking.MetricBits;
import io.noria.tracking.curve.ChunkCodec;
import io.noria.tracking.curve.Points;
import io.noria.tracking.curve.Summary;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tables of chunks. */
final class ChunkRows {
  private static final String COLUMNS =
      "points, first_step, first_time_ms, first_bits, last_step, last_time_ms,"
          + " last_bits, least_time_ms, greatest_time_ms, finite, least_bits, greatest_bits,"
          + " sum_bits, nans, infinities, chunk";

  private static final String SELECT = "SELECT " + COLUMNS + " FROM metric_chunks WHERE series = ?";
  private static final String FIRST = "(first_step, first_time_ms, first_bits)";
  private static final String ASCENDING = " ORDER BY first_step, first_time_ms, first_bits";
  private static final String DESCENDING =
      " ORDER BY first_step DESC, first_time_ms DESC, first_bits DESC";

  private static final String LAST = SELECT + DESCENDING + " LIMIT 1";
  private static final String BEFORE =
      SELECT + " AND " + FIRST + " <= (?, ?, ?)" + DESCENDING + " LIMIT 1";
  private static final String AFTER =
      SELECT + " AND " + FIRST + " > (?, ?, ?) AND " + FIRST + " <= (?, ?, ?)" + ASCENDING;
  private static final String FIRST_ONES = SELECT + ASCENDING + " LIMIT ?";
  private static final String WITHIN =
      SELECT + " AND last_step >= ? AND first_step <= ?" + ASCENDING;
  private static final String FOLLOWING =
      SELECT + " AND (last_step, last_time_ms, last_bits) > (?, ?, ?)" + ASCENDING + " LIMIT ?";

  private static final String BYTES = "SELECT bytes FROM metric_chunk_bytes WHERE chunk = ?";
  private static final String INSERT_BYTES =
      "INSERT INTO metric_chunk_bytes (bytes) VALUES (?) RETURNING chunk";
  private static final String INSERT =
      "INSERT INTO metric_chunks (" + COLUMNS + ", series) VALUES (?" + ", ?".repeat(16) + ")";
  private static final String DELETE =
      "DELETE FROM metric_chunks WHERE series = ? AND " + FIRST + " = (?, ?, ?)";
  private static final String DELETE_BYTES = "DELETE FROM metric_chunk_bytes WHERE chunk = ?";

  /**
   * A chunk.
   *
   * @param number the row of its bytes
   */
  record Chunk(long number, Summary summary) {
    /** Whether the point lies before the chunk's first. */
    boolean beginsAfter(long step, long time, long bits) {
      Summary s = summary;
      return compare(s.firstStep(), s.firstTime(), s.firstBits(), step, time, bits) > 0;
    }

    /** Whether the point lies after the chunk's last. */
    boolean endsBefore(long step, long time, long bits) {
      Summary s = summary;
      return compare(s.lastStep(), s.lastTime(), s.lastBits(), step, time, bits) < 0;
    }

    private static int compare(
        long step, long time, long bits, long otherStep, long otherTime, long otherBits) {
      int order = Long.compare(step, otherStep);
      if (order == 0) {
        order = Long.compare(time, otherTime);
      }
      return order == 0 ? Long.compare(bits, otherBits) : order;
    }
  }

  private ChunkRows() {}

  /** The series' last chunk, or null. */
  static @Nullable Chunk last(Sql sql, long series) throws SQLException {
    return one(sql.bound(LAST, series));
  }

  /** The chunks that points fall into or right behind, in order; without any before, the first. */
  static List<Chunk> touched(Sql sql, long series, Points points) throws SQLException {
    int last = points.count() - 1;
    long step = points.step(0);
    long time = points.time(0);
    long bits = points.bits(0);
    Chunk before = one(sql.bound(BEFORE, series, step, time, bits));
    List<Chunk> all = new ArrayList<>();
    if (before != null) {
      all.add(before);
    }
    all.addAll(
        list(
            sql.bound(
                AFTER,
                series,
                step,
                time,
                bits,
                points.step(last),
                points.time(last),
                points.bits(last))));
    if (all.isEmpty()) {
      Chunk first = one(sql.bound(FIRST_ONES, series, 1));
      return first == null ? List.of() : List.of(first);
    }
    return all;
  }

  /** The chunks with a step in the range, in order. */
  static List<Chunk> within(Sql sql, long series, long from, long to) throws SQLException {
    return list(sql.bound(WITHIN, series, from, to));
  }

  /** The first chunks, or the first that have a point after the given one, in order. */
  static List<Chunk> following(Sql sql, long series, long @Nullable [] point, int most)
      throws SQLException {
    return list(
        point == null
            ? sql.bound(FIRST_ONES, series, most)
            : sql.bound(FOLLOWING, series, point[0], point[1], point[2], most));
  }

  /** The chunk's points. */
  static Points points(Sql sql, long chunk) throws SQLException {
    try (ResultSet rows = sql.bound(BYTES, chunk).executeQuery()) {
      if (!rows.next()) {
        throw new NoriaException(ErrorCode.DATA_LOSS, "metric chunk " + chunk + " is missing");
      }
      return ChunkCodec.decode(rows.getBytes(1), "metric chunk " + chunk);
    }
  }

  static void insert(Sql sql, long series, Points points) throws SQLException {
    PreparedStatement bytes = sql.statement(INSERT_BYTES);
    bytes.setBytes(1, ChunkCodec.encode(points));
    long chunk;
    try (ResultSet rows = bytes.executeQuery()) {
      rows.next();
      chunk = rows.getLong(1);
    }
    Summary s = Summary.of(points);
    sql.bound(
            INSERT,
            s.points(),
            s.firstStep(),
            s.firstTime(),
            s.firstBits(),
            s.lastStep(),
            s.lastTime(),
            s.lastBits(),
            s.leastTime(),
            s.greatestTime(),
            s.finite(),
            s.least(),
            s.greatest(),
            MetricBits.of(s.sum()),
            s.nans(),
            s.infinities(),
            chunk,
            series)
        .executeUpdate();
  }

  static void delete(Sql sql, long series, Chunk chunk) throws SQLException {
    Summary s = chunk.summary();
    sql.bound(DELETE, series, s.firstStep(), s.firstTime(), s.firstBits()).executeUpdate();
    sql.bound(DELETE_BYTES, chunk.number()).executeUpdate();
  }

  private static @Nullable Chunk one(PreparedStatement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      return rows.next() ? chunk(rows) : null;
    }
  }

  private static List<Chunk> list(PreparedStatement statement) throws SQLException {
    List<Chunk> chunks = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        chunks.add(chunk(rows));
      }
    }
    return chunks;
  }

  private static Chunk chunk(ResultSet rows) throws SQLException {
    return new Chunk(
        rows.getLong(16),
        new Summary(
            rows.getLong(1),
            rows.getLong(2),
            rows.getLong(3),
            rows.getLong(4),
            rows.getLong(5),
            rows.getLong(6),
            rows.getLong(7),
            rows.getLong(8),
            rows.getLong(9),
            rows.getLong(10),
            rows.getLong(11),
            rows.getLong(12),
            MetricBits.value(rows.getLong(13)),
            rows.getLong(14),
            rows.getLong(15)));
  }
}
