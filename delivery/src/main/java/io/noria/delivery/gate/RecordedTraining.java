package io.noria.delivery.gate;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.datasets.DatasetVersion;
import io.noria.datasets.DatasetVersionId;
import io.noria.datasets.Datasets;
import io.noria.delivery.TrainingEnds;
import io.noria.registry.BundleInfo;
import io.noria.registry.ModelVersion;
import io.noria.registry.ModelVersionId;
import io.noria.registry.Registry;
import io.noria.tracking.ArtifactFolder;
import io.noria.tracking.ArtifactStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * Finds the end of a version's training data in what was recorded: the version's tag {@link #TAG},
 * else the data versions that its bundle names. Data outside event time leave it unknown; then the
 * tag {@link #HOLDOUT} may say which rows were kept apart.
 */
public final class RecordedTraining implements TrainingEnds {
  /** An ISO instant: the event time of the newest row that the version was trained on. */
  public static final String TAG = "noria.trained_until";

  /** A text: how the rows were chosen that the version was not trained on. */
  public static final String HOLDOUT = "noria.holdout";

  private final Registry registry;
  private final ArtifactStore artifacts;
  private final Datasets datasets;

  /** Reads there. */
  public RecordedTraining(Registry registry, ArtifactStore artifacts, Datasets datasets) {
    this.registry = registry;
    this.artifacts = artifacts;
    this.datasets = datasets;
  }

  @Override
  public Optional<Instant> of(String model, int version) {
    ModelVersion found = registry.versions().get(new ModelVersionId(model, version));
    String tagged = found.tags().get(TAG);
    if (tagged != null) {
      try {
        return Optional.of(Instant.parse(tagged));
      } catch (DateTimeException e) {
        throw new NoriaException(
            ErrorCode.FAILED_PRECONDITION,
            "version %s: tag %s is %s (expected: an ISO instant)"
                .formatted(found.id(), TAG, tagged),
            e);
      }
    }
    return fromBundle(found.id());
  }

  @Override
  public Optional<String> holdout(String model, int version) {
    return Optional.ofNullable(
        registry.versions().get(new ModelVersionId(model, version)).tags().get(HOLDOUT));
  }

  private Optional<Instant> fromBundle(ModelVersionId id) {
    Optional<Instant> end = Optional.empty();
    for (String ref : trainedOn(id)) {
      Optional<DatasetVersion> version = datasets.find(DatasetVersionId.of(Ref.parse(ref)));
      Instant to = version.map(DatasetVersion::to).orElse(null);
      if (to == null) {
        return Optional.empty();
      }
      if (end.isEmpty() || to.isAfter(end.get())) {
        end = Optional.of(to);
      }
    }
    return end;
  }

  private java.util.List<String> trainedOn(ModelVersionId id) {
    try {
      ArtifactFolder folder = registry.versions().folder(id);
      String path =
          folder.path().isEmpty() ? BundleInfo.FILE : folder.path() + "/" + BundleInfo.FILE;
      if (artifacts.find(folder.root(), path).isEmpty()) {
        return java.util.List.of();
      }
      try (InputStream in = artifacts.open(folder.root(), path)) {
        return BundleInfo.fromJson(new String(in.readAllBytes(), StandardCharsets.UTF_8))
            .trainedOn();
      }
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.UNAVAILABLE, "bundle of " + id + " cannot be read: " + e.getMessage(), e);
    } catch (NoriaException e) {
      if (e.code() == ErrorCode.FAILED_PRECONDITION) {
        return java.util.List.of();
      }
      throw e;
    }
  }
}
