package io.noria.client;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Points, params and tags to be logged together. Not thread-safe. */
public final class RunBatch {
  private static final int MOST = 1000;
  private static final int MOST_PARAMS = 100;

  private final List<Map<String, Object>> metrics = new ArrayList<>();
  private final Map<String, String> params = new LinkedHashMap<>();
  private final Map<String, String> tags = new LinkedHashMap<>();

  /** Adds a point of now. Any double will do; NaN and the infinities are kept as they are. */
  public RunBatch metric(String key, double value, long step) {
    return metric(key, value, step, null);
  }

  /**
   * Adds a point.
   *
   * @param at when it was measured; null for now, by the server's clock
   */
  public RunBatch metric(String key, double value, long step, @Nullable Instant at) {
    Map<String, Object> point = new LinkedHashMap<>();
    point.put("key", key);
    point.put("value", Double.isFinite(value) ? (Object) value : Double.toString(value));
    point.put("step", step);
    if (at != null) {
      point.put("at", at.toString());
    }
    metrics.add(point);
    return this;
  }

  /** Adds a param; it is written once: another value later is refused. */
  public RunBatch param(String key, Object value) {
    params.put(key, String.valueOf(value));
    return this;
  }

  /** Adds a tag, over what is there. */
  public RunBatch tag(String key, String value) {
    tags.put(key, value);
    return this;
  }

  /** Whether there is nothing in it. */
  public boolean isEmpty() {
    return metrics.isEmpty() && params.isEmpty() && tags.isEmpty();
  }

  /** Bodies within the server's limits; one when it all fits. */
  List<Map<String, Object>> bodies() {
    List<Map<String, Object>> bodies = new ArrayList<>();
    if (metrics.size() + params.size() + tags.size() <= MOST
        && params.size() <= MOST_PARAMS
        && tags.size() <= MOST_PARAMS) {
      bodies.add(Map.of("metrics", metrics, "params", params, "tags", tags));
      return bodies;
    }
    parts(params).forEach(part -> bodies.add(Map.of("params", part)));
    parts(tags).forEach(part -> bodies.add(Map.of("tags", part)));
    for (int from = 0; from < metrics.size(); from += MOST) {
      int to = Math.min(metrics.size(), from + MOST);
      bodies.add(Map.of("metrics", metrics.subList(from, to)));
    }
    return bodies;
  }

  private static List<Map<String, String>> parts(Map<String, String> all) {
    List<Map<String, String>> parts = new ArrayList<>();
    Map<String, String> part = new LinkedHashMap<>();
    for (Map.Entry<String, String> one : all.entrySet()) {
      part.put(one.getKey(), one.getValue());
      if (part.size() == MOST_PARAMS) {
        parts.add(part);
        part = new LinkedHashMap<>();
      }
    }
    if (!part.isEmpty()) {
      parts.add(part);
    }
    return parts;
  }
}
