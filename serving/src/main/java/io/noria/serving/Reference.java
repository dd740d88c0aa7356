package io.noria.serving;

import java.util.List;

/**
 * What a model's later inputs and answers are compared with: a sample of the rows it was trained
 * on.
 *
 * @param features names of the raw columns
 * @param values for each feature its values
 * @param score scores of those rows that the model had not seen when they were scored: the positive
 *     class's probability, the number of a regression, or the place of the predicted one of many
 *     classes; in no particular order, and fewer than the rows
 */
@SuppressWarnings("ArrayRecordComponent")
public record Reference(List<String> features, List<Values> values, double[] score) {
  /** How many rows. */
  public int size() {
    return values.isEmpty() ? 0 : values.getFirst().size();
  }
}
