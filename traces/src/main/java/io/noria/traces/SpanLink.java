package io.noria.traces;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A span of this or another trace that has to do with a span.
 *
 * @param trace the other span's trace, 32 hexadecimal digits
 * @param span the other span, 16 hexadecimal digits
 * @param attributes values as JSON texts
 */
public record SpanLink(String trace, String span, Map<String, String> attributes) {
  /** Copies. */
  public SpanLink {
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }
}
