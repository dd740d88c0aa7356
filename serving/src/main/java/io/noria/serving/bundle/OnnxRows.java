package io.noria.serving.bundle;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.registry.BundleInfo;
import io.noria.registry.FeatureColumn;
import io.noria.registry.Signature;
import io.noria.serving.batch.Batching;
import io.noria.serving.onnx.OnnxModel;
import io.noria.serving.scorer.RowMapping;
import io.noria.serving.scorer.TensorScorer;
import io.noria.serving.tensor.DataType;
import io.noria.serving.tensor.Tensor;
import io.noria.serving.tensor.TensorModel;
import io.noria.serving.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What the tensors of an ONNX model mean in rows, where they mean rows. */
final class OnnxRows {
  /** Elements of an input that is tried with zeros. */
  private static final long MOST_ZEROS = 2 << 20;

  private final String name;
  private final OnnxModel model;
  private final @Nullable MlflowModel mlflow;
  private @Nullable List<Tensor> tried;

  private OnnxRows(String name, OnnxModel model, @Nullable MlflowModel mlflow) {
    this.name = name;
    this.model = model;
    this.mlflow = mlflow;
  }

  /** The model with what is known of it, bounded, and tried once. */
  static ModelFiles.Loaded loaded(
      String name, OnnxModel model, @Nullable MlflowModel mlflow, Batching.Limits limits) {
    try {
      return new OnnxRows(name, model, mlflow).loaded(limits);
    } catch (RuntimeException | Error e) {
      model.release();
      throw e;
    }
  }

  private ModelFiles.Loaded loaded(Batching.Limits limits) {
    List<Tensor> one = zeros();
    TensorModel best = model.best();
    TensorModel bounded = best == model ? new Batching(name, model, limits, pays(one)) : best;
    List<FeatureColumn> columns = columns();
    if (!columns.isEmpty()) {
      Optional<ModelFiles.Loaded> rows = rows(bounded, columns);
      if (rows.isPresent()) {
        return rows.get();
      }
    }
    List<FeatureColumn> inputs =
        model.inputs().stream()
            .map(input -> FeatureColumn.of(input.name(), FeatureColumn.Type.STRING))
            .toList();
    BundleInfo info = info(inputs, BundleInfo.Objective.REGRESSION, List.of());
    return new ModelFiles.Loaded(info, new TensorScorer(name, bounded, null));
  }

  private boolean pays(@Nullable List<Tensor> one) {
    if (one == null) {
      return false;
    }
    try {
      return Batching.pays(model, one);
    } catch (NoriaException e) {
      // It does not like zeros; what it is asked later it may like.
      return false;
    }
  }

  /**
   * One row of zeros and empty texts, which also finds the keys of dictionaries; null if unknown.
   */
  private @Nullable List<Tensor> zeros() {
    List<Tensor> tensors = new ArrayList<>();
    for (TensorSpec input : model.inputs()) {
      long[] shape = input.shape();
      for (int i = 0; i < shape.length; i++) {
        if (i == 0 && shape[i] < 0) {
          shape[i] = 1;
        }
        if (shape[i] < 0 || shape[i] > 1 << 20) {
          return null;
        }
      }
      long elements = 1;
      for (long dimension : shape) {
        elements *= Math.max(1, dimension);
        if (elements > MOST_ZEROS) {
          return null;
        }
      }
      int size = Tensor.elements(input.name(), shape);
      if (input.type() == DataType.BYTES) {
        byte[][] texts = new byte[size][0];
        tensors.add(Tensor.texts(input.name(), shape, texts));
      } else {
        tensors.add(
            Tensor.of(input.name(), input.type(), shape, Tensor.room(size * input.type().bytes())));
      }
    }
    try {
      tried = model.infer(tensors);
    } catch (NoriaException e) {
      if (e.code() == ErrorCode.DEADLINE_EXCEEDED) {
        throw new NoriaException(
            ErrorCode.FAILED_PRECONDITION,
            e.getMessage() + ", asked one row of zeros when it was loaded",
            e);
      }
      return null;
    }
    return tensors;
  }

