package io.noria.serving;

import io.noria.engine.Frame;
import io.noria.registry.FeatureColumn;
import io.noria.stats.Answers;
import java.util.List;

/** A model version in memory, for scoring many rows. Thread-safe. */
public interface ScoredModel {
  /** The registered model's name. */
  String model();

  /** The version. */
  int version();

  /** The raw columns that it takes. */
  List<FeatureColumn> inputs();

  /** What it predicts. */
  Target target();

  /**
   * Scores rows given as columns.
   *
   * @param columns for each of {@link #inputs()} its values, all of one length
   * @return for each row the positive class's probability, the number of a regression, or the
   *     probability of each of many classes
   * @throws io.noria.base.NoriaException UNAVAILABLE when a program of the model's own does not
   *     answer, FAILED_PRECONDITION when it answers nonsense
   */
  Answers score(List<Values> columns);

  /**
   * Scores the rows of a table that has a column for each of {@link #inputs()}.
   *
   * @throws io.noria.base.NoriaException INVALID_ARGUMENT when a column is missing or of a type
   *     that does not fit
   */
  Answers score(Frame rows);

  /** The sample of its training that drift is measured against; empty rows when it has none. */
  Reference reference();
}
