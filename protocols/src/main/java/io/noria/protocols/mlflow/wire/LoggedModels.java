package io.noria.protocols.mlflow.wire;

import io.noria.protocols.mlflow.wire.Shared.KeyValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages about logged models. */
public final class LoggedModels {
  private LoggedModels() {}

  /** Who, when, where. */
  public record Info(
      String modelId,
      String experimentId,
      String name,
      long creationTimestampMs,
      long lastUpdatedTimestampMs,
      String artifactUri,
      String status,
      @Nullable String modelType,
      @Nullable String sourceRunId,
      @Nullable List<KeyValue> tags) {}

  /** A point; the value is a number, or the text {@code NaN}. */
  public record Point(
      String key,
      Object value,
      long timestamp,
      long step,
      @Nullable String datasetName,
      @Nullable String datasetDigest,
      String modelId,
      String runId) {}

  /** What was recorded about it. */
  public record Data(@Nullable List<KeyValue> params, @Nullable List<Point> metrics) {}

  /** A logged model. */
  public record Model(Info info, Data data) {}

  /** Answer of create, get, finalize and of setting tags. */
  public record One(Model model) {}

  /** Answer of search. */
  public record Some(@Nullable List<Model> models, @Nullable String nextPageToken) {}

  /** create. */
  public record Create(
      @Nullable String experimentId,
      @Nullable String name,
      @Nullable String modelType,
      @Nullable String sourceRunId,
      @Nullable List<KeyValue> params,
      @Nullable List<KeyValue> tags) {}

  /** finalize, tags, params. */
  public record Change(
      @Nullable String status, @Nullable List<KeyValue> tags, @Nullable List<KeyValue> params) {}

  /** A dataset that metrics are looked up on. */
  public record Dataset(@Nullable String datasetName, @Nullable String datasetDigest) {}

  /** A sort order. */
  public record Order(
      @Nullable String fieldName,
      @Nullable Boolean ascending,
      @Nullable String datasetName,
      @Nullable String datasetDigest) {}

  /** search. */
  public record Search(
      @Nullable List<String> experimentIds,
      @Nullable String filter,
      @Nullable List<Dataset> datasets,
      @Nullable Long maxResults,
      @Nullable List<Order> orderBy,
      @Nullable String pageToken) {}
}
