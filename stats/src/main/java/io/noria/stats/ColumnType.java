package io.noria.stats;

/** How a column's values are compared. */
public enum ColumnType {
  /** As numbers. */
  NUMERIC,
  /** As categories, without order. */
  CATEGORICAL
}
