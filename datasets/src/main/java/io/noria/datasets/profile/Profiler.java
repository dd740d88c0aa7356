package io.noria.datasets.profile;

import io.noria.datasets.Profile;
import io.noria.datasets.Profile.ColumnProfile;
import io.noria.datasets.Profile.Quantile;
import io.noria.datasets.Profile.ValueCount;
import io.noria.engine.ColumnType;
import io.noria.engine.Engine;
import io.noria.engine.Field;
import io.noria.engine.Frame;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes profiles: one scan for the aggregates of all columns, one for frequent values. */
public final class Profiler {
  /** Up to this many rows, distinct counts and quantiles are exact. */
  static final long EXACT_ROWS = 5_000_000;

  private static final double[] QUANTILES = {0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99};
  private static final int TOP = 20;
  private static final String TABLE = "data";

  private Profiler() {}

  /** The profile of the files, which have these columns and so many rows. */
  public static Profile profile(Engine engine, List<Path> files, List<Field> schema, long rows) {
    Map<String, List<Path>> tables = Map.of(TABLE, files);
    boolean exact = rows <= EXACT_ROWS;
    Frame aggregates = engine.query(aggregates(schema, exact), tables);
    Map<String, List<ValueCount>> top = top(engine, tables, schema);
    List<ColumnProfile> columns = new ArrayList<>();
    for (int i = 0; i < schema.size(); i++) {
      columns.add(column(aggregates, i, schema.get(i), exact, top));
    }
    return new Profile(rows, columns);
  }

  private static String aggregates(List<Field> schema, boolean exact) {
    List<String> inner = new ArrayList<>();
    List<String> outer = new ArrayList<>();
    for (int i = 0; i < schema.size(); i++) {
      Field field = schema.get(i);
      String name = Quoted.name(field.name());
      inner.add("count(*) - count(%s) AS nulls_%d".formatted(name, i));
      inner.add(
          (exact ? "count(DISTINCT %s)" : "approx_count_distinct(%s)").formatted(name)
              + " AS distinct_"
              + i);
      inner.add("min(%s) AS min_%d, max(%s) AS max_%d".formatted(name, i, name, i));
      outer.add("nulls_%d, distinct_%d, min_%d, max_%d".formatted(i, i, i, i));
      if (isCounted(field)) {
        String number = name + "::DOUBLE";
        // A deviation of anything infinite is an error to the engine.
        String finite = " FILTER (isfinite(" + number + "))";
        inner.add("avg(%s)%s AS mean_%d".formatted(number, finite, i));
        inner.add("stddev_samp(%s)%s AS std_%d".formatted(number, finite, i));
        outer.add("mean_%d, std_%d".formatted(i, i));
        if (field.type() != ColumnType.BOOLEAN) {
          inner.add(
              "%s(%s, %s)%s AS quantiles_%d"
                  .formatted(
                      exact ? "quantile_cont" : "approx_quantile", number, list(), finite, i));
          for (int q = 0; q < QUANTILES.length; q++) {
            outer.add("quantiles_%d[%d]::DOUBLE AS quantile_%d_%d".formatted(i, q + 1, i, q));
          }
        }
      }
    }
    return "SELECT %s FROM (SELECT %s FROM %s)"
        .formatted(String.join(", ", outer), String.join(", ", inner), TABLE);
  }

  private static boolean isCounted(Field field) {
    return field.type().isNumeric() || field.type() == ColumnType.BOOLEAN;
  }

  private static String list() {
    return java.util.Arrays.stream(QUANTILES)
        .mapToObj(Double::toString)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static Map<String, List<ValueCount>> top(
      Engine engine, Map<String, List<Path>> tables, List<Field> schema) {
    String one =
        "(SELECT %s AS name, %s::VARCHAR AS value, count(*) AS n FROM %s WHERE %s IS NOT NULL"
            + " GROUP BY value ORDER BY n DESC, value LIMIT %d)";
    String sql =
        schema.stream()
            .filter(f -> f.type() == ColumnType.STRING || f.type() == ColumnType.BOOLEAN)
            .map(Field::name)
            .map(n -> one.formatted(Quoted.text(n), Quoted.name(n), TABLE, Quoted.name(n), TOP))
            .collect(Collectors.joining(" UNION ALL "));
    Map<String, List<ValueCount>> top = new HashMap<>();
    if (!sql.isEmpty()) {
      Frame rows = engine.query(sql, tables);
      for (int row = 0; row < rows.rows(); row++) {
        String value = String.valueOf(rows.strings("value").get(row));
        top.computeIfAbsent(String.valueOf(rows.strings("name").get(row)), n -> new ArrayList<>())
            .add(new ValueCount(value, rows.longs("n").get(row)));
      }
    }
    return top;
  }

  private static ColumnProfile column(
      Frame frame, int i, Field field, boolean exact, Map<String, List<ValueCount>> top) {
    List<Quantile> quantiles = new ArrayList<>();
    for (int q = 0; q < QUANTILES.length && frame.has("quantile_" + i + "_0"); q++) {
      if (number(frame, "quantile_" + i + "_" + q) instanceof Double value) {
        quantiles.add(new Quantile(QUANTILES[q], value));
      }
    }
    return new ColumnProfile(
        field.name(),
        field.type().wire(),
        frame.longs("nulls_" + i).get(0),
        frame.longs("distinct_" + i).get(0),
        exact,
        text(frame, "min_" + i),
        text(frame, "max_" + i),
        number(frame, "mean_" + i),
        number(frame, "std_" + i),
        quantiles,
        top.getOrDefault(field.name(), List.of()));
  }

  private static @Nullable Double number(Frame frame, String name) {
    return frame.has(name) && frame.column(name).value(0) instanceof Double value ? value : null;
  }

  private static @Nullable String text(Frame frame, String name) {
    Object value = frame.column(name).value(0);
    return value == null ? null : value.toString();
  }
}
