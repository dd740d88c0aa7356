package io.noria.serving.python;

import io.noria.base.NoriaException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** How long to wait before the next start: longer with each failure in a row. Not thread-safe. */
final class Backoff {
  private final PythonLimits limits;
  private final RandomGenerator random;
  private int failures;
  private long notBefore;
  private String why = "";

  Backoff(PythonLimits limits, RandomGenerator random) {
    this.limits = limits;
    this.random = random;
  }

  void failed(String reason) {
    failures++;
    why = reason;
    double jitter = 0.5 + random.nextDouble();
    notBefore = System.nanoTime() + (long) (limits.pause(failures).toNanos() * jitter);
  }

  void succeeded() {
    failures = 0;
  }

  /** Nanoseconds until the next start; 0 for now. */
  long left() {
    return failures == 0 ? 0 : Math.max(0, notBefore - System.nanoTime());
  }

  /**
   * Refuses to wait for a start that is not due.
   *
   * @throws NoriaException UNAVAILABLE with the last failure, and when to come again
   */
  void refuseWhilePausing(String model) {
    long left = left();
    if (left > 0) {
      throw NoriaException.unavailable(
          "model %s: %s; it is started again in %d ms"
              .formatted(model, why, TimeUnit.NANOSECONDS.toMillis(left) + 1),
          Duration.ofNanos(left),
          null);
    }
  }
}
