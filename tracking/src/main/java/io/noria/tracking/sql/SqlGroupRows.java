package io.noria.tracking.sql;

import io.noria.tracking.MetricBits;
import io.noria.tracking.RunField;
import io.noria.tracking.SearchField;
import io.noria.tracking.SearchSql;
import io.noria.tracking.group.GroupRows;
import io.noria.tracking.group.Grouping;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The rows of the table of runs that match, to be grouped: only the fields that are asked for are
 * read, one after the other. Used by one thread.
 */
final class SqlGroupRows implements GroupRows {
  private static final int FETCH = 10_000;

  private final Handle handle;
  private final SearchSql.Statement where;
  private final List<RunField> by;

  /** The matching runs' numbers, ascending: a row's place here is its number among the rows. */
  private long[] numbers = new long[1024];

  private int size;

  SqlGroupRows(Handle handle, SearchSql.Statement where, List<RunField> by) {
    this.handle = handle;
    this.where = where;
    this.by = by;
  }

  /** Sees one row of a result. */
  @FunctionalInterface
  private interface Look {
    void at(ResultSet row) throws SQLException;
  }

  private void each(String text, List<Object> arguments, Look look) {
    handle
        .select(text, arguments.toArray())
        .setFetchSize(FETCH)
        .map((row, context) -> {
          look.at(row);
          return true;
        })
        .forEach(seen -> {});
  }

  /** The field's value for a run, as an expression. */
  private static String expression(SearchField field, List<Object> arguments) {
    arguments.addAll(field.arguments());
    return field.within() == null
        ? field.column()
        : "(SELECT " + field.column() + " " + field.within() + ")";
  }

  @Override
  public void tell(RowSink sink) {
    List<Object> arguments = new ArrayList<>();
    StringBuilder text = new StringBuilder("SELECT r.number, r.started_ms, r.ended_ms");
    by.forEach(key -> text.append(", ").append(expression(RunFields.of(key), arguments)));
    arguments.addAll(where.arguments());
    text.append(" FROM runs r WHERE ").append(where.text()).append(" ORDER BY r.number");
    @Nullable String[] keys = new String[by.size()];
    each(
        text.toString(),
        arguments,
        row -> {
          if (size == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * size);
          }
          numbers[size++] = row.getLong(1);
          long started = row.getLong(2);
          long ended = row.getLong(3);
          if (row.wasNull()) {
            ended = RUNNING;
          }
          for (int i = 0; i < keys.length; i++) {
            keys[i] = key(by.get(i), row, i + 4);
          }
          sink.row(keys, started, ended);
        });
  }

  private static @Nullable String key(RunField field, ResultSet row, int column)
      throws SQLException {
    if (field.what() != RunField.What.METRIC) {
      return row.getString(column);
    }
    long bits = row.getLong(column);
    return row.wasNull() ? null : Grouping.text(bits);
  }

  @Override
  public void metrics(List<String> keys, NumberSink sink) {
    List<Object> arguments = new ArrayList<>(keys);
    arguments.addAll(where.arguments());
    String marks = "?, ".repeat(keys.size() - 1) + "?";
    each(
        "SELECT x.run, x.key, x.value_bits FROM runs r JOIN metric_series x ON x.run = r.number"
            + " AND x.key IN ("
            + marks
            + ") WHERE "
            + where.text(),
        arguments,
        row -> {
          int at = place(row.getLong(1));
          if (at >= 0) {
            sink.number(at, keys.indexOf(row.getString(2)), MetricBits.value(row.getLong(3)));
          }
        });
  }

  @Override
  public void texts(List<RunField> fields, TextSink sink) {
    List<Object> arguments = new ArrayList<>();
    StringBuilder text = new StringBuilder("SELECT r.number");
    for (RunField field : fields) {
      text.append(", ").append(expression(RunFields.of(field), arguments));
    }
    arguments.addAll(where.arguments());
    text.append(" FROM runs r WHERE ").append(where.text());
    each(
        text.toString(),
        arguments,
        row -> {
          int at = place(row.getLong(1));
          for (int i = 0; at >= 0 && i < fields.size(); i++) {
            String value = row.getString(i + 2);
            if (value != null) {
              sink.text(at, i, value);
            }
          }
        });
  }

  /** Where the run is among the rows; negative for one that came meanwhile. */
  private int place(long number) {
    return Arrays.binarySearch(numbers, 0, size, number);
  }
}
