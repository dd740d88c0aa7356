package io.noria.tracking;

import io.noria.base.Page;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The experiments. Thread-safe; every write is committed when the call returns. */
public interface ExperimentStore {
  /** Creates an experiment in the default workspace. */
  default ExperimentId create(
      String name, Map<String, String> tags, @Nullable String artifactLocation) {
    return create(WorkspaceName.DEFAULT, name, tags, artifactLocation);
  }

  /**
   * Creates an experiment.
   *
   * @param artifactLocation null for the workspace's place, which is our own store unless it has
   *     another
   * @throws io.noria.base.NoriaException ALREADY_EXISTS when the name is taken, by a deleted
   *     experiment too; NOT_FOUND without such a workspace
   */
  ExperimentId create(
      WorkspaceName workspace,
      String name,
      Map<String, String> tags,
      @Nullable String artifactLocation);

  /** The active experiment of the name in the default workspace, created when there is none. */
  ExperimentId ensure(String name);

  /**
   * The experiment, deleted or not.
   *
   * @throws io.noria.base.NoriaException NOT_FOUND when there is none
   */
  Experiment get(ExperimentId id);

  /** The experiment of the name in the default workspace, deleted or not. */
  default Optional<Experiment> find(String name) {
    return find(WorkspaceName.DEFAULT, name);
  }

  /** The experiment of the name in the workspace, deleted or not. */
  Optional<Experiment> find(WorkspaceName workspace, String name);

  /** Renames an active experiment, within its workspace. */
  void rename(ExperimentId id, String name);

  /** Sets a tag, over what was there. */
  void setTag(ExperimentId id, String key, String value);

  /**
   * Removes a tag.
   *
   * @throws io.noria.base.NoriaException NOT_FOUND when it is not there
   */
  void deleteTag(ExperimentId id, String key);

  /** Deletes an active experiment with its runs. */
  void delete(ExperimentId id);

  /**
   * Restores a deleted experiment with the runs that were deleted with it; into the default
   * workspace when its own was deleted with all that was in it.
   */
  void restore(ExperimentId id);

  /** The datasets that runs of these experiments read, at most 1000, by experiment and name. */
  List<DatasetSummary> datasets(List<ExperimentId> experiments);

  /** Experiments that match, in the order asked for. */
  Page<Experiment> search(ExperimentSearch search);
}
