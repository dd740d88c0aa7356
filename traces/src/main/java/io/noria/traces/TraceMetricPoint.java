package io.noria.traces;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Numbers over the traces that share their dimensions.
 *
 * @param bucketMs the beginning of the time bucket, milliseconds since the epoch; null when there
 *     are none
 * @param dimensions by name
 * @param values by the aggregation's label
 */
public record TraceMetricPoint(
    @Nullable Long bucketMs, Map<String, String> dimensions, Map<String, Double> values) {
  /** Copies. */
  public TraceMetricPoint {
    dimensions = Collections.unmodifiableMap(new LinkedHashMap<>(dimensions));
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }
}
