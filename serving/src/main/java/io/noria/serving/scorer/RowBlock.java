package io.noria.serving.scorer;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Rows of raw values, one after the other in one array. Numbers are as they are, true is 1, a text
 * is its place in the column's dictionary, NaN is missing; a text that is in no dictionary is NaN
 * with the text beside it. One thread fills it; then it is shared and must not change.
 */
public final class RowBlock {
  private final int columns;
  private double[] values;
  private int count;
  private @Nullable String @Nullable [] @Nullable [] unknown;

  /** Room for so many rows; it grows. */
  public RowBlock(int columns, int rows) {
    this.columns = columns;
    this.values = new double[columns * rows];
  }

  /**
   * Rows that are laid out already; the array is not copied.
   *
   * @param values the rows one after the other
   */
  public static RowBlock of(int columns, int rows, double[] values) {
    var block = new RowBlock(columns, 0);
    block.values = values;
    block.count = rows;
    return block;
  }

  /** How many columns. */
  public int columns() {
    return columns;
  }

  /** How many rows. */
  public int size() {
    return count;
  }

  /** Row after row; longer than the rows need. Shared. */
  public double[] values() {
    return values;
  }

  /** The value of a row and column. */
  public double value(int row, int column) {
    return values[row * columns + column];
  }

  /** Begins another row, all of whose values are 0, and returns where it begins in the array. */
  public int next() {
    int from = count * columns;
    if (from + columns > values.length) {
      values = Arrays.copyOf(values, Math.max(from + columns, 2 * values.length));
    }
    count++;
    return from;
  }

  /** Makes room, so that the next rows are laid out without moving the others. */
  public void reserve(int rows) {
    int needed = (count + rows) * columns;
    if (needed > values.length) {
      values = Arrays.copyOf(values, needed);
    }
  }

  /** Keeps a text of the row that is in no dictionary. */
  public void unknown(int row, int column, String text) {
    @Nullable String @Nullable [] @Nullable [] all = unknown;
    if (all == null || all.length <= row) {
      int size = Math.max(row + 1, columns == 0 ? 0 : values.length / columns);
      all = all == null ? new @Nullable String[size][] : Arrays.copyOf(all, size);
      unknown = all;
    }
    @Nullable String[] own = all[row];
    if (own == null) {
      own = new @Nullable String[columns];
      all[row] = own;
    }
    own[column] = text;
  }

  /** Whether a text of any row is in no dictionary. */
  public boolean strange() {
    return unknown != null;
  }

  /** The text that is in no dictionary; null when the value is missing or known. */
  public @Nullable String unknown(int row, int column) {
    @Nullable String @Nullable [] @Nullable [] all = unknown;
    if (all == null || all.length <= row) {
      return null;
    }
    @Nullable String[] own = all[row];
    return own == null ? null : own[column];
  }
}
