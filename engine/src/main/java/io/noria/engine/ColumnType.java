package io.noria.engine;

import java.util.Locale;

/** What a column of a {@link Frame} holds. */
public enum ColumnType {
  /** IEEE 754 doubles. */
  DOUBLE,
  /** 64-bit signed integers. */
  LONG,
  /** True or false. */
  BOOLEAN,
  /** Text, dictionary-coded. */
  STRING,
  /** Moments in UTC, as microseconds since the epoch. */
  TIMESTAMP;

  /** Lower case: the form on every wire and in stored schemas. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether arithmetic on the values makes sense. */
  public boolean isNumeric() {
    return this == DOUBLE || this == LONG;
  }
}