  /** The columns that the inputs are; empty when they are none. */
  private List<FeatureColumn> columns() {
    List<TensorSpec> inputs = model.inputs();
    List<FeatureColumn> said = mlflow == null ? List.of() : mlflow.columns();
    if (inputs.size() == 1 && inputs.getFirst().shape().length == 2) {
      long width = inputs.getFirst().shape()[1];
      boolean text = inputs.getFirst().type() == DataType.BYTES;
      if (width > 1 && width <= 100_000 && !text && inputs.getFirst().shape()[0] < 0) {
        return said.size() == width
            ? said.stream().map(c -> FeatureColumn.of(c.name(), type(inputs.getFirst()))).toList()
            : IntStream.range(0, (int) width)
                .mapToObj(i -> FeatureColumn.of("f" + i, type(inputs.getFirst())))
                .toList();
      }
    }
    List<FeatureColumn> columns = new ArrayList<>();
    for (TensorSpec input : inputs) {
      long[] shape = input.shape();
      boolean column = (shape.length == 1 || (shape.length == 2 && shape[1] == 1)) && shape[0] < 0;
      if (!column) {
        return List.of();
      }
      columns.add(FeatureColumn.of(input.name(), type(input)));
    }
    return columns;
  }

  private static FeatureColumn.Type type(TensorSpec input) {
    return switch (input.type()) {
      case BYTES -> FeatureColumn.Type.STRING;
      case BOOL -> FeatureColumn.Type.BOOLEAN;
      case FP16, BF16, FP32, FP64 -> FeatureColumn.Type.DOUBLE;
      default -> FeatureColumn.Type.LONG;
    };
  }

  private Optional<ModelFiles.Loaded> rows(TensorModel bounded, List<FeatureColumn> columns) {
    List<TensorSpec> outputs = model.outputs();
    int label = find(outputs, spec -> spec.shape().length == 1 && !spec.type().floating());
    int matrix = find(outputs, spec -> spec.shape().length == 2 && spec.type().floating());
    if (label >= 0 && matrix >= 0) {
      List<String> classes = classes(label, matrix);
      if (classes.size() >= 2) {
        boolean two = classes.size() == 2;
        var mapping =
            new RowMapping(
                columns,
                model.inputs(),
                matrix,
                classes.size(),
                two ? 1 : 0,
                two ? 1 : classes.size(),
                null);
        return Optional.of(
            loaded(
                bounded,
                info(
                    columns,
                    two ? BundleInfo.Objective.BINARY : BundleInfo.Objective.MULTICLASS,
                    classes),
                mapping));
      }
    }
    int numbers = outputs.size() == 1 && outputs.getFirst().type() != DataType.BYTES ? 0 : matrix;
    if (numbers < 0 || outputs.get(numbers).shape().length > 2) {
      return Optional.empty();
    }
    long width = width(numbers);
    if (width < 1 || width > 10_000) {
      return Optional.empty();
    }
    var mapping =
        new RowMapping(columns, model.inputs(), numbers, (int) width, 0, (int) width, null);
    return Optional.of(
        loaded(bounded, info(columns, BundleInfo.Objective.REGRESSION, List.of()), mapping));
  }

  private ModelFiles.Loaded loaded(TensorModel bounded, BundleInfo info, RowMapping mapping) {
    return new ModelFiles.Loaded(info, new TensorScorer(name, bounded, mapping));
  }

  /** The classes of a matrix of probabilities, in its order; empty when they are not known. */
  private List<String> classes(int label, int matrix) {
    List<String> keys = model.keys(matrix);
    if (!keys.isEmpty()) {
      return keys;
    }
    long width = width(matrix);
    List<String> written = model.classes();
    if (!written.isEmpty() && (width < 0 || width == written.size())) {
      return written;
    }
    boolean numbered = model.outputs().get(label).type() != DataType.BYTES;
    return numbered && width > 1 && width <= 10_000
        ? IntStream.range(0, (int) width).mapToObj(Integer::toString).toList()
        : List.of();
  }

  /**
   * How many numbers of the output a row has; -1 when it is not known. What one row was answered
   * counts for more than what the file says: converters are known to write another shape.
   */
  private long width(int output) {
    List<Tensor> answer = tried;
    if (answer != null) {
      return answer.get(output).size();
    }
    long[] shape = model.outputs().get(output).shape();
    return shape.length < 2 ? 1 : shape[1];
  }

  private interface Wanted {
    boolean is(TensorSpec spec);
  }

  private static int find(List<TensorSpec> specs, Wanted wanted) {
    for (int i = 0; i < specs.size(); i++) {
      if (wanted.is(specs.get(i))) {
        return i;
      }
    }
    return -1;
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
}
