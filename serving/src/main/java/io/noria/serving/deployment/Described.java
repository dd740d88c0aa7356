package io.noria.serving.deployment;

import io.noria.serving.scorer.RowBlock;
import io.noria.serving.tensor.DataType;
import io.noria.serving.tensor.Tensor;
import io.noria.serving.tensor.Tensors;
import java.util.List;

/** Tensors that are no rows, as the log has them: one row with a text for each. */
final class Described {
  /** Longer texts would make the log larger than what it tells. */
  private static final int MOST_ELEMENTS = 256;

  private static final int MOST_LETTERS = 2_000;

  private Described() {}

  static RowBlock row(List<Tensor> tensors) {
    var row = new RowBlock(tensors.size(), 1);
    int from = row.next();
    for (int i = 0; i < tensors.size(); i++) {
      row.values()[from + i] = Double.NaN;
      row.unknown(0, i, text(tensors.get(i)));
    }
    return row;
  }

  /** Type and shape, and the elements where they are few. */
  private static String text(Tensor tensor) {
    StringBuilder text = new StringBuilder(tensor.type().name());
    text.append(java.util.Arrays.toString(tensor.shape()));
    if (tensor.size() <= MOST_ELEMENTS) {
      text.append(" [");
      for (int i = 0; i < tensor.size() && text.length() < MOST_LETTERS; i++) {
        text.append(i == 0 ? "" : ",");
        if (tensor.type() == DataType.BYTES && tensor.bytes(i).length > MOST_LETTERS) {
          text.append(tensor.bytes(i).length).append(" bytes");
        } else {
          text.append(Tensors.label(tensor, i));
        }
      }
      text.append(']');
    }
    return text.toString();
  }
}
