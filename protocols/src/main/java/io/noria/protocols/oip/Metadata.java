package io.noria.protocols.oip;

import io.noria.serving.ServedModel;
import io.noria.serving.tensor.TensorSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a model takes and gives, as the protocol describes it. */
public final class Metadata {
  /** What is spoken beside the protocol itself. */
  public static final List<String> EXTENSIONS =
      List.of(
          "binary_tensor_data",
          "classification",
          "model_configuration",
          "model_repository",
          "parameters",
          "statistics");

  private Metadata() {}

  static Map<String, Object> of(ServedModel model) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("name", model.deployment());
    metadata.put("versions", model.versions().stream().map(String::valueOf).toList());
    metadata.put("platform", model.platform());
    metadata.put("inputs", specs(model.inputs()));
    metadata.put("outputs", specs(model.outputs()));
    return metadata;
  }

  private static List<Map<String, Object>> specs(List<TensorSpec> specs) {
    return specs.stream()
        .map(spec -> {
          Map<String, Object> each = new LinkedHashMap<>();
          each.put("name", spec.name());
          each.put("datatype", spec.type().name());
          each.put("shape", spec.shape());
          return each;
        })
        .toList();
  }
}
