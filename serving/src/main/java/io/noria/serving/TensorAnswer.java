package io.noria.serving;

import io.noria.serving.tensor.Tensor;
import java.util.List;
import java.util.UUID;

/**
 * The answer to a question in tensors.
 *
 * @param deployment that was asked
 * @param model that answered
 * @param version that answered
 * @param outputs the wanted ones, in the wanted order
 * @param ids of the predictions in the log, one for each row; empty when the model has no rows
 */
public record TensorAnswer(
    String deployment, String model, int version, List<Tensor> outputs, List<UUID> ids) {
  /** Copies. */
  public TensorAnswer {
    outputs = List.copyOf(outputs);
    ids = List.copyOf(ids);
  }
}
