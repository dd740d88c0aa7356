package io.noria.serving;

import io.noria.serving.python.PythonLimits;
import java.time.Duration;

/**
 * What models may take of this server.
 *
 * @param load how long one may take to be loaded, tried and checked, without the time in which its
 *     Python environment is made
 * @param answer how long ONNX Runtime may work at one question
 * @param patience how long a question waits for a model that is being loaded
 * @param queue a question that would wait longer for its turn at an ONNX model is refused at once
 * @param memoryBytes that all models in memory may take together; 0 for any
 * @param python what a Python model's workers may take
 */
public record ModelLimits(
    Duration load,
    Duration answer,
    Duration patience,
    Duration queue,
    long memoryBytes,
    PythonLimits python) {
  /** Validates. */
  public ModelLimits {
    if (!load.isPositive() || !answer.isPositive() || !queue.isPositive()) {
      throw new IllegalArgumentException(
          "models: load %s, answer %s, queue %s (expected: above 0)"
              .formatted(load, answer, queue));
    }
    if (patience.isNegative() || memoryBytes < 0) {
      throw new IllegalArgumentException(
          "models: patience %s, memory %d (expected: 0 or more)".formatted(patience, memoryBytes));
    }
  }

  /**
   * Two minutes to load, half a minute to answer; questions wait five seconds for a model, and one
   * for their turn; any memory.
   */
  public static ModelLimits usual() {
    return new ModelLimits(
        Duration.ofMinutes(2),
        Duration.ofSeconds(30),
        Duration.ofSeconds(5),
        Duration.ofSeconds(1),
        0,
        PythonLimits.usual());
  }

  /** The same with another time to load. */
  public ModelLimits withLoad(Duration most) {
    return new ModelLimits(most, answer, patience, queue, memoryBytes, python);
  }

  /** The same with another time to answer. */
  public ModelLimits withAnswer(Duration most) {
    return new ModelLimits(load, most, patience, queue, memoryBytes, python);
  }

  /** The same with another wait for a model that is being loaded. */
  public ModelLimits withPatience(Duration most) {
    return new ModelLimits(load, answer, most, queue, memoryBytes, python);
  }

  /** The same with another budget of memory; 0 for any. */
  public ModelLimits withMemory(long bytes) {
    return new ModelLimits(load, answer, patience, queue, bytes, python);
  }
}
