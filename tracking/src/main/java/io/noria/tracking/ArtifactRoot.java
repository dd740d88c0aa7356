package io.noria.tracking;

import io.noria.base.NoriaException;
import java.util.List;

/**
 * The owner of a folder of artifacts: a run or a logged model.
 *
 * @param value {@code experiment/run} or {@code experiment/models/model}
 */
public record ArtifactRoot(String value) {
  /** The scheme of artifact addresses that clients fetch through this server. */
  public static final String SCHEME = "mlflow-artifacts:/";

  private static final String FOLDER = "artifacts";

  /** The folder of a run. */
  public static ArtifactRoot of(ExperimentId experiment, RunId run) {
    return new ArtifactRoot(experiment.value() + "/" + run.value());
  }

  /** The folder of a logged model. */
  public static ArtifactRoot of(ExperimentId experiment, LoggedModelId model) {
    return new ArtifactRoot(experiment.value() + "/models/" + model.value());
  }

  /** The address that clients know it by: {@code mlflow-artifacts:/1/0f3a…/artifacts}. */
  public String uri() {
    return SCHEME + value + "/" + FOLDER;
  }

  /**
   * Reads the path part of an address: {@code experiment/run/artifacts[/path]} or {@code
   * experiment/models/model/artifacts[/path]}.
   *
   * @throws NoriaException INVALID_ARGUMENT when it is neither, or leaves its root
   */
  public static ArtifactFolder parse(String path) {
    Limits.path("artifact path", path);
    String[] parts = path.split("/", -1);
    int depth = parts.length > 1 && parts[1].equals("models") ? 3 : 2;
    if (parts.length <= depth || !parts[depth].equals(FOLDER)) {
      throw NoriaException.invalid(
          "artifact path: '"
              + Limits.shown(path)
              + "' (expected: EXPERIMENT/RUN/artifacts/… or EXPERIMENT/models/MODEL/artifacts/…)");
    }
    ExperimentId experiment = new ExperimentId(parts[0]);
    ArtifactRoot root =
        depth == 3
            ? of(experiment, new LoggedModelId(parts[2]))
            : of(experiment, new RunId(parts[1]));
    List<String> rest = List.of(parts).subList(depth + 1, parts.length);
    return new ArtifactFolder(root, String.join("/", rest));
  }

  @Override
  public String toString() {
    return value;
  }
}
