package io.noria.tracking;

import io.noria.base.NoriaException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question to the logged models.
 *
 * @param experiments where to look
 * @param filter over name, model_id, model_type, status, source_run_id, creation_timestamp,
 *     last_updated_timestamp, {@code metrics.K}, {@code params.K}, {@code tags.K}
 * @param datasets when not empty, metric terms look only at points measured on these
 * @param orderBy in order of weight; ties are decided by creation time, newest first
 * @param limit rows a page, 1 to 1000
 * @param pageToken of the page before, or null
 */
public record LoggedModelSearch(
    List<ExperimentId> experiments,
    String filter,
    List<Dataset> datasets,
    List<Order> orderBy,
    int limit,
    @Nullable String pageToken) {
  /** A dataset by name and, unless null, digest. */
  public record Dataset(String name, @Nullable String digest) {}

  /**
   * An attribute or {@code metrics.K} to sort by, the latter measured on the dataset unless null.
   */
  public record Order(String field, boolean ascending, @Nullable Dataset dataset) {}

  /** Validates and copies. */
  public LoggedModelSearch {
    experiments = List.copyOf(experiments);
    datasets = List.copyOf(datasets);
    orderBy = List.copyOf(orderBy);
    if (limit < 1 || limit > 1000) {
      throw NoriaException.invalid("max_results: " + limit + " (expected: 1 to 1000)");
    }
  }
}
