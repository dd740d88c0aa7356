package io.noria.datasets;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the columns of a version hold.
 *
 * @param rows how many rows
 * @param columns one per column of the schema, in its order
 */
public record Profile(long rows, List<ColumnProfile> columns) {
  /** Copies. */
  public Profile {
    columns = List.copyOf(columns);
  }

  /** The profile of the column, if there is such a column. */
  public Optional<ColumnProfile> column(String name) {
    return columns.stream().filter(column -> column.name().equals(name)).findFirst();
  }

  /**
   * One column.
   *
   * @param name its name
   * @param type {@code double}, {@code long}, {@code boolean}, {@code string} or {@code timestamp}
   * @param nulls how many values are missing
   * @param distinct how many different values; approximate (HyperLogLog) unless {@code
   *     distinctExact}
   * @param distinctExact whether {@code distinct} is a count
   * @param min the smallest value as text: a number, an ISO-8601 instant or a string; null when all
   *     are missing
   * @param max the greatest value, likewise
   * @param mean of finite numbers (booleans count as 0 and 1); null for other types
   * @param std the sample standard deviation of numbers; null for other types or under two values
   * @param quantiles the 1, 5, 25, 50, 75, 95 and 99 % quantiles of numbers, interpolated;
   *     approximate (t-digest) above 5 million rows; empty for other types
   * @param top the most frequent values of strings and booleans, at most 20, most frequent first;
   *     empty for other types
   */
  public record ColumnProfile(
      String name,
      String type,
      long nulls,
      long distinct,
      boolean distinctExact,
      @Nullable String min,
      @Nullable String max,
      @Nullable Double mean,
      @Nullable Double std,
      List<Quantile> quantiles,
      List<ValueCount> top) {
    /** Copies. */
    public ColumnProfile {
      quantiles = List.copyOf(quantiles);
      top = List.copyOf(top);
    }
  }

  /**
   * A quantile.
   *
   * @param at between 0 and 1
   * @param value the value below which that share of the values lies
   */
  public record Quantile(double at, double value) {}

  /**
   * A value and how often it comes.
   *
   * @param value as text
   * @param count how many rows
   */
  public record ValueCount(String value, long count) {}
}
