package io.noria.protocols.mlflow.wire;

import io.noria.protocols.mlflow.wire.Shared.KeyValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages about experiments. */
public final class Experiments {
  private Experiments() {}

  /** An experiment. */
  public record Experiment(
      String experimentId,
      String name,
      String artifactLocation,
      String lifecycleStage,
      long lastUpdateTime,
      long creationTime,
      @Nullable List<KeyValue> tags,
      @Nullable String workspace) {}

  /** Answer of create. */
  public record Created(String experimentId) {}

  /** Answer of get. */
  public record One(Experiment experiment) {}

  /** Answer of search. */
  public record Some(@Nullable List<Experiment> experiments, @Nullable String nextPageToken) {}

  /** create. */
  public record Create(
      @Nullable String name, @Nullable String artifactLocation, @Nullable List<KeyValue> tags) {}

  /** delete, restore, update, and the tags. */
  public record Change(
      @Nullable String experimentId,
      @Nullable String newName,
      @Nullable String key,
      @Nullable String value) {}

  /** search. */
  public record Search(
      @Nullable Long maxResults,
      @Nullable String pageToken,
      @Nullable String filter,
      @Nullable List<String> orderBy,
      @Nullable String viewType) {}
}
