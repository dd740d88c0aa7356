package io.noria.traces;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something that happened at a moment of a span.
 *
 * @param name what
 * @param timeNs nanoseconds since the epoch
 * @param attributes values as JSON texts
 */
public record SpanEvent(String name, long timeNs, Map<String, String> attributes) {
  /** Copies. */
  public SpanEvent {
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }
}
