package io.noria.delivery;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Judging, promotion and rollback. Thread-safe. */
public interface Delivery {
  /** The book of gates and verdicts. */
  GateBook gates();

  /** The triggers. */
  Triggers triggers();

  /**
   * Moves the version to where its verdict allows, in one transaction: the stage or alias of the
   * gate, the event, the lineage edge. Promotion through an alias's gate also moves the version to
   * Production and the version that carried the alias to Archived. Doing it again changes nothing.
   *
   * @param verdictId a PASS that has not ended
   * @throws io.noria.base.NoriaException PERMISSION_DENIED when the verdict does not allow it
   */
  Promotion promote(String verdictId, Instant eventTime, String why);

  /**
   * Points the alias back at a version that carried it before, in one transaction with both stages.
   *
   * @throws io.noria.base.NoriaException FAILED_PRECONDITION when the version never carried it
   */
  Promotion rollback(String model, String alias, int toVersion, Instant eventTime, String why);

  /**
   * What moved.
   *
   * @param model the registered model
   * @param version the version that took over
   * @param former the version that carried the alias before; null when there was none
   * @param gate the gate's name
   * @param changed false when everything was already so
   */
  record Promotion(
      String model, int version, @Nullable Integer former, String gate, boolean changed) {}
}
