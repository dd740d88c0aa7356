package io.noria.traces.sql;

import io.noria.base.NoriaException;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.InLists;
import io.noria.traces.TraceMetricPoint;
import io.noria.traces.TraceMetricQuery;
import io.noria.traces.TraceMetricQuery.Aggregation;
import io.noria.traces.TraceMetricQuery.Kind;
import io.noria.tracking.ExperimentId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Numbers over many traces. */
final class TraceFigures {
  /** Numbers that percentiles of one question may be made of. */
  private static final int MOST_VALUES = 5_000_000;

  private final Database database;

  TraceFigures(Database database) {
    this.database = database;
  }

  private record Group(@Nullable Long bucket, List<String> dimensions) {}

  /** The parts of the statement that both questions share. */
  private record Statement(
      FigureFields.Metric metric, List<String> keys, String from, List<Object> arguments) {
    String groups() {
      return keys.isEmpty() ? "" : String.join(", ", keys) + ", ";
    }

    String by(String word) {
      return keys.isEmpty() ? "" : word + String.join(", ", keys);
    }
  }

  List<TraceMetricPoint> of(TraceMetricQuery query, List<ExperimentId> active) {
    Statement statement = statement(query, active);
    if (active.isEmpty()) {
      return List.of();
    }
    return database.read(handle -> {
      Map<Group, Map<String, Double>> values = plain(handle, query, statement);
      List<Aggregation> percentiles =
          query.aggregations().stream().filter(a -> a.kind() == Kind.PERCENTILE).toList();
      if (!percentiles.isEmpty()) {
        percentiles(handle, query, statement, percentiles, values);
      }
      List<TraceMetricPoint> points = new ArrayList<>();
      values.forEach((group, numbers) -> {
        if (!numbers.isEmpty() && points.size() < query.limit()) {
          points.add(point(query, group, numbers));
        }
      });
      return points;
    });
  }

  private static TraceMetricPoint point(
      TraceMetricQuery query, Group group, Map<String, Double> numbers) {
    Map<String, String> dimensions = new LinkedHashMap<>();
    for (int i = 0; i < query.dimensions().size(); i++) {
      dimensions.put(query.dimensions().get(i), group.dimensions().get(i));
    }
    return new TraceMetricPoint(group.bucket(), dimensions, numbers);
  }

  private static Statement statement(TraceMetricQuery query, List<ExperimentId> active) {
    FigureFields.Metric metric = FigureFields.metric(query);
    String time = FigureFields.time(query.view());
    List<Object> arguments = new ArrayList<>();
    StringBuilder from =
        new StringBuilder(FigureFields.from(query.view()))
            .append(" WHERE t.experiment IN (")
            .append(InLists.marks(active.size()))
            .append(")");
    active.forEach(id -> arguments.add(id.number()));
    if (query.fromMs() != null) {
      from.append(" AND ").append(time).append(" >= ?");
      arguments.add(query.fromMs());
    }
    if (query.toMs() != null) {
      from.append(" AND ").append(time).append(" <= ?");
      arguments.add(query.toMs());
    }
    for (String filter : query.filters()) {
      from.append(" AND ").append(FigureFields.filter(query.view(), filter, arguments));
    }
    List<String> keys = new ArrayList<>();
    Long bucket = query.bucketMs();
    if (bucket != null) {
      keys.add("(" + time + " / " + bucket + ") * " + bucket);
    }
    for (String dimension : query.dimensions()) {
      String column = FigureFields.dimension(query.view(), metric, dimension);
      keys.add(column);
      from.append(" AND ").append(column).append(" IS NOT NULL");
    }
    return new Statement(metric, keys, from.toString(), arguments);
  }

  private static Group group(TraceMetricQuery query, ResultSet rows) throws SQLException {
    int at = 1;
    Long bucket = query.bucketMs() == null ? null : (Long) rows.getLong(at++);
    List<String> dimensions = new ArrayList<>();
    for (int i = 0; i < query.dimensions().size(); i++) {
      dimensions.add(rows.getString(at++));
    }
    return new Group(bucket, dimensions);
  }

  private static Map<Group, Map<String, Double>> plain(
      Handle handle, TraceMetricQuery query, Statement statement) {
    List<Aggregation> plain =
        query.aggregations().stream().filter(a -> a.kind() != Kind.PERCENTILE).toList();
    StringBuilder select = new StringBuilder();
    for (Aggregation aggregation : plain) {
      String column = statement.metric().column();
      String distinct = statement.metric().distinct() ? "DISTINCT " : "";
      select
          .append(", CAST(")
          .append(aggregation.kind().name())
          .append('(')
          .append(aggregation.kind() == Kind.COUNT ? distinct : "")
          .append(column)
          .append(") AS DOUBLE PRECISION)");
    }
    String sql =
        "SELECT "
            + statement.groups()
            + "COUNT(*)"
            + select
            + statement.from()
            + statement.by(" GROUP BY ")
            + statement.by(" ORDER BY ")
            + " LIMIT "
            + query.limit();
    int first = statement.keys().size() + 2;
    Map<Group, Map<String, Double>> values = new LinkedHashMap<>();
    handle
        .select(sql, statement.arguments().toArray())
        .map((rows, context) -> {
          Map<String, Double> numbers = new LinkedHashMap<>();
          for (int i = 0; i < plain.size(); i++) {
            double number = rows.getDouble(first + i);
            if (!rows.wasNull()) {
              numbers.put(plain.get(i).label(), number);
            }
          }
          return values.put(group(query, rows), numbers);
        })
        .list();
    return values;
  }

  private static void percentiles(
      Handle handle,
      TraceMetricQuery query,
      Statement statement,
      List<Aggregation> wanted,
      Map<Group, Map<String, Double>> values) {
    String column = statement.metric().column();
    String sql =
        "SELECT "
            + statement.groups()
            + "CAST("
            + column
            + " AS DOUBLE PRECISION)"
            + statement.from()
            + " AND "
            + column
            + " IS NOT NULL LIMIT "
            + (MOST_VALUES + 1);
    int at = statement.keys().size() + 1;
    Map<Group, Numbers> groups = new LinkedHashMap<>();
    int[] count = {0};
    handle
        .select(sql, statement.arguments().toArray())
        .map((rows, context) -> {
          if (++count[0] > MOST_VALUES) {
            throw NoriaException.invalid(
                "percentiles: more than "
                    + MOST_VALUES
                    + " values (expected: a narrower filter or time)");
          }
          groups
              .computeIfAbsent(group(query, rows), group -> new Numbers())
              .add(rows.getDouble(at));
          return true;
        })
        .forEach(row -> {});
    groups.forEach((group, numbers) -> {
      Map<String, Double> into = values.get(group);
      if (into != null) {
        double[] sorted = numbers.sorted();
        wanted.forEach(one -> into.put(one.label(), quantile(sorted, one)));
      }
    });
  }

  /** Linear between the neighbours: Hyndman and Fan's seventh. */
  private static double quantile(double[] sorted, Aggregation aggregation) {
    Double percentile = aggregation.percentile();
    double at = (percentile == null ? 0 : percentile) / 100 * (sorted.length - 1);
    int below = (int) Math.floor(at);
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }

  private static final class Numbers {
    private double[] values = new double[16];
    private int count;

    void add(double value) {
      if (count == values.length) {
        values = Arrays.copyOf(values, 2 * count);
      }
      values[count++] = value;
    }

    double[] sorted() {
      double[] sorted = Arrays.copyOf(values, count);
      Arrays.sort(sorted);
      return sorted;
    }
  }
}
