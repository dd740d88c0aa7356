package io.noria.tracking;

import io.noria.base.NoriaException;
import java.util.List;

/**
 * The owner of a folder of artifacts: a run, a logged model or a trace.
 *
 * @param value {@code experiment/run}, {@code experiment/models/model} or {@code
 *     experiment/traces/trace}
 */
public record ArtifactRoot(String value) {
  /** The scheme of artifact addresses that clients fetch through this server. */
  public static final String SCHEME = "mlflow-artifacts:/";

  private static final String FOLDER = "artifacts";
  private static final String TRACES = "traces";

  /** The folder of a run. */
  public static ArtifactRoot of(ExperimentId experiment, RunId run) {
    return new ArtifactRoot(experiment.value() + "/" + run.value());
  }

  /** The folder of a logged model. */
  public static ArtifactRoot of(ExperimentId experiment, LoggedModelId model) {
    return new ArtifactRoot(experiment.value() + "/models/" + model.value());
  }

  /** The folder of a trace, whose id has no slash. */
  public static ArtifactRoot ofTrace(ExperimentId experiment, String trace) {
    if (!isTrace(trace)) {
      throw NoriaException.invalid(
          "artifact path: '"
              + Limits.shown(trace)
              + "' (expected: a trace's id of word characters and dashes)");
    }
    return new ArtifactRoot(experiment.value() + "/" + TRACES + "/" + trace);
  }

  /** Whether a trace of the id can have files. */
  public static boolean isTrace(String trace) {
    return Limits.isWord(trace, 100);
  }

  /** The address that clients know it by: {@code mlflow-artifacts:/1/0f3a…/artifacts}. */
  public String uri() {
    return SCHEME + value + "/" + FOLDER;
  }

  /**
   * Reads the path part of an address: {@code experiment/run/artifacts[/path]}, {@code
   * experiment/models/model/artifacts[/path]} or {@code experiment/traces/trace/artifacts[/path]}.
   *
   * @throws NoriaException INVALID_ARGUMENT when it is none, or leaves its root
   */
  public static ArtifactFolder parse(String path) {
    Limits.path("artifact path", path);
    String[] parts = path.split("/", -1);
    boolean trace = parts.length > 1 && parts[1].equals(TRACES);
    int depth = trace || parts.length > 1 && parts[1].equals("models") ? 3 : 2;
    if (parts.length <= depth || !parts[depth].equals(FOLDER)) {
      throw NoriaException.invalid(
          "artifact path: '"
              + Limits.shown(path)
              + "' (expected: EXPERIMENT/RUN/artifacts/…, EXPERIMENT/models/MODEL/artifacts/… or"
              + " EXPERIMENT/traces/TRACE/artifacts/…)");
    }
    ExperimentId experiment = new ExperimentId(parts[0]);
    ArtifactRoot root =
        trace
            ? ofTrace(experiment, parts[2])
            : depth == 3
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
