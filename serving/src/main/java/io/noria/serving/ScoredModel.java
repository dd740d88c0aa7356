package io.noria.serving;

import java.util.List;

/** A model version in memory, for scoring many rows. Immutable and thread-safe. */
public interface ScoredModel {
  /** The registered model's name. */
  String model();

  /** The version. */
  int version();

  /** The raw columns that it takes. */
  List<InputColumn> inputs();

  /** What it predicts. */
  Target target();

  /**
   * Scores rows given as columns.
   *
   * @param columns for each of {@link #inputs()} its values, all of one length
   * @return the positive class's probability of each row, or the number of a regression
   */
  double[] score(List<Values> columns);

  /** The sample of its training that drift is measured against; empty rows when it has none. */
  Reference reference();
}
