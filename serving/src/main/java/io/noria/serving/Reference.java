package io.noria.serving;

import java.util.List;

/**
 * The rows that a model's later inputs are compared with: the sample that judged it in training.
 *
 * @param features names of the raw columns
 * @param values for each feature its values
 * @param score the model's score of each row
 */
@SuppressWarnings("ArrayRecordComponent")
public record Reference(List<String> features, List<Values> values, double[] score) {
  /** How many rows. */
  public int size() {
    return score.length;
  }
}
