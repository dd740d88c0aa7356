package io.noria.pipelines;

/** Where a run of a pipeline is. */
public enum PipelineState {
  /** Submitted; waits for its turn in its queue. */
  PENDING,
  /** Its tasks are being run. */
  RUNNING,
  /** Every task succeeded. */
  SUCCEEDED,
  /** At least one task failed. */
  FAILED,
  /** Somebody cancelled it. */
  CANCELLED;

  /** Whether it is over. */
  public boolean ended() {
    return this != PENDING && this != RUNNING;
  }
}
