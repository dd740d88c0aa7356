package io.noria.stats;

/** A metric of rows in groups, each group counted a number of times. */
interface GroupedMetric {
  /** The metric when each group is there that often; NaN when it is not defined then. */
  double value(int[] times);
}
