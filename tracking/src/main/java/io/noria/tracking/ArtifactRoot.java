package io.noria.tracking;

/**
 * The owner of a folder of artifacts: a run or a logged model.
 *
 * @param value {@code experiment/run} or {@code experiment/models/model}
 */
public record ArtifactRoot(String value) {
  /** The folder of a run. */
  public static ArtifactRoot of(ExperimentId experiment, RunId run) {
    return new ArtifactRoot(experiment.value() + "/" + run.value());
  }

  /** The folder of a logged model. */
  public static ArtifactRoot of(ExperimentId experiment, LoggedModelId model) {
    return new ArtifactRoot(experiment.value() + "/models/" + model.value());
  }

  @Override
  public String toString() {
    return value;
  }
}
