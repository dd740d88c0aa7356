package io.noria.project.init;

import io.noria.engine.Frame;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Rows for the expensive looks, chosen by a hash of their values: the same content gives the same
 * rows, and rows that are alike are all in it or none of them.
 *
 * @param table the rows, in a Parquet file
 * @param rows how many
 * @param all whether these are all rows of the table
 */
record Sample(Table table, long rows, boolean all) {
  /** At most about so many rows, */
  static final long MOST_ROWS = 100_000;

  /** and about so many values. */
  private static final long MOST_VALUES = 20_000_000;

  private static final int MOST_VALUES_AT_ONCE = 4_000_000;

  /** Takes the sample. */
  static Sample of(Table table, long rows, Path out) {
    List<String> readable =
        table.columns().stream()
            .filter(column -> column.form() != Table.Column.Form.OTHER)
            .map(column -> Names.quoted(column.name()))
            .toList();
    long most = Math.clamp(MOST_VALUES / Math.max(1, readable.size()), 1000, MOST_ROWS);
    long every = Math.max(1, (rows + most - 1) / most);
    String where = every == 1 ? "" : "WHERE hash(t) % " + every + " = 0";
    String selection = String.join(", ", readable);
    long taken = table.write(selection, where, out);
    if (taken == 0) {
      taken = table.write(selection, "LIMIT " + most, out);
    }
    return new Sample(
        Table.open(
            table.engine(), "read_parquet(" + Table.list(List.of(out)) + ")", List.of(out), false),
        taken,
        every == 1);
  }

  /** How many columns can be looked at together. */
  int columnsAtOnce() {
    return Math.clamp(MOST_VALUES_AT_ONCE / Math.max(1, rows), 1, 200);
  }

  /** The expressions' values, in the order of the rows; the columns are called c0, c1, … */
  Frame values(List<String> expressions) {
    return table.query(numbered(expressions), "");
  }

  private static String numbered(List<String> expressions) {
    return java.util.stream.IntStream.range(0, expressions.size())
        .mapToObj(i -> expressions.get(i) + " AS c" + i)
        .collect(Collectors.joining(", "));
  }
}
