package io.noria.importing.neptune;

import io.noria.importing.ForeignNames;
import java.math.BigDecimal;

/** Ids and steps of Neptune as they stand here. */
final class NeptuneNames {
  /**
   * The tag of a run whose steps were fractions: what its steps were multiplied with. Pages divide
   * by it.
   */
  static final String STEP_SCALE = "noria.step.scale";

  private NeptuneNames() {}

  static String experiment(String project) {
    return ForeignNames.experimentId("neptune", project);
  }

  /** The run's own id where a run may have it and no other project of the dump has it too. */
  static String run(String project, String id, boolean alone) {
    return alone && ForeignNames.isRunId(id) ? id : ForeignNames.digest("neptune", project, id);
  }

  static String loggedModel(String project, String id) {
    return "m-" + ForeignNames.digest("neptune-model", project, id);
  }

  /** A step as people wrote it: {@code 3}, {@code 0.25}. */
  static String step(long micros) {
    BigDecimal step = BigDecimal.valueOf(micros, 6).stripTrailingZeros();
    return step.toPlainString();
  }
}
