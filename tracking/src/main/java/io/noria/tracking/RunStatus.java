package io.noria.tracking;

/** Where a run stands. */
public enum RunStatus {
  /** Under way. */
  RUNNING,
  /** Waiting to begin. */
  SCHEDULED,
  /** Ended well. */
  FINISHED,
  /** Ended by an error. */
  FAILED,
  /** Ended from outside. */
  KILLED;

  /** Whether a run with this status has ended. */
  public boolean isTerminal() {
    return switch (this) {
      case FINISHED, FAILED, KILLED -> true;
      case RUNNING, SCHEDULED -> false;
    };
  }
}
