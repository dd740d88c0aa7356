package io.noria.importing.leaving;

import java.util.List;

/** Where rows go. One thread at a time. */
public interface Rows {
  /** Adds the row; one with the same key is replaced. */
  void put(Row row);

  /** The runs of an experiment that were put. */
  List<String> runsOf(String experiment);

  /** Whether a row of this table with this text in this column was put. */
  boolean has(String table, String column, String value);
}
