package io.noria.traces;

import java.util.List;
import java.util.Map;

/**
 * Spans of one trace that came together.
 *
 * @param trace whose they are
 * @param spans not empty
 * @param resource what made them; texts by name, kept as tags of the trace
 */
public record SpanBatch(TraceId trace, List<Span> spans, Map<String, String> resource) {
  /** Copies. */
  public SpanBatch {
    spans = List.copyOf(spans);
    resource = Map.copyOf(resource);
  }
}
