package io.noria.protocols.tensors.v2;

import io.noria.protocols.tensors.Asked;
import io.noria.serving.TensorRequest;
import io.noria.serving.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question in named tensors.
 *
 * @param id the caller's name for it, sent back; null for none
 * @param inputs the tensors
 * @param outputs what is wanted back; empty for everything
 * @param binary whether outputs that say nothing themselves come back raw
 * @param raw whether the whole body was the one input's bytes, so that everything comes back raw
 */
public record InferQuestion(
    @Nullable String id, List<Tensor> inputs, List<Wanted> outputs, boolean binary, boolean raw) {
  /** Copies. */
  public InferQuestion {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /**
   * An output that is wanted back.
   *
   * @param name its name
   * @param binary whether raw; null when it was not said
   * @param classes how many of the likeliest classes instead of the numbers; 0 for the numbers
   */
  public record Wanted(String name, @Nullable Boolean binary, int classes) {}

  /** For the core. */
  public TensorRequest request(@Nullable Integer version, Asked asked) {
    return new TensorRequest(
        inputs,
        outputs.stream().map(Wanted::name).toList(),
        version,
        asked.eventTime(),
        asked.key(),
        asked.caller());
  }
}
