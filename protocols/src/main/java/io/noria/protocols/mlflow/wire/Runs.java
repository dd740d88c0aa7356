package io.noria.protocols.mlflow.wire;

import io.noria.protocols.mlflow.wire.Shared.KeyValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages about runs. */
public final class Runs {
  private Runs() {}

  /** Who, when, how. */
  public record Info(
      String runUuid,
      String runId,
      String experimentId,
      String runName,
      String userId,
      String status,
      long startTime,
      @Nullable Long endTime,
      String artifactUri,
      String lifecycleStage) {}

  /**
   * A point; the value is a number, or the text {@code NaN}.
   *
   * @param runId set only where points of several runs are mixed
   */
  public record Point(
      String key, Object value, long timestamp, long step, @Nullable String runId) {}

  /** What a run recorded. */
  public record Data(
      @Nullable List<Point> metrics,
      @Nullable List<KeyValue> params,
      @Nullable List<KeyValue> tags) {}

  /** A dataset. */
  public record Dataset(
      @Nullable String name,
      @Nullable String digest,
      @Nullable String sourceType,
      @Nullable String source,
      @Nullable String schema,
      @Nullable String profile) {}

  /** A dataset as a run used it. */
  public record DatasetInput(@Nullable List<KeyValue> tags, @Nullable Dataset dataset) {}

  /** A model that a run used. */
  public record ModelInput(@Nullable String modelId) {}

  /** What a run read. */
  public record Inputs(
      @Nullable List<DatasetInput> datasetInputs, @Nullable List<ModelInput> modelInputs) {}

  /** A model that a run logged. */
  public record ModelOutput(@Nullable String modelId, @Nullable Long step) {}

  /** What a run made. */
  public record Outputs(@Nullable List<ModelOutput> modelOutputs) {}

  /** A run. */
  public record Run(Info info, Data data, Inputs inputs, Outputs outputs) {}

  /** Answer of create and get. */
  public record One(Run run) {}

  /** Answer of update. */
  public record Updated(Info runInfo) {}

  /** Answer of search. */
  public record Some(@Nullable List<Run> runs, @Nullable String nextPageToken) {}

  /** Answer of get-history-bulk, which has its list even when there is nothing in it. */
  public record AllPoints(List<Point> metrics) {}

  /** log-model, of clients before version 3. */
  public record LogModel(@Nullable String runId, @Nullable String modelJson) {}

  /** create. */
  public record Create(
      @Nullable String experimentId,
      @Nullable String userId,
      @Nullable String runName,
      @Nullable Long startTime,
      @Nullable List<KeyValue> tags) {}

  /** update, delete, restore, set-tag, delete-tag, log-parameter. */
  public record Change(
      @Nullable String runId,
      @Nullable String runUuid,
      @Nullable String status,
      @Nullable Long endTime,
      @Nullable String runName,
      @Nullable String key,
      @Nullable String value) {}

  /** A point that is sent. */
  public record NewPoint(
      @Nullable String key,
      @Nullable Double value,
      @Nullable Long timestamp,
      @Nullable Long step,
      @Nullable String modelId,
      @Nullable String datasetName,
      @Nullable String datasetDigest) {}

  /** log-metric. */
  public record LogMetric(
      @Nullable String runId,
      @Nullable String runUuid,
      @Nullable String key,
      @Nullable Double value,
      @Nullable Long timestamp,
      @Nullable Long step,
      @Nullable String modelId,
      @Nullable String datasetName,
      @Nullable String datasetDigest) {
    /** The point in it. */
    public NewPoint point() {
      return new NewPoint(key, value, timestamp, step, modelId, datasetName, datasetDigest);
    }
  }

  /** log-batch. */
  public record LogBatch(
      @Nullable String runId,
      @Nullable List<NewPoint> metrics,
      @Nullable List<KeyValue> params,
      @Nullable List<KeyValue> tags) {}

  /** log-inputs. */
  public record LogInputs(
      @Nullable String runId,
      @Nullable List<DatasetInput> datasets,
      @Nullable List<ModelInput> models) {}

  /** outputs. */
  public record LogOutputs(@Nullable String runId, @Nullable List<ModelOutput> models) {}

  /** search. */
  public record Search(
      @Nullable List<String> experimentIds,
      @Nullable String filter,
      @Nullable String runViewType,
      @Nullable Long maxResults,
      @Nullable List<String> orderBy,
      @Nullable String pageToken) {}
}
