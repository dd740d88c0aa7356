package io.noria.serving;

import io.noria.registry.FeatureColumn;
import io.noria.serving.tensor.TensorSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a deployment's version takes and gives.
 *
 * @param deployment the deployment, which the wires call the model
 * @param model the registered model
 * @param version the version
 * @param versions all versions that the deployment can answer with now, ascending
 * @param platform what evaluates it: {@code noria_trees}, {@code onnxruntime}, {@code python}, …
 * @param inputs in tensors; the first dimension counts the rows
 * @param outputs in tensors
 * @param columns the raw columns of its rows; empty when it does not take rows
 * @param target what it predicts; null when it does not take rows
 * @param handle the version itself, for serving alone; null when this only tells about one
 */
public record ServedModel(
    String deployment,
    String model,
    int version,
    List<Integer> versions,
    String platform,
    List<TensorSpec> inputs,
    List<TensorSpec> outputs,
    List<FeatureColumn> columns,
    @Nullable Target target,
    @Nullable Object handle) {
  /** Copies. */
  public ServedModel {
    versions = List.copyOf(versions);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    columns = List.copyOf(columns);
  }

  /** Tells about a version. */
  public ServedModel(
      String deployment,
      String model,
      int version,
      List<Integer> versions,
      String platform,
      List<TensorSpec> inputs,
      List<TensorSpec> outputs,
      List<FeatureColumn> columns,
      @Nullable Target target) {
    this(deployment, model, version, versions, platform, inputs, outputs, columns, target, null);
  }
}
