package io.noria.traces;

import io.noria.tracking.ExperimentId;
import io.noria.tracking.WorkspaceName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records that applications are evaluated with.
 *
 * @param id {@code d-} and 32 hexadecimal digits
 * @param workspace where it is
 * @param name for people; several may have the same
 * @param digest of its content, another after every change
 * @param schemaJson the types of its fields as JSON; null while it is empty
 * @param records how many
 * @param tags by key
 * @param experiments that use it
 * @param createdBy who made it, or null
 * @param updatedBy who changed it last, or null
 * @param createdAt when it was made
 * @param updatedAt when it was last changed
 */
public record EvaluationDataset(
    String id,
    WorkspaceName workspace,
    String name,
    String digest,
    @Nullable String schemaJson,
    long records,
    Map<String, String> tags,
    List<ExperimentId> experiments,
    @Nullable String createdBy,
    @Nullable String updatedBy,
    Instant createdAt,
    Instant updatedAt) {
  /** Copies. */
  public EvaluationDataset {
    tags = Map.copyOf(tags);
    experiments = List.copyOf(experiments);
  }

  /**
   * A question about datasets.
   *
   * @param experiments of which one is to use it; empty for all datasets
   * @param filter over name, created_time, last_update_time, created_by, last_updated_by, tags.KEY
   * @param orderBy {@code name}, {@code created_time} or {@code last_update_time [ASC|DESC]}
   * @param limit 1 to 1000 a page
   * @param pageToken of the page before, or null
   * @param workspace where to look; null for everywhere
   */
  public record Search(
      List<ExperimentId> experiments,
      String filter,
      List<String> orderBy,
      int limit,
      @Nullable String pageToken,
      @Nullable WorkspaceName workspace) {
    /** A question about the datasets of all workspaces. */
    public Search(
        List<ExperimentId> experiments,
        String filter,
        List<String> orderBy,
        int limit,
        @Nullable String pageToken) {
      this(experiments, filter, orderBy, limit, pageToken, null);
    }

    /** The same question about one workspace. */
    public Search in(WorkspaceName where) {
      return new Search(experiments, filter, orderBy, limit, pageToken, where);
    }

    /** Validates and copies. */
    public Search {
      experiments = List.copyOf(experiments);
      orderBy = List.copyOf(orderBy);
      if (limit < 1 || limit > 1000) {
        throw io.noria.base.NoriaException.invalid(
            "max_results: " + limit + " (expected: a whole number from 1 to 1000)");
      }
    }
  }

  /**
   * How many records came and went into others.
   *
   * @param inserted new ones
   * @param updated ones with the inputs of an earlier one
   */
  public record Upserted(int inserted, int updated) {}
}
