package io.noria.protocols.mlflow.wire;

import io.noria.protocols.mlflow.wire.Shared.KeyValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages about registered models and their versions. */
public final class Models {
  private Models() {}

  /** An alias. */
  public record Alias(String alias, String version) {}

  /** A version. */
  public record Version(
      String name,
      String version,
      long creationTimestamp,
      long lastUpdatedTimestamp,
      String userId,
      String currentStage,
      @Nullable String description,
      String source,
      @Nullable String runId,
      String status,
      @Nullable List<KeyValue> tags,
      @Nullable List<String> aliases,
      @Nullable String modelId) {}

  /** A registered model. */
  public record Model(
      String name,
      long creationTimestamp,
      long lastUpdatedTimestamp,
      @Nullable String description,
      @Nullable List<Version> latestVersions,
      @Nullable List<KeyValue> tags,
      @Nullable List<Alias> aliases) {}

  /** Answer about a model. */
  public record OneModel(Model registeredModel) {}

  /** Answer of a search for models. */
  public record SomeModels(
      @Nullable List<Model> registeredModels, @Nullable String nextPageToken) {}

  /** Answer about a version. */
  public record OneVersion(Version modelVersion) {}

  /** Answer of a search for versions. */
  public record SomeVersions(
      @Nullable List<Version> modelVersions, @Nullable String nextPageToken) {}

  /** Answer of get-download-uri. */
  public record Download(String artifactUri) {}

  /** create of a model. */
  public record CreateModel(
      @Nullable String name, @Nullable String description, @Nullable List<KeyValue> tags) {}

  /** create of a version. */
  public record CreateVersion(
      @Nullable String name,
      @Nullable String source,
      @Nullable String runId,
      @Nullable String modelId,
      @Nullable String description,
      @Nullable List<KeyValue> tags) {}

  /** Every other change of a model or version. */
  public record Change(
      @Nullable String name,
      @Nullable String newName,
      @Nullable String version,
      @Nullable String description,
      @Nullable String key,
      @Nullable String value,
      @Nullable String alias,
      @Nullable String stage,
      @Nullable Boolean archiveExistingVersions,
      @Nullable List<String> stages) {}
}
