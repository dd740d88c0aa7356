package io.noria.tracking.sql;

import io.noria.storage.sql.Database;
import io.noria.tracking.CurveAxis;
import io.noria.tracking.CurveQuery;
import io.noria.tracking.Envelopes;
import io.noria.tracking.Envelopes.Envelope;
import io.noria.tracking.GroupCurves;
import io.noria.tracking.RunId;
import io.noria.tracking.curve.Buckets;
import io.noria.tracking.curve.Grid;
import io.noria.tracking.curve.Piece;
import io.noria.tracking.curve.Points;
import io.noria.tracking.curve.Summary;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Curves for drawing. Pieces that lie in one bucket are known by their summary alone. */
final class MetricCurves {
  private final Database database;

  MetricCurves(Database database) {
    this.database = database;
  }

  /**
   * A run's curve in the range, its border pieces perhaps reaching beyond it.
   *
   * @param origin what is taken from times
   */
  private record Curve(RunId run, List<Piece> pieces, CurveAxis axis, long origin) {
    long least(Summary s) {
      return axis == CurveAxis.STEP ? s.firstStep() : s.leastTime() - origin;
    }

    long greatest(Summary s) {
      return axis == CurveAxis.STEP ? s.lastStep() : s.greatestTime() - origin;
    }

    long x(Points points, int i) {
      return axis == CurveAxis.STEP ? points.step(i) : points.time(i) - origin;
    }

    long points() {
      return pieces.stream().mapToLong(piece -> piece.summary().points()).sum();
    }

    Buckets on(Grid grid) {
      Buckets buckets = new Buckets(grid.buckets());
      for (Piece piece : pieces) {
        Summary s = piece.summary();
        long least = least(s);
        long greatest = greatest(s);
        if (grid.holds(least) && grid.holds(greatest) && grid.of(least) == grid.of(greatest)) {
          buckets.add(grid.of(least), least, greatest, s);
          continue;
        }
        Points points = piece.points();
        for (int i = 0; i < points.count(); i++) {
          long x = x(points, i);
          if (grid.holds(x)) {
            buckets.add(grid.of(x), x, points.value(i));
          }
        }
      }
      return buckets;
    }

    /** A bucket for each point, in the curve's order. */
    Buckets each(Grid grid) {
      Buckets buckets = new Buckets((int) points());
      int bucket = 0;
      for (Piece piece : pieces) {
        Points points = piece.points();
        for (int i = 0; i < points.count(); i++) {
          long x = x(points, i);
          if (grid.holds(x)) {
            buckets.add(bucket++, x, points.value(i));
          }
        }
      }
      return buckets;
    }
  }

  Envelopes envelopes(List<RunId> runs, CurveQuery query) {
    return database.readPrepared((handle, statements) -> {
      CurveReader reader = new CurveReader(statements);
      List<Curve> curves = new ArrayList<>();
      for (RunId run : runs) {
        curves.add(curve(handle, reader, run, query));
      }
      Grid grid = grid(curves, query);
      if (grid == null) {
        return new Envelopes(
            0, 0, runs.stream().map(run -> envelope(run, new Buckets(0), true)).toList());
      }
      List<Envelope> envelopes = new ArrayList<>();
      for (Curve curve : curves) {
        boolean exact = curve.points() <= query.buckets();
        Buckets buckets = exact ? curve.each(grid) : curve.on(grid);
        envelopes.add(envelope(curve.run, buckets, exact));
      }
      return new Envelopes(grid.from(), grid.to(), envelopes);
    });
  }

  private static Curve curve(Handle handle, CurveReader reader, RunId run, CurveQuery query)
      throws SQLException {
    RunRows.get(handle, run);
    CurveReader.Series series = reader.find(run, query.key());
    Long from = query.from();
    Long to = query.to();
    long least = from == null ? Long.MIN_VALUE : from;
    long greatest = to == null ? Long.MAX_VALUE : to;
    if (series == null) {
      return new Curve(run, List.of(), query.axis(), 0);
    }
    if (query.axis() == CurveAxis.STEP) {
      return new Curve(run, reader.within(series, least, greatest), query.axis(), 0);
    }
    List<Piece> all = reader.within(series, Long.MIN_VALUE, Long.MAX_VALUE);
    long origin =
        query.axis() == CurveAxis.TIME
            ? 0
            : all.stream().mapToLong(piece -> piece.summary().leastTime()).min().orElse(0);
    List<Piece> within =
        all.stream()
            .filter(piece ->
                piece.summary().greatestTime() - origin >= least
                    && piece.summary().leastTime() - origin <= greatest)
            .toList();
    return new Curve(run, within, query.axis(), origin);
  }

  /** Over the part of the range in which there are points; null when there are none. */
  private static @Nullable Grid grid(List<Curve> curves, CurveQuery query) {
    long from = Long.MAX_VALUE;
    long to = Long.MIN_VALUE;
    for (Curve curve : curves) {
      for (Piece piece : curve.pieces) {
        from = Math.min(from, curve.least(piece.summary()));
        to = Math.max(to, curve.greatest(piece.summary()));
      }
    }
    Long least = query.from();
    Long greatest = query.to();
    from = least == null ? from : Math.max(from, least);
    to = greatest == null ? to : Math.min(to, greatest);
    return from > to ? null : new Grid(from, to, query.buckets());
  }

  private static Envelope envelope(RunId run, Buckets b, boolean exact) {
    int[] used = IntStream.range(0, b.size()).filter(i -> b.count(i) > 0).toArray();
    return new Envelope(
        run,
        b.points(),
        exact,
        longs(used, b::xFirst),
        longs(used, b::xLast),
        longs(used, b::count),
        doubles(used, b::least),
        doubles(used, b::greatest),
        doubles(used, b::first),
        doubles(used, b::last),
        longs(used, b::nans),
        longs(used, b::infinities),
        longs(used, b::negativeInfinities));
  }

  private static long[] longs(int[] used, IntToLongFunction column) {
    return IntStream.of(used).mapToLong(column).toArray();
  }

  private static double[] doubles(int[] used, IntToDoubleFunction column) {
    return IntStream.of(used).mapToDouble(column).toArray();
  }

  GroupCurves groups(List<GroupCurves.Group> groups, CurveQuery query, GroupCurves.Band band) {
    return database.readPrepared((handle, statements) -> {
      CurveReader reader = new CurveReader(statements);
      List<Curve> all = new ArrayList<>();
      for (GroupCurves.Group group : groups) {
        for (RunId run : group.runs()) {
          all.add(curve(handle, reader, run, query));
        }
      }
      Grid grid = grid(all, query);
      List<GroupCurves.Curve> curves = new ArrayList<>();
      int from = 0;
      for (GroupCurves.Group group : groups) {
        List<Buckets> runs = new ArrayList<>();
        int to = from + group.runs().size();
        for (Curve curve : all.subList(from, to)) {
          if (grid != null && !curve.pieces.isEmpty()) {
            runs.add(curve.on(grid));
          }
        }
        curves.add(GroupFigures.curve(group.name(), runs, query.buckets(), band));
        from = to;
      }
      return grid == null
          ? new GroupCurves(0, 0, curves)
          : new GroupCurves(grid.from(), grid.to(), curves);
    });
  }
}
