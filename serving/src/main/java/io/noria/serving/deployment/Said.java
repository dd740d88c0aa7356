package io.noria.serving.deployment;

import io.noria.serving.bundle.Bundle;

/**
 * What a model said to rows, as the log keeps it. The arrays may be longer than the rows.
 *
 * @param score of the positive class, of the predicted one of many, or the number
 * @param predicted 1 or 0, the class's place of many, or the number
 */
@SuppressWarnings("ArrayRecordComponent")
record Said(double[] score, double[] predicted) {
  /** From a model's scores, which are kept and must not change. */
  static Said of(Bundle bundle, double[] scores, int rows) {
    if (bundle.outputs() == 1 && bundle.regression()) {
      return new Said(scores, scores);
    }
    double[] predicted = new double[rows];
    for (int row = 0; row < rows; row++) {
      predicted[row] = bundle.predicted(scores, row);
    }
    if (bundle.outputs() == 1) {
      return new Said(scores, predicted);
    }
    double[] score = new double[rows];
    for (int row = 0; row < rows; row++) {
      score[row] = bundle.scored(scores, row, predicted[row]);
    }
    return new Said(score, predicted);
  }
}
