package io.noria.tracking;

import io.noria.base.Page;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The runs. Thread-safe; every write is committed when the call returns. */
public interface RunStore {
  /**
   * Creates a running run.
   *
   * @throws io.noria.base.NoriaException NOT_FOUND without such an experiment, FAILED_PRECONDITION
   *     when it is deleted, INVALID_ARGUMENT when name and {@link RunTags#NAME} differ
   */
  Run create(NewRun run);

  /**
   * The run, deleted or not.
   *
   * @throws io.noria.base.NoriaException NOT_FOUND when there is none
   */
  Run get(RunId id);

  /** The runs that exist among these, in the order given; for comparisons. */
  List<Run> getAll(List<RunId> ids);

  /**
   * Records a batch: all of it or nothing. The same point, or the same param value, again is fine.
   *
   * @throws io.noria.base.NoriaException INVALID_ARGUMENT over a limit, or when a param would
   *     change; FAILED_PRECONDITION on a deleted run; NOT_FOUND without such a run
   */
  default void log(RunId id, RunData batch) {
    log(id, batch, List.of());
  }

  /** Records a batch, and points of it for logged models too, together. */
  void log(RunId id, RunData batch, List<ModelPoint> modelPoints);

  /** Removes a tag; NOT_FOUND when it is not there. */
  void deleteTag(RunId id, String key);

  /** Renames a run or changes its status; a terminal status publishes {@code RunEnded}. */
  RunInfo update(RunId id, RunChange change);

  /** Ends the run with a terminal status. */
  default RunInfo end(RunId id, RunStatus status, Instant at) {
    return update(id, new RunChange(null, status, at));
  }

  /** Deletes; once more is fine. */
  void delete(RunId id);

  /** Restores; once more is fine. */
  void restore(RunId id);

  /**
   * Deletes or restores runs together: all of them or none.
   *
   * @return how many changed
   * @throws io.noria.base.NoriaException NOT_FOUND when one of them does not exist
   */
  int move(List<RunId> runs, Lifecycle to);

  /**
   * Deletes or restores the runs that match, some thousands at a time: whoever looks meanwhile may
   * see a part of them changed.
   *
   * @return how many changed
   */
  long move(List<ExperimentId> experiments, String filter, Lifecycle to);

  /** Records datasets that the run read; of the same dataset, the tags are merged. */
  default void logInputs(RunId id, List<DatasetInput> inputs) {
    logInputs(id, inputs, List.of());
  }

  /** Records datasets that the run read and models that it used, together. */
  void logInputs(RunId id, List<DatasetInput> inputs, List<LoggedModelId> models);

  /** Records models that the run logged. */
  void logOutputs(RunId id, List<ModelOutput> outputs);

  /** Runs that match, in the order asked for, with their latest metrics. */
  default Page<Run> search(RunSearch search) {
    FoundRuns found = find(search, false);
    return new Page<>(found.runs().stream().map(FoundRun::run).toList(), found.nextToken());
  }

  /**
   * Runs that match, in the order asked for, to be read in place. What was acknowledged before the
   * call is in the answer.
   *
   * @param count whether to count all that match
   */
  FoundRuns find(RunSearch search, boolean count);

  /**
   * Runs that match, by what they have in common, measured over all of them without loading any.
   * What was acknowledged before the call is in the answer.
   *
   * @throws io.noria.base.NoriaException INVALID_ARGUMENT when something in the question is not
   *     offered
   */
  RunGroups groups(RunGroups.Search search);

  /** Which metrics, params and tags the active runs of experiments have. */
  RunColumns columns(RunColumns.Search search);

  /** The runs nested directly in this one, oldest first. */
  List<Run> children(RunId parent);

  /** How many active runs are nested directly in each of these; those without any are absent. */
  Map<RunId, Integer> childCounts(List<RunId> parents);

  /**
   * A metric's points by (step, timestamp, value).
   *
   * @param limit points a page, at least 1
   * @param pageToken of the page before, or null
   */
  Page<Metric> history(RunId id, String key, int limit, @Nullable String pageToken);

  /**
   * A metric's curve in some runs, thinned to about {@code most} distinct steps: of all steps in
   * the range every n-th, and each run's first and last; all points at those steps, by (step,
   * timestamp, value). A run without points in the range is absent.
   *
   * @param fromStep inclusive; null for no bound
   * @param toStep inclusive; null for no bound
   */
  Map<RunId, List<Metric>> sample(
      List<RunId> runs, String key, @Nullable Long fromStep, @Nullable Long toStep, int most);

  /**
   * A metric's curve in at most so many entries; empty without such a metric.
   *
   * @param fromStep the least step
   * @param toStep the greatest step
   * @param most entries, at least 1
   * @throws io.noria.base.NoriaException NOT_FOUND without such a run
   */
  ThinCurve thinned(RunId run, String key, long fromStep, long toStep, int most);

  /**
   * Curves for drawing: the least and greatest value of every bucket, over every point.
   *
   * @throws io.noria.base.NoriaException NOT_FOUND without such a run
   */
  Envelopes envelopes(List<RunId> runs, CurveQuery query);

  /**
   * Means and bands of groups of runs, over every point.
   *
   * @throws io.noria.base.NoriaException NOT_FOUND without such a run
   */
  GroupCurves groups(List<GroupCurves.Group> groups, CurveQuery query, GroupCurves.Band band);

  /** Hears of the run's new points until the subscription is closed. */
  RunListener.Subscription listen(RunId id, RunListener listener);

  /** Has to hear, after their commit, of changes of runs that are made around this store. */
  RunEvents events();
}
