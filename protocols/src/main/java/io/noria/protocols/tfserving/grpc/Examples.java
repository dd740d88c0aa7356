package io.noria.protocols.tfserving.grpc;

import io.noria.base.NoriaException;
import io.noria.protocols.tfserving.grpc.proto.Example;
import io.noria.protocols.tfserving.grpc.proto.Feature;
import io.noria.protocols.tfserving.grpc.proto.Input;
import io.noria.serving.ServedModel;
import io.noria.serving.tensor.DataType;
import io.noria.serving.tensor.Tensor;
import io.noria.serving.tensor.TensorSpec;
import io.noria.serving.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Examples, features by name, as the tensors that a model of rows takes. */
final class Examples {
  private Examples() {}

  /**
   * The tensors.
   *
   * @throws NoriaException INVALID_ARGUMENT with the example's number and what is wrong with it
   */
  static List<Tensor> read(Input input, ServedModel model) {
    List<Example> examples;
    Example context = Example.getDefaultInstance();
    switch (input.getKindCase()) {
      case EXAMPLE_LIST -> examples = input.getExampleList().getExamplesList();
      case EXAMPLE_LIST_WITH_CONTEXT -> {
        examples = input.getExampleListWithContext().getExamplesList();
        context = input.getExampleListWithContext().getContext();
      }
      case KIND_NOT_SET -> throw none();
      default -> throw none();
    }
    if (examples.isEmpty()) {
      throw none();
    }
    if (model.columns().isEmpty()) {
      throw NoriaException.invalid(
          "model " + model.deployment() + ": takes tensors (expected: Predict)");
    }
    List<Tensor> tensors = new ArrayList<>(model.inputs().size());
    boolean matrix = model.inputs().size() == 1 && model.columns().size() > 1;
    Map<String, Feature> shared = context.getFeatures().getFeatureMap();
    if (matrix) {
      tensors.add(matrix(examples, shared, model));
    } else {
      for (int i = 0; i < model.inputs().size(); i++) {
        tensors.add(column(examples, shared, model.inputs().get(i), model.columns().get(i).name()));
      }
    }
    return tensors;
  }

  private static NoriaException none() {
    return NoriaException.invalid("input: no examples (expected: example_list with at least one)");
  }

  private static Tensor matrix(
      List<Example> examples, Map<String, Feature> shared, ServedModel model) {
    TensorSpec spec = model.inputs().getFirst();
    int width = model.columns().size();
    double[] all = new double[Math.multiplyExact(examples.size(), width)];
    for (int row = 0; row < examples.size(); row++) {
      Map<String, Feature> features = examples.get(row).getFeatures().getFeatureMap();
      for (int i = 0; i < width; i++) {
        String name = model.columns().get(i).name();
        all[row * width + i] = number(row, name, feature(features, shared, name));
      }
    }
    long[] shape = {examples.size(), width};
    DataType type = spec.type().floating() ? DataType.FP64 : spec.type();
    return Tensors.numbers(spec.name(), type, shape, all, 0, 1);
  }

  private static Tensor column(
      List<Example> examples, Map<String, Feature> shared, TensorSpec spec, String column) {
    int rows = examples.size();
    long[] shape = {rows, 1};
    if (spec.type() == DataType.BYTES) {
      byte[][] texts = new byte[rows][];
      for (int row = 0; row < rows; row++) {
        Map<String, Feature> features = examples.get(row).getFeatures().getFeatureMap();
        texts[row] = text(row, column, feature(features, shared, column));
      }
      return Tensor.texts(spec.name(), shape, texts);
    }
    double[] all = new double[rows];
    for (int row = 0; row < rows; row++) {
      Map<String, Feature> features = examples.get(row).getFeatures().getFeatureMap();
      all[row] = number(row, column, feature(features, shared, column));
    }
    DataType type = spec.type().floating() ? DataType.FP64 : spec.type();
    return Tensors.numbers(spec.name(), type, shape, all, 0, 1);
  }

  /** The example's own, or the context's. */
  private static @Nullable Feature feature(
      Map<String, Feature> features, Map<String, Feature> shared, String name) {
    Feature own = features.get(name);
    return own == null ? shared.get(name) : own;
  }

  private static double number(int row, String name, @Nullable Feature feature) {
    if (feature != null) {
      switch (feature.getKindCase()) {
        case FLOAT_LIST -> {
          if (feature.getFloatList().getValueCount() == 1) {
            return feature.getFloatList().getValue(0);
          }
        }
        case INT64_LIST -> {
          if (feature.getInt64List().getValueCount() == 1) {
            return feature.getInt64List().getValue(0);
          }
        }
        case BYTES_LIST, KIND_NOT_SET -> {
          // Said below.
        }
      }
    }
    throw wrong(row, name, feature, "one number");
  }

  private static byte[] text(int row, String name, @Nullable Feature feature) {
    if (feature != null
        && feature.getKindCase() == Feature.KindCase.BYTES_LIST
        && feature.getBytesList().getValueCount() == 1) {
      return feature.getBytesList().getValue(0).toByteArray();
    }
    throw wrong(row, name, feature, "one text in bytes_list");
  }

  private static NoriaException wrong(
      int row, String name, @Nullable Feature feature, String expected) {
    String came =
        feature == null
            ? "missing"
            : switch (feature.getKindCase()) {
              case BYTES_LIST -> feature.getBytesList().getValueCount() + " in bytes_list";
              case FLOAT_LIST -> feature.getFloatList().getValueCount() + " in float_list";
              case INT64_LIST -> feature.getInt64List().getValueCount() + " in int64_list";
              case KIND_NOT_SET -> "nothing";
            };
    return NoriaException.invalid(
        "example %d: %s: %s (expected: %s)".formatted(row, name, came, expected));
  }
}
