package io.noria.serving.batch;

/**
 * How quickly a queue is worked off, seen from who leaves it while others wait: so many requests in
 * so much time, the latest counting most. From that follows how long one more would wait. Not
 * thread-safe: the queue's lock guards it.
 */
public final class Departures {
  private static final double WEIGHT = 0.1;

  private long last;
  private boolean busy;
  private double nanosEach;

  /**
   * Requests have left.
   *
   * @param count how many at once
   * @param waits whether others still wait
   */
  public void left(int count, boolean waits, long now) {
    if (count == 0 && waits) {
      return;
    }
    if (busy && count > 0) {
      double each = (double) (now - last) / count;
      nanosEach = nanosEach == 0 ? each : nanosEach + WEIGHT * (each - nanosEach);
    }
    busy = waits;
    last = now;
  }

  /** How long one more would wait behind so many; 0 while nothing is known. */
  public long expectedNanos(int waiting) {
    return (long) (nanosEach * waiting);
  }
}
