package io.noria.datasets.expectation;

import io.noria.storage.object.Digest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a version of a dataset must meet.
 *
 * @param rules in the file's order
 * @param digest SHA-256 of the text they were read from
 */
public record Expectations(List<Rule> rules, Digest digest) {
  /** Copies. */
  public Expectations {
    rules = List.copyOf(rules);
  }

  /**
   * One thing to meet.
   *
   * @param column null when it is about the whole table
   * @param check what is asked
   * @param line where the file asks for it, counted from 1
   */
  public record Rule(@Nullable String column, Check check, int line) {}

  /** What can be asked. */
  public sealed interface Check {
    /** The kind's name in an expectations file. */
    String kind();
  }

  /** The column holds this type ({@code double}, {@code long}, …). */
  public record TypeIs(io.noria.engine.ColumnType type) implements Check {
    @Override
    public String kind() {
      return "type";
    }
  }

  /** The share of missing values is at most this. */
  public record NullShare(double atMost) implements Check {
    @Override
    public String kind() {
      return "nulls";
    }
  }

  /** Every value lies in the interval, both ends included. */
  public record ValuesBetween(Bounds bounds) implements Check {
    @Override
    public String kind() {
      return "between";
    }
  }

  /** The mean lies in the interval. */
  public record MeanBetween(Bounds bounds) implements Check {
    @Override
    public String kind() {
      return "mean_between";
    }
  }

  /** The quantile lies in the interval. */
  public record QuantileBetween(double at, Bounds bounds) implements Check {
    @Override
    public String kind() {
      return "quantile_between";
    }
  }

  /** Every value is one of these; at most the share {@code except} may be others. */
  public record InSet(List<String> values, double except) implements Check {
    /** Copies. */
    public InSet {
      values = List.copyOf(values);
    }

    @Override
    public String kind() {
      return "in";
    }
  }

  /** Every value matches the whole RE2 pattern. */
  public record Matches(String pattern) implements Check {
    @Override
    public String kind() {
      return "matches";
    }
  }

  /** No two rows hold the same values in these columns. */
  public record Unique(List<String> columns) implements Check {
    /** Copies. */
    public Unique {
      columns = List.copyOf(columns);
    }

    @Override
    public String kind() {
      return "unique";
    }
  }

  /** How many different values there are lies in the interval. */
  public record DistinctBetween(Bounds bounds) implements Check {
    @Override
    public String kind() {
      return "distinct_between";
    }
  }

  /** The number of rows lies in the interval. */
  public record RowsBetween(Bounds bounds) implements Check {
    @Override
    public String kind() {
      return "rows";
    }
  }

  /** The column is there: asked by every column that the file names. */
  public record Present() implements Check {
    @Override
    public String kind() {
      return "present";
    }
  }
}
