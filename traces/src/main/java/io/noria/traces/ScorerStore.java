package io.noria.traces;

import io.noria.tracking.ExperimentId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Scorers. Thread-safe; every write is committed when the call returns. */
public interface ScorerStore {
  /** Registers the next version of the scorer of the name. */
  ScorerVersion register(ExperimentId experiment, String name, String content);

  /** The newest version of every scorer of the experiments, by experiment and name. */
  List<ScorerVersion> list(List<ExperimentId> experiments);

  /**
   * All versions of a scorer, oldest first.
   *
   * @throws io.noria.base.NoriaException NOT_FOUND when there is no such scorer
   */
  List<ScorerVersion> versions(ExperimentId experiment, String name);

  /**
   * A version of a scorer.
   *
   * @param version null for the newest
   */
  ScorerVersion get(ExperimentId experiment, String name, @Nullable Integer version);

  /**
   * Deletes a version of a scorer.
   *
   * @param version null for all of them
   */
  void delete(ExperimentId experiment, String name, @Nullable Integer version);

  /** Says how traces are to be scored as they come. */
  ScorerVersion.Online setOnline(
      ExperimentId experiment, String name, double sampleRate, @Nullable String filter);

  /** What was said for these scorers; those that nothing was said for are absent. */
  List<ScorerVersion.Online> online(List<String> scorers);
}
