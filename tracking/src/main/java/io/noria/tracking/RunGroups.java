package io.noria.tracking;

import io.noria.base.NoriaException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs by what they have in common, each group measured over all of its runs.
 *
 * @param groups a page of them
 * @param totalGroups how many there are in all
 * @param totalRuns how many runs match, each in one group
 * @param nextToken of the page that follows; null when there is none
 */
public record RunGroups(
    List<Group> groups, long totalGroups, long totalRuns, @Nullable String nextToken) {
  /** Copies. */
  public RunGroups {
    groups = List.copyOf(groups);
  }

  /**
   * Runs that have the same in all that was grouped by.
   *
   * @param keys what they have, in the order asked; null where they have nothing
   * @param filter the condition, in the filter language, that exactly these of all runs fulfil
   * @param runs how many
   * @param lastStarted when the newest of them began
   * @param duration how long those took that have ended, in seconds; null when none has
   * @param metrics the latest values of the metrics asked for; without those that no run has
   * @param values the columns asked for; without those that no run has
   */
  public record Group(
      List<@Nullable String> keys,
      String filter,
      long runs,
      Instant lastStarted,
      @Nullable Figures duration,
      Map<String, Figures> metrics,
      Map<String, Common> values) {}

  /**
   * A number over a group's runs.
   *
   * @param count how many runs have it and it is finite
   * @param notFinite how many have it and it is not, which is in no other figure
   * @param mean NaN, like the others, when {@code count} is 0
   * @param min the least
   * @param max the greatest
   * @param std the standard deviation of a sample: squares divided by one less than there are; 0 of
   *     a single one
   */
  public record Figures(
      long count, long notFinite, double mean, double min, double max, double std) {}

  /**
   * A text over a group's runs.
   *
   * @param runs how many have it
   * @param value what they all have; null when they differ
   */
  public record Common(long runs, @Nullable String value) {}

  /**
   * A question to the runs.
   *
   * @param experiments where to look; none finds nothing
   * @param filter in the language of {@link RunSearch}; empty for all
   * @param view which lifecycles
   * @param by one to three of {@code params.K}, {@code tags.K}, {@code metrics.K} and the
   *     attributes status, run_name, user_id and experiment_id
   * @param metrics keys of metrics to measure
   * @param columns {@code params.K}, {@code tags.K} and those attributes, to say whether they are
   *     the same in all the group's runs
   * @param orderBy clauses {@code key [ASC|DESC]}, the key being {@code runs}, {@code
   *     last_started}, one of {@code by}, or a metric's figure: {@code mean.K min.K max.K std.K
   *     count.K}; the default is runs DESC; what is missing comes last; the keys decide ties, as
   *     numbers where all of them are some
   * @param limit groups a page, 1 to 1000
   * @param pageToken of the page before, or null; every page counts anew
   */
  public record Search(
      List<ExperimentId> experiments,
      String filter,
      View view,
      List<String> by,
      List<String> metrics,
      List<String> columns,
      List<String> orderBy,
      int limit,
      @Nullable String pageToken) {
    /** The most groups a page. */
    public static final int MOST = 1000;

    /** The most fields to group by. */
    public static final int MOST_BY = 3;

    /** The most metrics, and the most columns. */
    public static final int MOST_COLUMNS = 100;

    /** Validates and copies. */
    public Search {
      experiments = List.copyOf(experiments);
      by = once("by", by, MOST_BY);
      metrics = once("metrics", metrics, MOST_COLUMNS);
      columns = once("columns", columns, MOST_COLUMNS);
      orderBy = List.copyOf(orderBy);
      if (by.isEmpty()) {
        throw NoriaException.invalid("by: none (expected: 1 to " + MOST_BY + " fields)");
      }
      if (limit < 1 || limit > MOST) {
        throw NoriaException.invalid("limit: " + limit + " (expected: 1 to " + MOST + ")");
      }
    }

    private static List<String> once(String what, List<String> names, int most) {
      if (names.size() > most) {
        throw NoriaException.invalid(
            what + ": " + names.size() + " (expected: at most " + most + ")");
      }
      return List.copyOf(new LinkedHashSet<>(names));
    }
  }
}
