package io.noria.tracking;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a field of the filter language lives in the tables.
 *
 * @param kind how it is compared
 * @param column the SQL expression of its value
 * @param within for a value of another table, {@code FROM … WHERE …} that finds it for the row at
 *     hand; null for a column of the row itself
 * @param arguments of {@code within}
 * @param nullable whether a row may lack it
 */
public record SearchField(
    Kind kind, String column, @Nullable String within, List<Object> arguments, boolean nullable) {
  /** How a field is compared. */
  public enum Kind {
    /** Strings, quoted in filters. */
    TEXT,
    /** Whole numbers. */
    NUMBER,
    /** Whole numbers that may be quoted. */
    QUOTABLE_NUMBER,
    /** Doubles in the form of {@link MetricBits}. */
    METRIC
  }

  /** Copies. */
  public SearchField {
    arguments = List.copyOf(arguments);
  }

  /** A string column of the row. */
  public static SearchField text(String column) {
    return new SearchField(Kind.TEXT, column, null, List.of(), true);
  }

  /** A number column of the row. */
  public static SearchField number(String column) {
    return new SearchField(Kind.NUMBER, column, null, List.of(), true);
  }

  /** The value of a key in a table of keys and values. */
  public static SearchField keyed(Kind kind, String column, String within, Object... arguments) {
    return new SearchField(kind, column, within, List.of(arguments), true);
  }

  /** The same where no row lacks it: sorting then follows an index of the column. */
  public SearchField always() {
    return new SearchField(kind, column, within, arguments, false);
  }
}
