package io.noria.tracking;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run recorded, or a batch to be recorded.
 *
 * @param metrics points; in a {@link Run}, the latest of each key
 * @param params write-once settings by key, sorted
 * @param tags by key, sorted
 */
public record RunData(List<Metric> metrics, Map<String, String> params, Map<String, String> tags) {
  /** Nothing. */
  public static final RunData EMPTY = new RunData(List.of(), Map.of(), Map.of());

  /** Copies. */
  public RunData {
    metrics = List.copyOf(metrics);
    params = java.util.Collections.unmodifiableMap(new TreeMap<>(params));
    tags = java.util.Collections.unmodifiableMap(new TreeMap<>(tags));
  }

  /** A batch of metric points alone. */
  public static RunData ofMetrics(List<Metric> metrics) {
    return new RunData(metrics, Map.of(), Map.of());
  }

  /** A batch of params alone. */
  public static RunData ofParams(Map<String, String> params) {
    return new RunData(List.of(), params, Map.of());
  }

  /** A batch of tags alone. */
  public static RunData ofTags(Map<String, String> tags) {
    return new RunData(List.of(), Map.of(), tags);
  }
}
