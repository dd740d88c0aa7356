package io.noria.tracking;

/** What a curve is drawn over. */
public enum CurveAxis {
  /** The step. */
  STEP,
  /** The time, in milliseconds since the epoch. */
  TIME,
  /** The time since the run's first point of the metric, in milliseconds. */
  RELATIVE
}
