package io.noria.traces;

/** How a span ended, in OpenTelemetry's words. */
public enum SpanStatus {
  /** Nobody said. */
  UNSET,
  /** Well. */
  OK,
  /** With an error. */
  ERROR
}
