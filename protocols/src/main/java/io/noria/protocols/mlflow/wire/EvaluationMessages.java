package io.noria.protocols.mlflow.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages about evaluation datasets and scorers. Times are milliseconds since the epoch. */
public final class EvaluationMessages {
  private EvaluationMessages() {}

  /** A new dataset; its tags are a JSON object in a text. */
  public record Create(
      @Nullable String name, @Nullable List<String> experimentIds, @Nullable String tags) {}

  /** A dataset; tags, schema and profile are JSON objects in texts. */
  public record Dataset(
      String datasetId,
      String name,
      @Nullable String tags,
      @Nullable String schema,
      @Nullable String profile,
      String digest,
      long createdTime,
      long lastUpdateTime,
      @Nullable String createdBy,
      @Nullable String lastUpdatedBy,
      @Nullable List<String> experimentIds) {}

  /** One dataset. */
  public record One(Dataset dataset) {}

  /** A question about datasets. */
  public record Search(
      @Nullable List<String> experimentIds,
      @Nullable String filterString,
      @Nullable Long maxResults,
      @Nullable List<String> orderBy,
      @Nullable String pageToken) {}

  /** A page of datasets. */
  public record Found(@Nullable List<Dataset> datasets, @Nullable String nextPageToken) {}

  /** Tags as a JSON object in a text. */
  public record Tags(@Nullable String tags) {}

  /** Records as a JSON list in a text. */
  public record Records(@Nullable String records) {}

  /** How many records came. */
  public record Upserted(int insertedCount, int updatedCount) {}

  /** A page of records, as a JSON list in a text. */
  public record RecordPage(String records, @Nullable String nextPageToken) {}

  /** Records that are to go. */
  public record DeleteRecords(@Nullable List<String> datasetRecordIds) {}

  /** How many went. */
  public record Deleted(int deletedCount) {}

  /** Experiments. */
  public record Experiments(@Nullable List<String> experimentIds) {}

  /** A scorer to be registered, found or deleted. */
  public record ScorerAsked(
      @Nullable String experimentId,
      @Nullable String name,
      @Nullable Long version,
      @Nullable String serializedScorer) {}

  /** A scorer that was registered. */
  public record Registered(
      int version,
      String scorerId,
      String experimentId,
      String name,
      String serializedScorer,
      long creationTime) {}

  /** A version of a scorer. */
  public record Scorer(
      long experimentId,
      String scorerName,
      int scorerVersion,
      String serializedScorer,
      long creationTime,
      String scorerId) {}

  /** One scorer. */
  public record OneScorer(Scorer scorer) {}

  /** Several scorers. */
  public record Scorers(@Nullable List<Scorer> scorers) {}

  /** How a scorer is to be run on traces as they come. */
  public record OnlineAsked(
      @Nullable String experimentId,
      @Nullable String name,
      @Nullable Double sampleRate,
      @Nullable String filterString) {}

  /** The same, answered. */
  public record Online(
      String onlineScoringConfigId,
      String scorerId,
      double sampleRate,
      String experimentId,
      @Nullable String filterString) {}

  /** One of those. */
  public record OneOnline(Online config) {}

  /** Several of those. */
  public record Onlines(List<Online> configs) {}
}
