package io.noria.tracking;

import io.noria.base.NoriaException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question to the experiments.
 *
 * @param filter over name, creation_time, last_update_time, {@code tags.K}; empty for all
 * @param view which lifecycles
 * @param orderBy clauses over name, experiment_id, creation_time, last_update_time; the default is
 *     creation_time DESC
 * @param limit rows a page, 1 to 50 000
 * @param pageToken of the page before, or null
 * @param workspace where to look; null for everywhere
 */
public record ExperimentSearch(
    String filter,
    View view,
    List<String> orderBy,
    int limit,
    @Nullable String pageToken,
    @Nullable WorkspaceName workspace) {
  /** Validates and copies. */
  public ExperimentSearch {
    orderBy = List.copyOf(orderBy);
    if (limit < 1 || limit > RunSearch.MOST) {
      throw NoriaException.invalid(
          "max_results: " + limit + " (expected: 1 to " + RunSearch.MOST + ")");
    }
  }

  /** A question to the experiments of all workspaces. */
  public ExperimentSearch(
      String filter, View view, List<String> orderBy, int limit, @Nullable String pageToken) {
    this(filter, view, orderBy, limit, pageToken, null);
  }

  /** The same question to one workspace. */
  public ExperimentSearch in(WorkspaceName where) {
    return new ExperimentSearch(filter, view, orderBy, limit, pageToken, where);
  }

  /** Active experiments, newest first, at most 1000. */
  public static ExperimentSearch active() {
    return new ExperimentSearch("", View.ACTIVE_ONLY, List.of(), 1000, null);
  }
}
