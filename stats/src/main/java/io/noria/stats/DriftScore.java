package io.noria.stats;

import java.util.OptionalDouble;

/** What a {@link DriftTest} found. */
public sealed interface DriftScore {
  /**
   * A number.
   *
   * @param statistic the distance or test statistic; larger is further apart; may be infinite
   * @param p the p-value, for tests that have one
   */
  record Scored(double statistic, OptionalDouble p) implements DriftScore {}

  /**
   * One side has too few values.
   *
   * @param reason what is missing
   */
  record NotEnoughData(String reason) implements DriftScore {}

  /**
   * The test does not compare such columns.
   *
   * @param reason why not
   */
  record NotApplicable(String reason) implements DriftScore {}

  /** A statistic without a p-value. */
  static Scored of(double statistic) {
    return new Scored(statistic, OptionalDouble.empty());
  }

  /** A statistic with its p-value. */
  static Scored of(double statistic, double p) {
    return new Scored(statistic, OptionalDouble.of(p));
  }
}
