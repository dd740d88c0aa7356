package io.noria.engine.parquet;

/** How much work a file's size is worth. */
public enum Effort {
  /** Dictionaries of up to 16,384 values, and compression where a page becomes much smaller. */
  SMALL,
  /** Dictionaries of up to 256 values and no compression: several times faster. */
  QUICK
}
