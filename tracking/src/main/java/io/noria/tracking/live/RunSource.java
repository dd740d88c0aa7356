package io.noria.tracking.live;

import io.noria.tracking.ExperimentId;
import io.noria.tracking.RunEvents;
import io.noria.tracking.RunId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Where the runs in memory are read from. Thread-safe. */
public interface RunSource {
  /** How many runs each of these experiments has that exists, deleted runs included. */
  Map<ExperimentId, Long> counts(Collection<ExperimentId> experiments);

  /**
   * Reads all runs of the experiments as they are at one moment.
   *
   * @param sink takes one run after the other; false ends the reading
   */
  void load(Collection<ExperimentId> experiments, Predicate<RunParts> sink);

  /** Reads the runs that exist among these. */
  List<RunParts> reload(Collection<RunId> runs);

  /**
   * Tells of what was written since it was last asked, when writers do not tell by themselves. What
   * was committed before the call is told of before it returns, and if that is no longer known, so
   * is that; the first call only begins.
   *
   * @return false when it is no longer known what was written
   */
  default boolean follow(RunEvents to) {
    return true;
  }
}
