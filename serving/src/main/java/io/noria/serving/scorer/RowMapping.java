package io.noria.serving.scorer;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.registry.FeatureColumn;
import io.noria.serving.tensor.Tensor;
import io.noria.serving.tensor.TensorSpec;
import io.noria.serving.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How rows become a tensor model's inputs, and what of its outputs is the answer: either one input
 * takes all columns as a matrix, or each column has an input of its own.
 *
 * @param columns the rows' columns
 * @param inputs the model's inputs
 * @param answer the place of the output that holds the numbers
 * @param width how many numbers of that output a row has
 * @param first of the numbers, the first that counts: 1 for the positive one of two probabilities
 * @param outputs how many count
 * @param classes for an output of labels rather than numbers, what they may be, in order: the
 *     answer is 1 for the label and 0 for the others; null for numbers
 */
public record RowMapping(
    List<FeatureColumn> columns,
    List<TensorSpec> inputs,
    int answer,
    int width,
    int first,
    int outputs,
    @Nullable List<String> classes) {
  /** Copies. */
  public RowMapping {
    columns = List.copyOf(columns);
    inputs = List.copyOf(inputs);
    classes = classes == null ? null : List.copyOf(classes);
  }

  /** Whether one input takes all columns. */
  public boolean matrix() {
    return inputs.size() == 1 && inputs.getFirst().shape().length == 2 && wide();
  }

  private boolean wide() {
    return columns.size() != 1 || inputs.getFirst().shape()[1] != 1 || numeric();
  }

  private boolean numeric() {
    return columns.getFirst().type() != FeatureColumn.Type.STRING;
  }

  /** The rows as the model takes them. */
  public List<Tensor> inputs(RowBlock rows) {
    if (matrix()) {
      TensorSpec spec = inputs.getFirst();
      long[] shape = {rows.size(), rows.columns()};
      return List.of(Tensors.numbers(spec.name(), spec.type(), shape, rows.values(), 0, 1));
    }
    List<Tensor> tensors = new ArrayList<>(inputs.size());
    for (int column = 0; column < inputs.size(); column++) {
      tensors.add(column(rows, column));
    }
    return tensors;
  }

  private Tensor column(RowBlock rows, int column) {
    TensorSpec spec = inputs.get(column);
    long[] shape = spec.shape();
    shape[0] = rows.size();
    FeatureColumn feature = columns.get(column);
    if (feature.type() != FeatureColumn.Type.STRING) {
      return Tensors.numbers(
          spec.name(), spec.type(), shape, rows.values(), column, rows.columns());
    }
    byte[] @Nullable [] texts = new byte[rows.size()] @Nullable [];
    for (int row = 0; row < texts.length; row++) {
      double code = rows.value(row, column);
      String text =
          Double.isNaN(code) ? rows.unknown(row, column) : feature.categories().get((int) code);
      texts[row] = text == null ? null : text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
    return Tensor.texts(spec.name(), shape, texts);
  }

  /**
   * Lays the answers of the rows into their places.
   *
   * @throws NoriaException FAILED_PRECONDITION when the model gave another number of them
   */
  public void scores(List<Tensor> given, int rows, double[] out) {
    Tensor tensor = given.get(answer);
    if (tensor.size() != (long) rows * width) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "output %s (expected: %d numbers for each of %d rows)".formatted(tensor, width, rows));
    }
    List<String> labels = classes;
    for (int row = 0; row < rows; row++) {
      if (labels == null) {
        for (int k = 0; k < outputs; k++) {
          out[row * outputs + k] = tensor.number(row * width + first + k);
        }
      } else {
        int place = labels.indexOf(Tensors.label(tensor, row));
        if (place < 0) {
          throw new NoriaException(
              ErrorCode.FAILED_PRECONDITION,
              "output %s: label %s (expected: one of %s)"
                  .formatted(tensor.name(), Tensors.label(tensor, row), labels));
        }
        for (int k = 0; k < outputs; k++) {
          out[row * outputs + k] = place == first + k ? 1 : 0;
        }
      }
    }
  }
}
