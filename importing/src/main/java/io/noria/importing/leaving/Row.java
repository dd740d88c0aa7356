package io.noria.importing.leaving;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A row of a table, column by column. Not thread-safe. */
public final class Row {
  private final String table;
  private final Map<String, @Nullable Object> values = new LinkedHashMap<>();

  private Row(String table) {
    this.table = table;
  }

  /** A row of the table. */
  static Row of(String table) {
    return new Row(table);
  }

  /** With a column: a text, a number or null. */
  Row with(String column, @Nullable Object value) {
    values.put(column, value);
    return this;
  }

  /** The table's name. */
  public String table() {
    return table;
  }

  /** The columns' names, in order. */
  public List<String> columns() {
    return List.copyOf(values.keySet());
  }

  /** The values, in the columns' order. */
  public List<@Nullable Object> values() {
    return new ArrayList<>(values.values());
  }
}
