package io.noria.serving.bundle;

import io.noria.registry.BundleInfo;
import io.noria.registry.FeatureColumn;
import io.noria.registry.Signature;
import io.noria.serving.python.PythonModel;
import io.noria.serving.python.PythonSchema;
import io.noria.serving.scorer.RowMapping;
import io.noria.serving.scorer.TensorScorer;
import io.noria.serving.tensor.DataType;
import io.noria.serving.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the tensors of a Python model mean in rows, where they mean rows. */
final class PythonRows {
  private PythonRows() {}

  /** The model with what is known of it. */
  static ModelFiles.Loaded loaded(String name, PythonModel model) {
    try {
      return read(name, model);
    } catch (RuntimeException | Error e) {
      model.close();
      throw e;
    }
  }

  private static ModelFiles.Loaded read(String name, PythonModel model) {
    PythonSchema schema = model.schema();
    List<FeatureColumn> columns = columns(schema);
    List<String> classes = schema.classes();
    RowMapping mapping = columns.isEmpty() ? null : mapping(schema, columns);
    if (mapping == null) {
      List<FeatureColumn> texts =
          schema.inputs().stream()
              .map(input -> FeatureColumn.of(input.name(), FeatureColumn.Type.STRING))
              .toList();
      return new ModelFiles.Loaded(
          info(texts, BundleInfo.Objective.REGRESSION, List.of()),
          new TensorScorer(name, model, null));
    }
    BundleInfo.Objective objective =
        classes.size() < 2
            ? BundleInfo.Objective.REGRESSION
            : classes.size() == 2 ? BundleInfo.Objective.BINARY : BundleInfo.Objective.MULTICLASS;
    BundleInfo info =
        info(
            columns, objective, objective == BundleInfo.Objective.REGRESSION ? List.of() : classes);
    return new ModelFiles.Loaded(info, new TensorScorer(name, model, mapping));
  }

  private static BundleInfo info(
      List<FeatureColumn> columns, BundleInfo.Objective objective, List<String> classes) {
    return new BundleInfo(
        1,
        new Signature(columns),
        objective,
        "prediction",
        classes,
        0.5,
        List.of(),
        BundleInfo.Runtime.MODEL_FILE,
        "");
  }

  /** The columns that the inputs are; empty when they are none. */
  private static List<FeatureColumn> columns(PythonSchema schema) {
    List<TensorSpec> inputs = schema.inputs();
    List<PythonSchema.Column> named = schema.columns();
    if (inputs.size() == 1 && inputs.getFirst().shape().length == 2) {
      long width = inputs.getFirst().shape()[1];
      if (width > 1 && inputs.getFirst().type() != DataType.BYTES) {
        List<FeatureColumn> columns = new ArrayList<>();
        for (int i = 0; i < width; i++) {
          String name = named.size() == width ? named.get(i).name() : "f" + i;
          columns.add(FeatureColumn.of(name, FeatureColumn.Type.DOUBLE));
        }
        return columns;
      }
    }
    List<FeatureColumn> columns = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      TensorSpec input = inputs.get(i);
      long[] shape = input.shape();
      boolean column = shape.length == 1 || (shape.length == 2 && shape[1] == 1);
      FeatureColumn.Type type = column ? type(input, named.size() > i ? named.get(i) : null) : null;
      if (type == null) {
        return List.of();
      }
      columns.add(FeatureColumn.of(input.name(), type));
    }
    return columns;
  }

  private static FeatureColumn.@Nullable Type type(
      TensorSpec input, PythonSchema.@Nullable Column column) {
    if (column != null && column.type().equals("binary")) {
      return null;
    }
    return switch (input.type()) {
      case BYTES -> FeatureColumn.Type.STRING;
      case BOOL -> FeatureColumn.Type.BOOLEAN;
      case FP16, BF16, FP32, FP64 -> FeatureColumn.Type.DOUBLE;
      default -> FeatureColumn.Type.LONG;
    };
  }

  private static @Nullable RowMapping mapping(PythonSchema schema, List<FeatureColumn> columns) {
    List<TensorSpec> outputs = schema.outputs();
    int probabilities = place(outputs, "probabilities");
    int prediction = place(outputs, "prediction");
    int classes = schema.classes().size();
    boolean two = classes == 2;
    if (classes >= 2 && probabilities >= 0) {
      return new RowMapping(
          columns, schema.inputs(), probabilities, classes, two ? 1 : 0, two ? 1 : classes, null);
    }
    if (prediction < 0) {
      return null;
    }
    if (classes >= 2) {
      return new RowMapping(
          columns,
          schema.inputs(),
          prediction,
          1,
          two ? 1 : 0,
          two ? 1 : classes,
          schema.classes());
    }
    boolean numbers = outputs.get(prediction).type() != DataType.BYTES;
    int width = Math.max(1, schema.width());
    return numbers
        ? new RowMapping(columns, schema.inputs(), prediction, width, 0, width, null)
        : null;
  }

  private static int place(List<TensorSpec> outputs, String name) {
    for (int i = 0; i < outputs.size(); i++) {
      if (outputs.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }
}
