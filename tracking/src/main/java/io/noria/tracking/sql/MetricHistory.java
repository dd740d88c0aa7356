package io.noria.tracking.sql;

import io.noria.base.NoriaException;
import io.noria.base.Page;
import io.noria.storage.sql.Database;
import io.noria.tracking.Metric;
import io.noria.tracking.MetricBits;
import io.noria.tracking.PageToken;
import io.noria.tracking.RunId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Reads curves. */
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
    List<@Nullable Object> after = PageToken.read(question, pageToken, 3);
    return database.read(handle -> {
      RunRows.get(handle, run);
      List<Object> arguments = new ArrayList<>(List.of(run.value(), key));
      String following = "";
      if (after != null) {
        following = " AND (p.step, p.time_ms, p.value_bits) > (?, ?, ?)";
        after.forEach(value -> arguments.add(value instanceof Long number ? number : 0L));
      }
      arguments.add(limit == Integer.MAX_VALUE ? limit : limit + 1);
      List<Metric> points =
          handle
              .select(
                  "SELECT p.step, p.time_ms, p.value_bits FROM metric_points p"
                      + " JOIN metric_series s ON s.id = p.series"
                      + " JOIN runs r ON r.number = s.run"
                      + " WHERE r.id = ? AND s.key = ?"
                      + following
                      + " ORDER BY p.step, p.time_ms, p.value_bits LIMIT ?",
                  arguments.toArray())
              .map((rows, context) -> point(key, rows.getLong(1), rows.getLong(2), rows.getLong(3)))
              .list();
      if (points.size() <= limit) {
        return new Page<>(points, null);
      }
      List<Metric> shown = points.subList(0, limit);
      return new Page<>(shown, PageToken.write(question, keys(shown.getLast())));
    });
  }

  private static List<Long> keys(Metric last) {
    return List.of(last.step(), last.timestamp().toEpochMilli(), MetricBits.of(last.value()));
  }

  private static Metric point(String key, long step, long millis, long bits) {
    return new Metric(key, MetricBits.value(bits), Instant.ofEpochMilli(millis), step);
  }

  Map<RunId, List<Metric>> sample(
      List<RunId> runs, String key, @Nullable Long fromStep, @Nullable Long toStep, int most) {
    if (most < 1) {
      throw NoriaException.invalid("max_results: " + most + " (expected: 1 or more)");
    }
    long from = fromStep == null ? Long.MIN_VALUE : fromStep;
    long to = toStep == null ? Long.MAX_VALUE : toStep;
    return database.read(handle -> {
      Map<Long, RunId> series = series(handle, runs, key);
      if (series.isEmpty()) {
        return Map.of();
      }
      TreeSet<Long> steps = steps(handle, List.copyOf(series.keySet()), from, to, most);
      return points(handle, series, key, steps);
    });
  }

  private static Map<Long, RunId> series(Handle handle, List<RunId> runs, String key) {
    Map<Long, RunId> found = new LinkedHashMap<>();
    for (RunId run : runs) {
      handle
          .select(
              "SELECT s.id FROM metric_series s JOIN runs r ON r.number = s.run"
                  + " WHERE r.id = ? AND s.key = ?",
              run.value(),
              key)
          .mapTo(Long.class)
          .findFirst()
          .ifPresent(id -> found.put(id, run));
    }
    return found;
  }

  /**
   * Every n-th of the distinct steps, so that about {@code most} remain, and all first and last.
   */
  private static TreeSet<Long> steps(
      Handle handle, List<Long> series, long from, long to, int most) {
    String within =
        " FROM metric_points WHERE series IN ("
            + KeyValues.marks(series.size())
            + ") AND step BETWEEN ? AND ?";
    List<Object> arguments = new ArrayList<>(series);
    arguments.add(from);
    arguments.add(to);
    long count =
        handle
            .select("SELECT COUNT(DISTINCT step)" + within, arguments.toArray())
            .mapTo(Long.class)
            .one();
    long every = Math.max(1, (count + most - 1) / most);
    List<Object> thinned = new ArrayList<>(arguments);
    thinned.add(every);
    TreeSet<Long> steps =
        new TreeSet<>(
            handle
                .select(
                    "SELECT step FROM (SELECT step, ROW_NUMBER() OVER (ORDER BY step) AS place"
                        + " FROM (SELECT DISTINCT step"
                        + within
                        + ") d) n WHERE (place - 1) % ? = 0",
                    thinned.toArray())
                .mapTo(Long.class)
                .list());
    handle
        .select("SELECT MIN(step), MAX(step)" + within + " GROUP BY series", arguments.toArray())
        .map((rows, context) -> steps.add(rows.getLong(1)) | steps.add(rows.getLong(2)))
        .list();
    return steps;
  }

  private static Map<RunId, List<Metric>> points(
      Handle handle, Map<Long, RunId> series, String key, TreeSet<Long> steps) {
    Map<RunId, List<Metric>> curves = new LinkedHashMap<>();
    for (Map.Entry<Long, RunId> one : series.entrySet()) {
      List<Metric> curve = new ArrayList<>();
      for (List<Long> chunk : KeyValues.chunks(List.copyOf(steps))) {
        List<Object> arguments = new ArrayList<>();
        arguments.add(one.getKey());
        arguments.addAll(chunk);
        curve.addAll(
            handle
                .select(
                    "SELECT step, time_ms, value_bits FROM metric_points WHERE series = ?"
                        + " AND step IN ("
                        + KeyValues.marks(chunk.size())
                        + ") ORDER BY step, time_ms, value_bits",
                    arguments.toArray())
                .map((rows, context) ->
                    point(key, rows.getLong(1), rows.getLong(2), rows.getLong(3)))
                .list());
      }
      if (!curve.isEmpty()) {
        curves.put(one.getValue(), curve);
      }
    }
    return curves;
  }
}
