package io.noria.pipelines;

/** Where a task is. */
public enum TaskState {
  /** Waits for other tasks, for a free place, or for its next attempt. */
  PENDING,
  /** An attempt is under way. */
  RUNNING,
  /** An attempt ended well. */
  SUCCEEDED,
  /** Not run: a former task had the same key, and its outputs are taken. */
  CACHED,
  /** The last attempt allowed ended badly. */
  FAILED,
  /** Stopped because the run was cancelled. */
  CANCELLED,
  /** Never run, because a task before it did not succeed. */
  SKIPPED;

  /** Whether it is over. */
  public boolean ended() {
    return this != PENDING && this != RUNNING;
  }

  /** Whether its outputs are there for the tasks behind it. */
  public boolean succeeded() {
    return this == SUCCEEDED || this == CACHED;
  }
}
