package io.noria.serving.python;

import java.util.Objects;

/** A worker ended, or was ended, before it answered. */
final class WorkerLost extends Exception {
  private final boolean late;

  WorkerLost(String message, boolean late) {
    super(message, null, false, false);
    this.late = late;
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }

  /** Whether its time was up. */
  boolean late() {
    return late;
  }
}
