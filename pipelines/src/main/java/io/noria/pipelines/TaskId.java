package io.noria.pipelines;

import io.noria.base.NoriaException;
import io.noria.base.Ref;

/**
 * The id of a task: its run and its name within the run.
 *
 * @param run the run
 * @param name the task's name in the spec
 */
public record TaskId(PipelineRunId run, String name) {
  /**
   * Reads the text form {@code run/name}.
   *
   * @throws NoriaException INVALID_ARGUMENT when it is not that
   */
  public static TaskId parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 1 || slash == text.length() - 1) {
      throw NoriaException.invalid("task: '" + text + "' (expected: pipelineRun/task)");
    }
    return new TaskId(new PipelineRunId(text.substring(0, slash)), text.substring(slash + 1));
  }

  /** Its address. */
  public Ref ref() {
    return Ref.of(Ref.Kind.TASK, toString());
  }

  @Override
  public String toString() {
    return run.value() + "/" + name;
  }
}
