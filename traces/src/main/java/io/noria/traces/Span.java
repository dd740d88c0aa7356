package io.noria.traces;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A piece of work within a trace.
 *
 * @param id 16 hexadecimal digits, its own within the trace
 * @param parent the span it is part of; null for the root
 * @param name what was done
 * @param startNs nanoseconds since the epoch
 * @param endNs nanoseconds since the epoch; null while it goes on
 * @param status how it ended
 * @param statusMessage more about that, often empty
 * @param attributes values as JSON texts; those that {@link SpanKeys} names mean something here
 * @param events what happened meanwhile
 * @param links to other spans
 */
public record Span(
    String id,
    @Nullable String parent,
    String name,
    long startNs,
    @Nullable Long endNs,
    SpanStatus status,
    String statusMessage,
    Map<String, String> attributes,
    List<SpanEvent> events,
    List<SpanLink> links) {
  /** Copies. */
  public Span {
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    events = List.copyOf(events);
    links = List.copyOf(links);
  }

  /** The attribute when it is a text, without its quotes; null when it is missing or no text. */
  public @Nullable String text(String key) {
    return JsonText.string(attributes.get(key));
  }

  /** The kind of work, {@code UNKNOWN} when nobody said. */
  public String type() {
    String type = text(SpanKeys.TYPE);
    return type == null || type.isEmpty() ? SpanKeys.UNKNOWN : type;
  }

  /** The same span with other attributes. */
  public Span withAttributes(Map<String, String> others) {
    return new Span(id, parent, name, startNs, endNs, status, statusMessage, others, events, links);
  }
}
