package io.noria.protocols.oip;

import io.noria.protocols.tensors.TensorJson;
import io.noria.serving.ServedModel;
import io.noria.serving.tensor.DataType;
import io.noria.serving.tensor.TensorSpec;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A model's configuration, in the form of Triton's model configuration extension. */
public final class ModelConfig {
  /** As many rows as a request may have. */
  private static final int MOST_ROWS = 100_000;

  private ModelConfig() {}

  /** Of this model. */
  public static Map<String, Object> of(ServedModel model) {
    boolean batched = batched(model);
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("name", model.deployment());
    config.put("platform", model.platform());
    config.put("backend", model.platform());
    config.put("version_policy", TensorJson.fields("latest", TensorJson.fields("num_versions", 1)));
    config.put("max_batch_size", batched ? MOST_ROWS : 0);
    config.put(
        "input",
        model.inputs().stream()
            .map(spec -> {
              Map<String, Object> each = spec(spec, batched);
              each.put("format", "FORMAT_NONE");
              each.put("is_shape_tensor", false);
              each.put("allow_ragged_batch", false);
              each.put("optional", false);
              return each;
            })
            .toList());
    config.put(
        "output",
        model.outputs().stream()
            .map(spec -> {
              Map<String, Object> each = spec(spec, batched);
              each.put("label_filename", "");
              each.put("is_shape_tensor", false);
              return each;
            })
            .toList());
    config.put("batch_input", List.of());
    config.put("batch_output", List.of());
    config.put(
        "instance_group",
        List.of(TensorJson.fields("name", model.deployment(), "kind", "KIND_CPU", "count", 1)));
    config.put("default_model_filename", "");
    config.put(
        "parameters",
        TensorJson.fields(
            "registered_model", TensorJson.fields("string_value", model.model()),
            "registered_version",
                TensorJson.fields("string_value", Integer.toString(model.version()))));
    config.put("model_warmup", List.of());
    config.put("model_transaction_policy", TensorJson.fields("decoupled", false));
    config.put("response_cache", TensorJson.fields("enable", false));
    return config;
  }

  /** Whether every tensor's first dimension counts rows, so that requests have a batch size. */
  private static boolean batched(ServedModel model) {
    return model.inputs().stream().allMatch(ModelConfig::rows)
        && model.outputs().stream().allMatch(ModelConfig::rows);
  }

  private static boolean rows(TensorSpec spec) {
    long[] shape = spec.shape();
    return shape.length > 0 && shape[0] < 0;
  }

  private static Map<String, Object> spec(TensorSpec spec, boolean batched) {
    long[] shape = spec.shape();
    Map<String, Object> each = new LinkedHashMap<>();
    each.put("name", spec.name());
    each.put(
        "data_type", "TYPE_" + (spec.type() == DataType.BYTES ? "STRING" : spec.type().name()));
    long[] dims = batched ? Arrays.copyOfRange(shape, 1, shape.length) : shape;
    if (dims.length == 0) {
      // A configuration cannot say that a row is a single value but by way of a reshape.
      each.put("dims", new long[] {1});
      each.put("reshape", TensorJson.fields("shape", List.of()));
    } else {
      each.put("dims", dims);
    }
    return each;
  }
}
