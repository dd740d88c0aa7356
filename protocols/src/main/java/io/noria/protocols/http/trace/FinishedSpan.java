package io.noria.protocols.http.trace;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A request that was answered, with its parts.
 *
 * @param traceHigh the first half of the trace's id
 * @param traceLow the second half
 * @param id the span's
 * @param parent the caller's span; 0 for none
 * @param state W3C's {@code tracestate}; empty for nothing
 * @param name what was asked
 * @param began nanoseconds since the epoch
 * @param ended nanoseconds since the epoch
 * @param attributes values that are texts or whole numbers
 * @param error whether it failed by the server's fault
 * @param parts what took time within it
 */
public record FinishedSpan(
    long traceHigh,
    long traceLow,
    long id,
    long parent,
    String state,
    String name,
    long began,
    long ended,
    Map<String, Object> attributes,
    boolean error,
    List<Part> parts) {
  /** Copies. */
  public FinishedSpan {
    attributes = Map.copyOf(attributes);
    parts = List.copyOf(parts);
  }

  /** A part of a request: a span of its own below it. */
  public record Part(long id, String name, long began, long ended) {}

  /** The trace's id in 32 hexadecimal digits. */
  public String trace() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(traceHigh) + hex.toHexDigits(traceLow);
  }
}
