package io.noria.engine;

/** Forms of tables in files. */
public enum FileForm {
  /** Columns with types, compressed. */
  PARQUET,
  /** Text with commas and a line of names. */
  CSV,
  /** A JSON object a line. */
  JSON_LINES
}
