package io.noria.tracking;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A named collection of runs.
 *
 * @param id its id
 * @param workspace where it is
 * @param name unique among all experiments of the workspace, deleted ones included
 * @param lifecycle whether it is deleted
 * @param createdAt when it was created
 * @param updatedAt when its name, tags or lifecycle last changed
 * @param tags by key, sorted
 * @param artifactLocation a place of the creator's own choosing for artifacts; null for ours
 */
public record Experiment(
    ExperimentId id,
    WorkspaceName workspace,
    String name,
    Lifecycle lifecycle,
    Instant createdAt,
    Instant updatedAt,
    Map<String, String> tags,
    @Nullable String artifactLocation) {
  /** Copies the tags. */
  public Experiment {
    tags = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(tags));
  }
}
