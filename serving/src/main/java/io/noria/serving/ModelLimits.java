package io.noria.serving;

import java.time.Duration;

/**
 * What models may take of this server.
 *
 * @param load how long one may take to be loaded, tried and checked, without the time in which its
 *     Python environment is made
 * @param answer how long ONNX Runtime may work at one question
 * @param patience how long a question waits for a model that is being loaded
 */
public record ModelLimits(Duration load, Duration answer, Duration patience) {
  /** Validates. */
  public ModelLimits {
    if (!load.isPositive() || !answer.isPositive() || patience.isNegative()) {
      throw new IllegalArgumentException(
          "models: load %s, answer %s, wait %s (expected: above 0)"
              .formatted(load, answer, patience));
    }
  }

  /** Two minutes to load, half a minute to answer; questions wait five seconds. */
  public static ModelLimits usual() {
    return new ModelLimits(Duration.ofMinutes(2), Duration.ofSeconds(30), Duration.ofSeconds(5));
  }

  /** The same with another time to load. */
  public ModelLimits withLoad(Duration most) {
    return new ModelLimits(most, answer, patience);
  }

  /** The same with another time to answer. */
  public ModelLimits withAnswer(Duration most) {
    return new ModelLimits(load, most, patience);
  }

  /** The same with another wait for a model that is being loaded. */
  public ModelLimits withPatience(Duration most) {
    return new ModelLimits(load, answer, most);
  }
}
