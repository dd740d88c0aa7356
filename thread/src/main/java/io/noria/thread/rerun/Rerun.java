package io.noria.thread.rerun;

import io.noria.base.Ref;
import io.noria.pipelines.PipelineRun;
import io.noria.pipelines.TaskId;
import io.noria.pipelines.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record made again.
 *
 * @param of what was asked for
 * @param original the pipeline run whose tasks are made again
 * @param run the pipeline run that makes them
 * @param state how far it has come, and whether the outputs are the same
 * @param summary the same in one sentence
 * @param seconds from its start to its end; null before
 * @param originalSeconds what the same tasks took then, one after another; null when not known
 * @param notes what differs from then and had no effect, or might have: libraries, machine, data
 *     that was revoked
 * @param tasks in the order of the pipeline
 */
public record Rerun(
    Ref of,
    Ref original,
    PipelineRun run,
    State state,
    String summary,
    @Nullable Duration seconds,
    @Nullable Duration originalSeconds,
    List<String> notes,
    List<Made> tasks) {
  /** Copies. */
  public Rerun {
    notes = List.copyOf(notes);
    tasks = List.copyOf(tasks);
  }

  /** Where a rerun is. */
  public enum State {
    /** Waits for its turn. */
    PENDING,
    /** Under way. */
    RUNNING,
    /** Every output has the digest it had. */
    SAME,
    /** At least one output differs. */
    DIFFERENT,
    /** A task failed. */
    FAILED,
    /** Somebody cancelled it. */
    CANCELLED;

    /** Whether it is over. */
    public boolean ended() {
      return this != PENDING && this != RUNNING;
    }
  }

  /**
   * A task made again.
   *
   * @param task it
   * @param step what does it
   * @param original the task that made the outputs then
   * @param state where it is
   * @param same whether every output is the same; null until it is known
   * @param reason why not, in one sentence; null otherwise
   * @param error why it failed; null otherwise
   * @param seconds how long it took; null before
   * @param originalSeconds how long it took then; null when not known
   * @param outputs each output, and the files of each run among them
   * @param environment what it ran with; empty before
   * @param originalEnvironment what it ran with then; empty when it was not recorded
   */
  public record Made(
      TaskId task,
      String step,
      TaskId original,
      TaskState state,
      @Nullable Boolean same,
      @Nullable String reason,
      @Nullable String error,
      @Nullable Duration seconds,
      @Nullable Duration originalSeconds,
      List<Output> outputs,
      Map<String, String> environment,
      Map<String, String> originalEnvironment) {
    /** Copies. */
    public Made {
      outputs = List.copyOf(outputs);
      environment = Map.copyOf(environment);
      originalEnvironment = Map.copyOf(originalEnvironment);
    }
  }

  /**
   * An output.
   *
   * @param name its name; of a run's file, its path
   * @param shown for people
   * @param originalDigest SHA-256 then
   * @param digest SHA-256 now; null as long as it is not made
   * @param same whether they are equal; null likewise
   */
  public record Output(
      String name,
      String shown,
      String originalDigest,
      @Nullable String digest,
      @Nullable Boolean same) {}
}
