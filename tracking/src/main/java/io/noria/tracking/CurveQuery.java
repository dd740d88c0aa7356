package io.noria.tracking;

import io.noria.base.NoriaException;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of a metric, cut into buckets of equal width.
 *
 * @param key the metric
 * @param axis what it is drawn over
 * @param from the least x, or null for the first there is
 * @param to the greatest x, or null for the last there is
 * @param buckets how many, 2 to 10 000
 */
public record CurveQuery(
    String key, CurveAxis axis, @Nullable Long from, @Nullable Long to, int buckets) {
  /** Most buckets. */
  public static final int MOST_BUCKETS = 10_000;

  /** Validates. */
  public CurveQuery {
    Limits.key("metric", key);
    if (buckets < 2 || buckets > MOST_BUCKETS) {
      throw NoriaException.invalid(
          "buckets: " + buckets + " (expected: 2 to " + MOST_BUCKETS + ")");
    }
    if (from != null && to != null && from > to) {
      throw NoriaException.invalid(
          "from: " + from + " (expected: at most to, which is " + to + ")");
    }
  }
}
