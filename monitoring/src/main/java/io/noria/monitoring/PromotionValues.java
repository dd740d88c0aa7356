package io.noria.monitoring;

import java.util.OptionalDouble;

/**
 * The port through which the value at promotion is found; delivery's book of gates implements it.
 */
@FunctionalInterface
public interface PromotionValues {
  /**
   * The metric of the version on the rows that judged it, by the latest verdict that promoted it;
   * empty when it was never judged by that metric.
   */
  OptionalDouble atPromotion(String model, int version, String metric);
}
