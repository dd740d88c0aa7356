package io.noria.pipelines;

import java.util.Map;

/**
 * What a task does. Areas on higher shelves implement it; the wiring hands the implementations to
 * {@link Pipelines}. One instance serves all tasks at once, so it keeps no state of a task.
 *
 * <p>A step may be run again for the same task: after a failed attempt, or because the server died
 * between the step's end and the record of it. Effects outside its outputs must bear that, for
 * example by first looking whether the earlier attempt had already made the record.
 */
public interface Step {
  /** The name that task specs use, for example {@code xgboost-search}. */
  String type();

  /** Part of the cache key: change it whenever the same inputs may give other outputs. */
  String version();

  /** Whether outputs may be taken from a former task with the same key. */
  default boolean cacheable() {
    return true;
  }

  /**
   * Versions of what beside Noria has a say in the outputs, by name, for example {@code xgboost}.
   * Recorded with every task.
   */
  default Map<String, String> environment() {
    return Map.of();
  }

  /**
   * Does the work on a virtual thread and returns the outputs by name. The thread is interrupted
   * when the task is cancelled or its time is over.
   *
   * @throws io.noria.base.NoriaException INVALID_ARGUMENT, UNPROCESSABLE, NOT_FOUND,
   *     PERMISSION_DENIED or FAILED_PRECONDITION when trying again cannot help; every other
   *     exception counts as passing trouble and uses up one of the task's retries
   */
  Map<String, Value> run(StepContext context) throws Exception;
}
