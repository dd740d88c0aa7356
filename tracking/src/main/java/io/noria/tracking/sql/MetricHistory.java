package io.noria.tracking.sql;

import io.noria.base.NoriaException;
import io.noria.base.Page;
import io.noria.storage.sql.Database;
import io.noria.tracking.Metric;
import io.noria.tracking.PageToken;
import io.noria.tracking.RunId;
import io.noria.tracking.ThinCurve;
import io.noria.tracking.curve.Points;
import io.noria.tracking.curve.Sampling;
import io.noria.tracking.curve.Thinning;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the points of curves. */
final class MetricHistory {
  private final Database database;

  MetricHistory(Database database) {
    this.database = database;
  }

  Page<Metric> page(RunId run, String key, int limit, @Nullable String pageToken) {
    if (limit < 1) {
      throw NoriaException.invalid("max_results: " + limit + " (expected: 1 or more)");
    }
    List<String> question = List.of(run.value(), key);
    List<@Nullable Object> token =
        PageToken.read(question, pageToken, List.of(Long.class, Long.class, Long.class));
    long[] after =
        token == null
            ? null
            : token.stream().mapToLong(at -> at instanceof Long number ? number : 0).toArray();
    return database.readPrepared((handle, statements) -> {
      RunReader.require(statements, run);
      CurveReader reader = new CurveReader(statements);
      CurveReader.Series series = reader.find(run, key);
      if (series == null) {
        return new Page<>(List.of(), null);
      }
      int most = limit == Integer.MAX_VALUE ? limit : limit + 1;
      List<Points> found = reader.following(series, after, most);
      List<Metric> points = new ArrayList<>();
      found.forEach(stretch -> add(points, key, stretch));
      if (points.size() <= limit) {
        return new Page<>(points, null);
      }
      Points end = found.getLast();
      Points before = end.count() > 1 ? end : found.get(found.size() - 2);
      int last = end.count() > 1 ? end.count() - 2 : before.count() - 1;
      List<Long> keys = List.of(before.step(last), before.time(last), before.bits(last));
      return new Page<>(points.subList(0, limit), PageToken.write(question, keys));
    });
  }

  private static void add(List<Metric> into, String key, Points points) {
    for (int i = 0; i < points.count(); i++) {
      into.add(
          new Metric(key, points.value(i), Instant.ofEpochMilli(points.time(i)), points.step(i)));
    }
  }

  ThinCurve thinned(RunId run, String key, long fromStep, long toStep, int most) {
    return database.readPrepared((handle, statements) -> {
      RunReader.require(statements, run);
      CurveReader reader = new CurveReader(statements);
      CurveReader.Series series = reader.find(run, key);
      return Thinning.of(
          series == null ? List.of() : reader.within(series, fromStep, toStep), most);
    });
  }

  Map<RunId, List<Metric>> sample(
      List<RunId> runs, String key, @Nullable Long fromStep, @Nullable Long toStep, int most) {
    if (most < 1) {
      throw NoriaException.invalid("max_results: " + most + " (expected: 1 or more)");
    }
    long from = fromStep == null ? Long.MIN_VALUE : fromStep;
    long to = toStep == null ? Long.MAX_VALUE : toStep;
    return database.readPrepared((handle, statements) -> {
      Map<RunId, List<Metric>> curves = new LinkedHashMap<>();
      CurveReader reader = new CurveReader(statements);
      for (RunId run : runs) {
        CurveReader.Series series = reader.find(run, key);
        List<Metric> curve = new ArrayList<>();
        if (series != null) {
          Sampling.evenly(reader.within(series, from, to), most)
              .forEach(points -> add(curve, key, points));
        }
        if (!curve.isEmpty()) {
          curves.put(run, curve);
        }
      }
      return curves;
    });
  }
}
