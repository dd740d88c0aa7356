package io.noria.tracking;

import io.noria.base.NoriaException;
import java.util.List;
import java.util.Set;

/**
 * Which metrics, params and tags runs have.
 *
 * @param columns of each kind the most used first, then by key
 * @param truncated whether there are more than were asked for
 */
public record RunColumns(List<Column> columns, boolean truncated) {
  /** Copies. */
  public RunColumns {
    columns = List.copyOf(columns);
  }

  /** What a column shows. */
  public enum Kind {
    /** Metrics' latest values. */
    METRIC,
    /** Params. */
    PARAM,
    /** Tags. */
    TAG
  }

  /**
   * A column.
   *
   * @param kind what it shows
   * @param key of what
   * @param runs how many runs have it
   */
  public record Column(Kind kind, String key, long runs) {}

  /**
   * A question to the columns of active runs.
   *
   * @param experiments where to look; none finds nothing
   * @param filter which runs, in the language of {@link RunSearch}; empty for all
   * @param kinds what to look at
   * @param prefix how the key begins, in any case; empty for all
   * @param contains what the key has in it, in any case; empty for all
   * @param limit at most so many columns, 1 to 10 000
   */
  public record Search(
      List<ExperimentId> experiments,
      String filter,
      Set<Kind> kinds,
      String prefix,
      String contains,
      int limit) {
    /** The most columns an answer has. */
    public static final int MOST = 10_000;

    /** Validates and copies. */
    public Search {
      experiments = List.copyOf(experiments);
      kinds = Set.copyOf(kinds);
      if (limit < 1 || limit > MOST) {
        throw NoriaException.invalid("limit: " + limit + " (expected: 1 to " + MOST + ")");
      }
    }
  }
}
