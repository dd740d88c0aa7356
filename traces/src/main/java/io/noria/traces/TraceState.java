package io.noria.traces;

/** How a trace stands. */
public enum TraceState {
  /** Nobody said. */
  STATE_UNSPECIFIED,
  /** It ended well. */
  OK,
  /** It ended with an error. */
  ERROR,
  /** It goes on. */
  IN_PROGRESS
}
