package io.noria.serving.deployment;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.serving.tensor.Tensor;
import io.noria.serving.tensor.TensorSpec;
import io.noria.serving.tensor.Tensors;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A question's tensors by their names: what the model takes, and what of its answer is wanted. */
final class TensorNames {
  private TensorNames() {}

  /** The inputs in the model's order, of its types and shapes. */
  static List<Tensor> arranged(List<Tensor> given, List<TensorSpec> specs) {
    if (given.size() == 1 && specs.size() == 1) {
      return List.of(Tensors.fit(given.getFirst(), specs.getFirst()));
    }
    List<Tensor> inputs = new ArrayList<>(specs.size());
    for (TensorSpec spec : specs) {
      inputs.add(Tensors.fit(Tensors.named(given, spec.name()), spec));
    }
    if (given.size() != specs.size()) {
      throw new NoriaException(
          ErrorCode.UNPROCESSABLE,
          "inputs: %s (expected: %s)".formatted(given.stream().map(Tensor::name).toList(), specs));
    }
    return inputs;
  }

  /** The outputs of these names, in their order; all of them for no names. */
  static List<Tensor> wanted(List<Tensor> outputs, List<String> names) {
    if (names.isEmpty()) {
      return outputs;
    }
    List<Tensor> wanted = new ArrayList<>(names.size());
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new NoriaException(
            ErrorCode.UNPROCESSABLE,
            "output %s: wanted twice (expected: once)".formatted(Rows.shortened(name)));
      }
      Tensor found = null;
      for (Tensor output : outputs) {
        found = output.name().equals(name) ? output : found;
      }
      if (found == null) {
        throw new NoriaException(
            ErrorCode.UNPROCESSABLE,
            "output %s: no such output (expected: one of %s)"
                .formatted(Rows.shortened(name), outputs.stream().map(Tensor::name).toList()));
      }
      wanted.add(found);
    }
    return wanted;
  }
}
