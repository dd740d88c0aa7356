package io.noria.tracking.sql;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.storage.sql.Statements;
import io.noria.tracking.RunId;
import io.noria.tracking.curve.ChunkCodec;
import io.noria.tracking.curve.Piece;
import io.noria.tracking.curve.Points;
import io.noria.tracking.sql.ChunkRows.Chunk;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads curves as pieces, chunks and fresh points alike, within one read of the database. */
final class CurveReader {
  /** Chunks that are looked at together when reading on from a point. */
  private static final int WINDOW = 16;

  private static final String FIND =
      "SELECT s.id, s.step, s.time_ms, s.value_bits, t.points FROM runs r"
          + " JOIN metric_series s ON s.run = r.number"
          + " LEFT JOIN metric_tails t ON t.series = s.id WHERE r.id = ? AND s.key = ?";

  private final Statements statements;

  CurveReader(Statements statements) {
    this.statements = statements;
  }

  /**
   * A series.
   *
   * @param fresh its points that are in no chunk, or in one a second time
   */
  record Series(long id, Points fresh) {}

  /** The series of a run's key, or null. */
  @Nullable Series find(RunId run, String key) throws SQLException {
    PreparedStatement find = statements.get(FIND);
    find.setString(1, run.value());
    find.setString(2, key);
    try (ResultSet rows = find.executeQuery()) {
      if (!rows.next()) {
        return null;
      }
      byte[] tail = rows.getBytes(5);
      long id = rows.getLong(1);
      return new Series(
          id,
          tail == null
              ? Points.of(rows.getLong(2), rows.getLong(3), rows.getLong(4))
              : ChunkCodec.decode(tail, "the fresh points of metric series " + id));
    }
  }

  /** The points with a step in the range. */
  List<Piece> within(Series series, long from, long to) throws SQLException {
    List<Chunk> chunks = ChunkRows.within(statements::get, series.id, from, to);
    List<Piece> pieces = new ArrayList<>(chunks.size() + 1);
    for (Piece piece : pieces(chunks, series.fresh.within(from, to))) {
      if (piece.summary().firstStep() >= from && piece.summary().lastStep() <= to) {
        pieces.add(piece);
      } else {
        Points part = piece.points().within(from, to);
        if (part.count() > 0) {
          pieces.add(Piece.of(part));
        }
      }
    }
    return pieces;
  }

  /**
   * The first points after the given one.
   *
   * @param after step, time and bits of a point, or null to begin at the first
   * @param most how many
   */
  List<Points> following(Series series, long @Nullable [] after, int most) throws SQLException {
    List<Points> found = new ArrayList<>();
    Points fresh = series.fresh;
    long[] at = after;
    if (at != null) {
      fresh = fresh.slice(fresh.upperBound(at[0], at[1], at[2]), fresh.count());
    }
    int left = most;
    boolean end = false;
    while (!end && left > 0) {
      List<Chunk> chunks = ChunkRows.following(statements::get, series.id, at, WINDOW);
      end = chunks.size() < WINDOW;
      int now = fresh.count();
      if (!end) {
        var last = chunks.getLast().summary();
        now = fresh.upperBound(last.lastStep(), last.lastTime(), last.lastBits());
      }
      for (Piece piece : pieces(chunks, fresh.slice(0, now))) {
        Points points = piece.points();
        int from = at == null ? 0 : points.upperBound(at[0], at[1], at[2]);
        int to = (int) Math.min(points.count(), (long) from + left);
        if (from < to) {
          found.add(points.slice(from, to));
          left -= to - from;
          at = new long[] {points.step(to - 1), points.time(to - 1), points.bits(to - 1)};
        }
        if (left == 0) {
          break;
        }
      }
      fresh = fresh.slice(now, fresh.count());
    }
    return found;
  }

  /** Chunks in order with fresh points among them; where those fall into a chunk, they are one. */
  private List<Piece> pieces(List<Chunk> chunks, Points fresh) {
    List<Piece> pieces = new ArrayList<>(chunks.size() + 1);
    int from = 0;
    for (Chunk chunk : chunks) {
      var s = chunk.summary();
      if (from == fresh.count()) {
        pieces.add(Piece.of(s, () -> points(chunk)));
        continue;
      }
      int before = fresh.lowerBound(s.firstStep(), s.firstTime(), s.firstBits());
      int within = fresh.upperBound(s.lastStep(), s.lastTime(), s.lastBits());
      if (before > from) {
        pieces.add(Piece.of(fresh.slice(from, before)));
      }
      if (within > before) {
        pieces.add(Piece.of(points(chunk).merge(fresh.slice(before, within))));
      } else {
        pieces.add(Piece.of(s, () -> points(chunk)));
      }
      from = Math.max(from, within);
    }
    if (from < fresh.count()) {
      pieces.add(Piece.of(fresh.slice(from, fresh.count())));
    }
    return pieces;
  }

  private Points points(Chunk chunk) {
    try {
      return ChunkRows.points(statements::get, chunk.number());
    } catch (SQLException e) {
      throw new NoriaException(ErrorCode.INTERNAL, "a chunk was not read: " + e.getMessage(), e);
    }
  }
}
