package io.noria.engine;

import io.noria.base.NoriaException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * An immutable table in memory: named columns of one length. Thread-safe. Two frames may share
 * columns, so {@link #select} and {@link #with} cost nothing per row.
 */
public final class Frame {
  private final SequencedMap<String, Column> columns;
  private final int rows;

  private Frame(SequencedMap<String, Column> columns, int rows) {
    this.columns = columns;
    this.rows = rows;
  }

  /**
   * A frame of these columns, in the map's order.
   *
   * @throws IllegalArgumentException when the columns differ in length
   */
  public static Frame of(SequencedMap<String, ? extends Column> columns) {
    LinkedHashMap<String, Column> copy = new LinkedHashMap<>(columns);
    int rows = copy.isEmpty() ? 0 : copy.firstEntry().getValue().size();
    copy.forEach((name, column) -> {
      if (column.size() != rows) {
        throw new IllegalArgumentException(
            "column %s: %d rows (expected: %d)".formatted(name, column.size(), rows));
      }
    });
    return new Frame(copy, rows);
  }

  /** How many rows. */
  public int rows() {
    return rows;
  }

  /** The columns' names, in order. */
  public List<String> names() {
    return List.copyOf(columns.sequencedKeySet());
  }

  /** Whether there is such a column. */
  public boolean has(String name) {
    return columns.containsKey(name);
  }

  /**
   * The column.
   *
   * @throws NoriaException INVALID_ARGUMENT when there is none of that name
   */
  public Column column(String name) {
    Column column = columns.get(name);
    if (column == null) {
      throw NoriaException.invalid(
          "column: %s (expected: one of %s)".formatted(name, String.join(", ", names())));
    }
    return column;
  }

  /** The column, which must hold doubles. */
  public Column.Doubles doubles(String name) {
    return typed(name, Column.Doubles.class, ColumnType.DOUBLE);
  }

  /** The column, which must hold 64-bit integers. */
  public Column.Longs longs(String name) {
    return typed(name, Column.Longs.class, ColumnType.LONG);
  }

  /** The column, which must hold booleans. */
  public Column.Booleans booleans(String name) {
    return typed(name, Column.Booleans.class, ColumnType.BOOLEAN);
  }

  /** The column, which must hold text. */
  public Column.Strings strings(String name) {
    return typed(name, Column.Strings.class, ColumnType.STRING);
  }

  /** The column, which must hold timestamps. */
  public Column.Times times(String name) {
    return typed(name, Column.Times.class, ColumnType.TIMESTAMP);
  }

  private <T extends Column> T typed(String name, Class<T> type, ColumnType expected) {
    Column column = column(name);
    if (!type.isInstance(column)) {
      throw NoriaException.invalid(
          "column %s: of type %s (expected: %s)"
              .formatted(name, column.type().wire(), expected.wire()));
    }
    return type.cast(column);
  }

  /** The named columns, in this order. */
  public Frame select(Collection<String> names) {
    LinkedHashMap<String, Column> selected = new LinkedHashMap<>();
    names.forEach(name -> selected.put(name, column(name)));
    return new Frame(selected, rows);
  }

  /** All but the named columns. */
  public Frame without(Collection<String> names) {
    return select(names().stream().filter(name -> !names.contains(name)).toList());
  }

  /** With the column added at the end, or replaced where it stands. */
  public Frame with(String name, Column column) {
    LinkedHashMap<String, Column> more = new LinkedHashMap<>(columns);
    more.put(name, column);
    return of(more);
  }

  /** The rows of these indices, in this order. */
  public Frame take(int[] indices) {
    LinkedHashMap<String, Column> taken = new LinkedHashMap<>();
    columns.forEach((name, column) -> taken.put(name, column.take(indices)));
    return new Frame(taken, indices.length);
  }

  /** The rows from {@code from} (counted from 0) up to but without {@code to}. */
  public Frame slice(int from, int to) {
    return take(IntStream.range(from, Math.min(to, rows)).toArray());
  }

  /** The rows that pass, in their order. */
  public Frame filter(IntPredicate keep) {
    return take(IntStream.range(0, rows).filter(keep).toArray());
  }

  /** One row by name; missing values are null. For display and small results. */
  public Map<String, @org.jspecify.annotations.Nullable Object> row(int row) {
    Map<String, @org.jspecify.annotations.Nullable Object> values = new LinkedHashMap<>();
    columns.forEach((name, column) -> values.put(name, column.value(row)));
    return values;
  }

  /** The columns' names and types. */
  public List<Field> fields() {
    List<Field> fields = new ArrayList<>();
    columns.forEach(
        (name, column) -> fields.add(new Field(name, column.type(), column.type().wire())));
    return fields;
  }

  @Override
  public String toString() {
    return "Frame[" + rows + " rows: " + String.join(", ", names()) + "]";
  }
}
