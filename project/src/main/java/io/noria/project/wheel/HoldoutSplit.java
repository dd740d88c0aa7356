package io.noria.project.wheel;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.datasets.DatasetVersion;
import io.noria.pipelines.Input;
import io.noria.pipelines.TaskSpec;
import io.noria.project.ProjectSpec;
import io.noria.project.ProjectSpec.Candidate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows without time: a stable hash puts each on the side of those that train or of those that
 * judge, where it stays in every version, so that no model has ever trained on a judging row.
 */
final class HoldoutSplit implements Split {
  private static final String TRAIN = "train";
  private static final String HOLDOUT = "holdout";

  private final TurnData data;
  private final ProjectSpec spec;
  private final DatasetVersion version;

  HoldoutSplit(TurnData data) {
    this.data = data;
    this.spec = data.spec();
    List<DatasetVersion> versions = data.versions(spec.primary());
    if (versions.isEmpty()) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "project %s: no data of %s (expected: a file at %s)"
              .formatted(spec.name(), spec.primary().name(), spec.primary().path()));
    }
    this.version = versions.getLast();
  }

  @Override
  public List<TaskSpec> prepares() {
    return List.of(prepare(TRAIN), prepare(HOLDOUT));
  }

  private TaskSpec prepare(String side) {
    return data.prepare(side, (_, _) -> true)
        .param("side", side)
        .param("holdout", spec.model().holdout());
  }

  @Override
  public Input training(Candidate candidate) {
    return new Input.From("prepare-" + TRAIN, "features");
  }

  @Override
  public List<DatasetVersion> trainedOn(Candidate candidate) {
    return List.of(version);
  }

  @Override
  public String name(Candidate candidate) {
    return candidate.trainer().wire() + ", all rows but the holdout";
  }

  @Override
  public @Nullable Instant trainedUntil(Candidate candidate) {
    return null;
  }

  @Override
  public Candidate widest(List<Candidate> candidates) {
    return candidates.getFirst();
  }

  @Override
  public String judge() {
    return "prepare-" + HOLDOUT;
  }

  @Override
  public DatasetVersion judged() {
    return version;
  }

  @Override
  public String holdout() {
    List<String> key = spec.prepare().key();
    return spec.model().holdout()
        + " by "
        + (key.isEmpty() ? "all columns" : String.join(", ", key.stream().sorted().toList()));
  }
}
