package io.noria.serving.scorer;

import io.noria.registry.BundleInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Evaluates rows of one model. Thread-safe. */
public sealed interface Scorer permits TreeScorer, LinearScorer, WorkerScorer {
  /** How many numbers an answer has: 1, or one for each of three or more classes. */
  static int outputs(BundleInfo info) {
    return info.objective() == BundleInfo.Objective.MULTICLASS ? info.classes().size() : 1;
  }

  /**
   * Scores rows. Which of the two forms of a row is read depends on what evaluates it.
   *
   * @param raw for each row and raw column the number (true is 1, false 0), or the category's place
   *     in the dictionary; NaN is missing or not in the dictionary
   * @param encoded the same as float32
   * @param unknown texts that are in no dictionary, by row and column; null or an empty row when
   *     there are none
   * @param out room for the answers, row after row: the positive class's probability, the number of
   *     a regression, or the probability of each class
   * @throws io.noria.base.NoriaException UNAVAILABLE when a program does not answer now,
   *     FAILED_PRECONDITION when it answers what is no answer
   */
  void score(
      List<double[]> raw,
      List<float[]> encoded,
      @Nullable List<@Nullable String[]> unknown,
      double[] out);

  /** Lets go of what it holds outside memory; the next row takes it up again. */
  default void release() {}
}
