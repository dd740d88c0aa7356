package io.noria.serving.scorer;

import io.noria.registry.BundleInfo;

/** Evaluates rows of one model. Thread-safe. */
public sealed interface Scorer permits TreeScorer, LinearScorer, WorkerScorer, TensorScorer {
  /**
   * How many numbers an answer has: 1, or one for each of three or more classes. A regression may
   * have several, of which the first is what labels and drift look at.
   */
  static int outputs(BundleInfo info) {
    return info.objective() == BundleInfo.Objective.MULTICLASS ? info.classes().size() : 1;
  }

  /**
   * Scores rows.
   *
   * @param rows raw values
   * @param out room for the answers, row after row: the positive class's probability, the number of
   *     a regression, or the probability of each class
   * @throws io.noria.base.NoriaException UNAVAILABLE when a program does not answer now,
   *     FAILED_PRECONDITION when it answers what is no answer
   */
  void score(RowBlock rows, double[] out);

  /** How many numbers an answer has; see {@link #outputs(BundleInfo)}. */
  int outputs();

  /** What evaluates it, as metadata shows it. */
  String platform();

  /** Bytes of memory that it takes now, in this process and in those that work for it. */
  long bytes();

  /** Lets go of what it holds outside memory; the next row takes it up again. */
  default void release() {}
}
