package io.noria.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Rows in aligned columns, as wide as their widest value; empty columns are left out. */
final class Table {
  private final List<String> heads = new ArrayList<>();
  private final List<Function<JsonNode, String>> columns = new ArrayList<>();

  Table column(String head, Function<JsonNode, String> value) {
    heads.add(head);
    columns.add(value);
    return this;
  }

  Table column(String head, String field) {
    return column(head, Remote.field(field));
  }

  /** Prints the rows, or the sentence when there are none. */
  void print(JsonNode rows, String whenEmpty, PrintWriter out) {
    if (rows.isEmpty()) {
      out.println(whenEmpty);
      return;
    }
    List<List<String>> cells = new ArrayList<>();
    rows.forEach(row -> cells.add(columns.stream().map(column -> column.apply(row)).toList()));
    int[] widths = new int[heads.size()];
    for (List<String> row : cells) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (int i = 0; i < widths.length; i++) {
      widths[i] = widths[i] == 0 ? 0 : Math.max(widths[i], heads.get(i).length());
    }
    line(heads, widths, out);
    cells.forEach(row -> line(row, widths, out));
  }

  private static void line(List<String> cells, int[] widths, PrintWriter out) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      if (widths[i] > 0) {
        line.append(cells.get(i)).append(" ".repeat(widths[i] - cells.get(i).length() + 2));
      }
    }
    out.println(line.toString().stripTrailing());
  }

  /** Four significant digits. */
  static String number(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return Double.toString(value);
    }
    return String.format(Locale.ROOT, "%.4g", value);
  }
}
