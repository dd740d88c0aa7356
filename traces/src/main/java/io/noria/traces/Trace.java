package io.noria.traces;

import java.util.List;

/**
 * A trace with its spans.
 *
 * @param info what it is
 * @param spans by start, then id
 */
public record Trace(TraceInfo info, List<Span> spans) {
  /** Copies. */
  public Trace {
    spans = List.copyOf(spans);
  }
}
