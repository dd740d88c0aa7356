package io.noria.tracking;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A model as training wrote it, before anybody registers it.
 *
 * @param id its id
 * @param experiment where it belongs
 * @param name as the client said; not unique
 * @param run the run that logged it, or null
 * @param type the flavour, for example {@code sklearn}; empty when unknown
 * @param status PENDING until its files are there
 * @param createdAt when it was created
 * @param updatedAt when it last changed
 * @param params by key, sorted
 * @param tags by key, sorted
 * @param metrics points that were logged for it
 */
public record LoggedModel(
    LoggedModelId id,
    ExperimentId experiment,
    String name,
    @Nullable RunId run,
    String type,
    Status status,
    Instant createdAt,
    Instant updatedAt,
    Map<String, String> params,
    Map<String, String> tags,
    List<ModelMetric> metrics) {
  /** Whether its files are there. */
  public enum Status {
    /** Being uploaded. */
    PENDING,
    /** Complete. */
    READY,
    /** The upload failed. */
    UPLOAD_FAILED
  }

  /**
   * A point of a logged model.
   *
   * @param metric the point
   * @param run the run that measured it
   * @param datasetName the dataset it was measured on, or null
   * @param datasetDigest that dataset's digest, or null
   */
  public record ModelMetric(
      Metric metric, RunId run, @Nullable String datasetName, @Nullable String datasetDigest) {}

  /** Copies. */
  public LoggedModel {
    params = java.util.Collections.unmodifiableMap(new TreeMap<>(params));
    tags = java.util.Collections.unmodifiableMap(new TreeMap<>(tags));
    metrics = List.copyOf(metrics);
  }

  /** Where its files are. */
  public ArtifactRoot artifacts() {
    return ArtifactRoot.of(experiment, id);
  }
}
