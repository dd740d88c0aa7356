package io.noria.traces;

import io.noria.base.NoriaException;
import io.noria.tracking.ExperimentId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question about traces.
 *
 * @param experiments where to look; deleted and unknown ones have none
 * @param filter in the language of {@link TraceFilter}, empty for all
 * @param orderBy {@code field [ASC|DESC]} each; newest first when empty
 * @param limit 1 to {@value #MOST} traces a page
 * @param pageToken of the page before, or null
 */
public record TraceSearch(
    List<ExperimentId> experiments,
    String filter,
    List<String> orderBy,
    int limit,
    @Nullable String pageToken) {
  /** Most traces a page. */
  public static final int MOST = 500;

  /** Most experiments at once. */
  public static final int EXPERIMENTS = 1000;

  /** Validates and copies. */
  public TraceSearch {
    experiments = List.copyOf(experiments);
    orderBy = List.copyOf(orderBy);
    if (limit < 1 || limit > MOST) {
      throw NoriaException.invalid(
          "max_results: " + limit + " (expected: a whole number from 1 to " + MOST + ")");
    }
    if (experiments.size() > EXPERIMENTS) {
      throw NoriaException.invalid(
          "experiments: " + experiments.size() + " (expected: at most " + EXPERIMENTS + ")");
    }
    if (orderBy.size() > 20) {
      throw NoriaException.invalid(
          "order_by: " + orderBy.size() + " clauses (expected: at most 20)");
    }
  }
}
