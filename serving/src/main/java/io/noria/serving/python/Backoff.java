package io.noria.serving.python;

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

  /** The last failure. */
  String why() {
    return why;
  }
}
