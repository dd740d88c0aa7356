package io.noria.delivery;

import io.noria.base.Ref;

/** The port through which a fired trigger turns the wheel; the project area implements it. */
@FunctionalInterface
public interface WheelRunner {
  /**
   * Submits the project's pipeline for the decision and returns the pipeline run's address.
   *
   * <p>Called after the decision was recorded, and again after a crash until an address was
   * recorded: for the same {@link TriggerDecision#id()} it must return the same run.
   */
  Ref submit(TriggerDecision decision);
}
