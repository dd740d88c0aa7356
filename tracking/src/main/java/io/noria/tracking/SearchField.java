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
 * @param list whether IN and NOT IN are offered
 */
public record SearchField(
    Kind kind, String column, @Nullable String within, List<Object> arguments, boolean list) {
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
    return new SearchField(Kind.TEXT, column, null, List.of(), false);
  }

  /** A number column of the row. */
  public static SearchField number(String column) {
    return new SearchField(Kind.NUMBER, column, null, List.of(), false);
  }

  /** The value of a key in a table of keys and values. */
  public static SearchField keyed(Kind kind, String column, String within, Object... arguments) {
    return new SearchField(kind, column, within, List.of(arguments), false);
  }

  /** The same with IN and NOT IN. */
  public SearchField withList() {
    return new SearchField(kind, column, within, arguments, true);
  }
}
