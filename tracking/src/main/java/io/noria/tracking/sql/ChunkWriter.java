package io.noria.tracking.sql;

import io.noria.tracking.curve.Points;
import io.noria.tracking.sql.ChunkRows.Chunk;
import java.sql.SQLException;
import java.util.List;

/**
 * Puts points into a series' chunks. What comes after all others is appended, and joined with the
 * chunks before it while those are small, so that every point is rewritten a few times at most and
 * a long series has few chunks. What falls between others is merged into just the chunks that it
 * touches.
 */
final class ChunkWriter {
  /** A chunk of so many points is not joined with others any more. */
  static final int FULL = 2048;

  private ChunkWriter() {}

  /** Adds the points, at least one; what is there already stays as it is. */
  static void add(Sql sql, long series, Points points) throws SQLException {
    Chunk last = ChunkRows.last(sql, series);
    if (last == null || last.endsBefore(points.step(0), points.time(0), points.bits(0))) {
      append(sql, series, points);
      return;
    }
    List<Chunk> touched = ChunkRows.touched(sql, series, points);
    int from = 0;
    for (int i = 0; i < touched.size(); i++) {
      Chunk chunk = touched.get(i);
      int to = points.count();
      if (i + 1 < touched.size()) {
        var next = touched.get(i + 1).summary();
        to = points.lowerBound(next.firstStep(), next.firstTime(), next.firstBits());
      } else if (chunk.number() == last.number()) {
        var end = last.summary();
        to = points.upperBound(end.lastStep(), end.lastTime(), end.lastBits());
      }
      merge(sql, series, chunk, points.slice(from, to));
      from = to;
    }
    if (from < points.count()) {
      append(sql, series, points.slice(from, points.count()));
    }
  }

  private static void merge(Sql sql, long series, Chunk chunk, Points points) throws SQLException {
    if (points.count() == 0) {
      return;
    }
    Points merged = ChunkRows.points(sql, chunk.number()).merge(points);
    if (merged.count() > chunk.summary().points()) {
      ChunkRows.delete(sql, series, chunk);
      insert(sql, series, merged);
    }
  }

  /** The points come after all others. */
  private static void append(Sql sql, long series, Points points) throws SQLException {
    Points all = points;
    while (all.count() < FULL) {
      Chunk last = ChunkRows.last(sql, series);
      if (last == null
          || last.summary().points() >= FULL
          || last.summary().points() >= 2L * all.count()) {
        break;
      }
      all = ChunkRows.points(sql, last.number()).merge(all);
      ChunkRows.delete(sql, series, last);
    }
    insert(sql, series, all);
  }

  /** In pieces, when they are many; none less than half full. */
  private static void insert(Sql sql, long series, Points points) throws SQLException {
    int from = 0;
    while (points.count() - from >= 2 * FULL) {
      ChunkRows.insert(sql, series, points.slice(from, from + FULL));
      from += FULL;
    }
    ChunkRows.insert(sql, series, points.slice(from, points.count()));
  }
}
