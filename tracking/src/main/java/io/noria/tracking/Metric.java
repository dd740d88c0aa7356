package io.noria.tracking;

import java.time.Instant;

/**
 * One point of a metric's curve. Values are kept exactly: NaN, infinities and negative zero
 * included. Of a key's points, the greatest by (step, timestamp, value) is its latest.
 *
 * @param key the metric's name, see {@link Limits#key}
 * @param value any double
 * @param timestamp when it was measured, to the millisecond
 * @param step any 64-bit integer
 */
public record Metric(String key, double value, Instant timestamp, long step) {
  /** Validates the key. */
  public Metric {
    Limits.key("metric", key);
  }
}
