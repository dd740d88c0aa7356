package io.noria.tracking;

import io.noria.base.NoriaException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question to the runs.
 *
 * @param experiments where to look; none gives an empty page
 * @param filter in the filter language of {@code FilterParser}; empty for all. Identifiers: {@code
 *     metrics.K}, {@code params.K}, {@code tags.K}, {@code datasets.name|digest|context}, and the
 *     attributes run_id, run_name, status, user_id, experiment_id, artifact_uri, start_time,
 *     end_time
 * @param view which lifecycles
 * @param orderBy clauses {@code key [ASC|DESC]}; the default is start_time DESC; missing and NaN
 *     come last; the run's id decides ties
 * @param limit rows a page, 1 to 50 000
 * @param pageToken of the page before, or null
 */
public record RunSearch(
    List<ExperimentId> experiments,
    String filter,
    View view,
    List<String> orderBy,
    int limit,
    @Nullable String pageToken) {
  /** The most rows a page. */
  public static final int MOST = 50_000;

  /** Validates and copies. */
  public RunSearch {
    experiments = List.copyOf(experiments);
    orderBy = List.copyOf(orderBy);
    if (limit < 1 || limit > MOST) {
      throw NoriaException.invalid("max_results: " + limit + " (expected: 1 to " + MOST + ")");
    }
  }

  /** Active runs of an experiment, newest first, at most 1000. */
  public static RunSearch of(ExperimentId experiment, String filter) {
    return new RunSearch(List.of(experiment), filter, View.ACTIVE_ONLY, List.of(), 1000, null);
  }
}
