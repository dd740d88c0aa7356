package io.noria.serving;

import io.noria.serving.tensor.Tensor;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a question in tensors.
 *
 * @param deployment that was asked
 * @param model that answered
 * @param version that answered
 * @param outputs the wanted ones, in the wanted order
 * @param ids of the predictions in the log, one for each row; empty when the model has no rows
 * @param target what that version predicts; null when it does not take rows
 */
public record TensorAnswer(
    String deployment,
    String model,
    int version,
    List<Tensor> outputs,
    List<UUID> ids,
    @Nullable Target target) {
  /** Copies. */
  public TensorAnswer {
    outputs = List.copyOf(outputs);
    ids = List.copyOf(ids);
  }

  /** Of a model of which no more is known. */
  public TensorAnswer(
      String deployment, String model, int version, List<Tensor> outputs, List<UUID> ids) {
    this(deployment, model, version, outputs, ids, null);
  }
}
