package io.noria.project.init;

import io.noria.engine.Frame;
import io.noria.project.init.Table.Column.Form;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one scan of all rows says.
 *
 * @param rows how many
 * @param columns by name
 */
record FullLook(long rows, Map<String, Scanned> columns) {
  private static final int BATCH = 400;

  /**
   * A column's aggregates.
   *
   * @param nulls missing values
   * @param distinct different texts or whole numbers, within some per cent; 0 for other values, of
   *     which the sample tells enough
   * @param min least number or microsecond; NaN without one
   * @param max greatest
   * @param mean of numbers and booleans; NaN without one
   */
  record Scanned(long nulls, long distinct, double min, double max, double mean) {
    /** Whether every value that is there may be the same. */
    boolean mayBeConstant() {
      return Double.isNaN(min) ? distinct <= 1 : min == max;
    }
  }

  /** Scans the table. */
  static FullLook at(Table table) {
    Map<String, Scanned> columns = new LinkedHashMap<>();
    long rows = 0;
    List<Table.Column> all = table.columns();
    for (int from = 0; from < all.size(); from += BATCH) {
      List<Table.Column> batch = all.subList(from, Math.min(all.size(), from + BATCH));
      Frame frame = table.query(aggregates(batch), "");
      rows = frame.longs("n").get(0);
      for (int i = 0; i < batch.size(); i++) {
        columns.put(batch.get(i).name(), scanned(frame, i, rows));
      }
    }
    return new FullLook(rows, columns);
  }

  private static String aggregates(List<Table.Column> columns) {
    List<String> list = new ArrayList<>(List.of("count(*) AS n"));
    for (int i = 0; i < columns.size(); i++) {
      Table.Column column = columns.get(i);
      String name = Names.quoted(column.name());
      list.add("count(%s) AS count_%d".formatted(name, i));
      Form form = column.form();
      if (form == Form.TEXT || (form == Form.NUMBER && column.isWhole())) {
        list.add("approx_count_distinct(%s) AS distinct_%d".formatted(name, i));
      }
      if (form == Form.NUMBER) {
        list.add(
            "min(%s)::DOUBLE AS min_%d, max(%s)::DOUBLE AS max_%d".formatted(name, i, name, i));
        list.add(
            "avg(%s::DOUBLE) FILTER (isfinite(%s::DOUBLE)) AS mean_%d".formatted(name, name, i));
      } else if (form == Form.BOOLEAN) {
        list.add("avg(%s::INTEGER) AS mean_%d".formatted(name, i));
      } else if (form == Form.MOMENT) {
        // Infinite moments have no microseconds.
        String finite = " FILTER (isfinite(%s))".formatted(name);
        list.add("epoch_us(min(%s)%s)::DOUBLE AS min_%d".formatted(name, finite, i));
        list.add("epoch_us(max(%s)%s)::DOUBLE AS max_%d".formatted(name, finite, i));
      }
    }
    return String.join(", ", list);
  }

  private static Scanned scanned(Frame frame, int i, long rows) {
    return new Scanned(
        rows - frame.longs("count_" + i).get(0),
        frame.has("distinct_" + i) ? frame.longs("distinct_" + i).get(0) : 0,
        number(frame, "min_" + i),
        number(frame, "max_" + i),
        number(frame, "mean_" + i));
  }

  private static double number(Frame frame, String name) {
    return frame.has(name) && frame.column(name).value(0) instanceof Double value
        ? value
        : Double.NaN;
  }

  /** The column's aggregates, which are there. */
  Scanned column(String name) {
    Scanned scanned = columns.get(name);
    if (scanned == null) {
      throw new IllegalStateException("not scanned: " + name);
    }
    return scanned;
  }
}
