package io.noria.pipelines;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a task.
 *
 * @param number 1 for the first
 * @param outcome where it is
 * @param error why it failed, or what stopped it; null otherwise
 * @param startedAt when it began
 * @param endedAt null while it runs
 */
public record TaskAttempt(
    int number,
    Outcome outcome,
    @Nullable String error,
    Instant startedAt,
    @Nullable Instant endedAt) {
  /** What became of an attempt. */
  public enum Outcome {
    /** Under way. */
    RUNNING,
    /** Ended well. */
    SUCCEEDED,
    /** Ended badly. */
    FAILED,
    /** Stopped because the run was cancelled. */
    CANCELLED,
    /** Its server stopped or died; this does not use up a retry. */
    LOST
  }
}
