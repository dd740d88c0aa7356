package io.noria.serving.bundle;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.registry.FeatureColumn;
import io.noria.serving.Target;
import io.noria.serving.scorer.RowBlock;
import io.noria.serving.tensor.DataType;
import io.noria.serving.tensor.Tensor;
import io.noria.serving.tensor.TensorSpec;
import io.noria.serving.tensor.Tensors;
import io.noria.stats.Answers;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A model of rows, asked in tensors. All columns as one matrix named {@code input}, where all are
 * numbers; else, or if the caller likes it better, each column as an input of its own name. It
 * answers {@code prediction}, and for classes {@code probability} (of the predicted one) and {@code
 * probabilities} (of all). Thread-safe.
 */
public final class RowTensors {
  private static final String INPUT = "input";

  private final Bundle bundle;
  private final List<FeatureColumn> columns;
  private final List<TensorSpec> inputs;
  private final List<TensorSpec> outputs;
  private final DataType number;

  RowTensors(Bundle bundle, DataType number) {
    this.bundle = bundle;
    this.number = number;
    this.columns = bundle.inputs();
    boolean numeric = columns.stream().noneMatch(RowTensors::text);
    this.inputs =
        numeric
            ? List.of(TensorSpec.of(INPUT, number, -1, columns.size()))
            : columns.stream().map(c -> TensorSpec.of(c.name(), type(c), -1, 1)).toList();
    this.outputs = specs();
  }

  private List<TensorSpec> specs() {
    Target target = bundle.target();
    if (target.regression()) {
      return List.of(
          bundle.outputs() == 1
              ? TensorSpec.of("prediction", number, -1)
              : TensorSpec.of("prediction", number, -1, bundle.outputs()));
    }
    return List.of(
        TensorSpec.of("prediction", labels(), -1),
        TensorSpec.of("probability", number, -1),
        TensorSpec.of("probabilities", number, -1, target.classes().size()));
  }

  private DataType labels() {
    Object label = bundle.label(0);
    for (int i = 1; i < bundle.target().classes().size(); i++) {
      if (bundle.label(i).getClass() != label.getClass()) {
        return DataType.BYTES;
      }
    }
    return label instanceof Long
        ? DataType.INT64
        : label instanceof Boolean ? DataType.BOOL : DataType.BYTES;
  }

  private static boolean text(FeatureColumn column) {
    return column.type() == FeatureColumn.Type.STRING;
  }

  private DataType type(FeatureColumn column) {
    return switch (column.type()) {
      case DOUBLE -> number;
      case LONG -> DataType.INT64;
      case BOOLEAN -> DataType.BOOL;
      case STRING -> DataType.BYTES;
    };
  }

  /** What it takes. */
  List<TensorSpec> inputs() {
    return inputs;
  }

  /** What it gives. */
  List<TensorSpec> outputs() {
    return outputs;
  }

  /**
   * The rows that the tensors hold.
   *
   * @param most rows
   * @throws NoriaException UNPROCESSABLE when the tensors are not the columns, TOO_LARGE for more
   *     rows
   */
  public RowBlock rows(List<Tensor> given, int most) {
    boolean matrix = given.size() == 1 && inputs.size() == 1;
    boolean alone =
        columns.size() == 1 && matrix && given.getFirst().name().equals(columns.getFirst().name());
    if (matrix && !alone) {
      // The only input of either side: clients of many servers have a name of their own for it.
      return matrix(given.getFirst(), most);
    }
    return byColumn(given, most);
  }

  private RowBlock matrix(Tensor tensor, int most) {
    int width = columns.size();
    if (tensor.type() == DataType.BYTES) {
      throw new NoriaException(
          ErrorCode.UNPROCESSABLE,
          "input %s: of type BYTES (expected: %s)".formatted(tensor.name(), inputs.getFirst()));
    }
    boolean one = tensor.rank() == 1 && tensor.size() == width;
    boolean column = tensor.rank() == 1 && width == 1;
    if (!one && !column && (tensor.rank() != 2 || tensor.dimension(1) != width)) {
      throw new NoriaException(
          ErrorCode.UNPROCESSABLE,
          "input %s (expected: shape [rows,%d], the columns %s)"
              .formatted(tensor, width, columns.stream().map(FeatureColumn::name).toList()));
    }
    int rows = tensor.size() / width;
    requireFew(rows, most);
    double[] values = new double[tensor.size()];
    if (tensor.type() == DataType.FP32) {
      ByteBuffer data = tensor.data();
      for (int i = 0; i < values.length; i++) {
        values[i] = data.getFloat(i << 2);
      }
    } else {
      for (int i = 0; i < values.length; i++) {
        values[i] = tensor.number(i);
      }
    }
    checkWhole(values, width);
    return RowBlock.of(width, rows, values);
  }

  /** Whole-number and boolean columns are as strict as rows by name are. */
  private void checkWhole(double[] values, int width) {
    for (int column = 0; column < width; column++) {
      FeatureColumn.Type type = columns.get(column).type();
      if (type == FeatureColumn.Type.DOUBLE) {
        continue;
      }
      for (int at = column; at < values.length; at += width) {
        requireFit(columns.get(column), values[at]);
      }
    }
  }

  private static void requireFit(FeatureColumn column, double value) {
    boolean fits =
        Double.isNaN(value)
            || (column.type() == FeatureColumn.Type.BOOLEAN
                ? value == 0 || value == 1
                : column.type() != FeatureColumn.Type.LONG || value == Math.rint(value));
    if (!fits) {
      throw new NoriaException(
          ErrorCode.UNPROCESSABLE,
          "input %s: %s (expected: %s)".formatted(column.name(), value, column.type().wire()));
    }
  }

  private RowBlock byColumn(List<Tensor> given, int most) {
    Map<String, Tensor> named = new HashMap<>();
    for (Tensor tensor : given) {
      if (bundle.place(tensor.name()) < 0 || named.put(tensor.name(), tensor) != null) {
        throw new NoriaException(
            ErrorCode.UNPROCESSABLE,
            "input %s: %s (expected: %s)"
                .formatted(
                    shortened(tensor.name()),
                    named.containsKey(tensor.name()) ? "twice" : "no such input",
                    inputs.size() == 1
                        ? inputs + ", or one for each of " + names()
                        : "one for each of " + names()));
      }
    }
    int rows = given.isEmpty() ? 0 : given.getFirst().size();
    requireFew(rows, most);
    var block = RowBlock.of(columns.size(), rows, new double[rows * columns.size()]);
    for (int column = 0; column < columns.size(); column++) {
      Tensor tensor = named.get(columns.get(column).name());
      if (tensor == null) {
        throw new NoriaException(
            ErrorCode.UNPROCESSABLE,
            "input %s: missing (given: %s)"
                .formatted(columns.get(column).name(), shown(named.keySet())));
      }
      if (tensor.size() != rows || tensor.rank() > 2 || tensor.rank() == 0) {
        throw new NoriaException(
            ErrorCode.UNPROCESSABLE,
            "input %s (expected: shape [%d] or [%d,1])".formatted(tensor, rows, rows));
      }
      fill(block, column, tensor);
    }
    return block;
  }

  private void fill(RowBlock block, int column, Tensor tensor) {
    FeatureColumn feature = columns.get(column);
    boolean text = text(feature);
    if (text != (tensor.type() == DataType.BYTES)) {
      throw new NoriaException(
          ErrorCode.UNPROCESSABLE,
          "input %s: of type %s (expected: %s)"
              .formatted(tensor.name(), tensor.type(), type(feature)));
    }
    for (int row = 0; row < block.size(); row++) {
      double value;
      if (!text) {
        value = tensor.number(row);
        requireFit(feature, value);
      } else if (tensor.missing(row)) {
        value = Double.NaN;
      } else {
        String given = tensor.text(row);
        int code = bundle.code(column, given);
        value = code < 0 ? Double.NaN : code;
        if (code < 0) {
          block.unknown(row, column, given);
        }
      }
      block.values()[row * block.columns() + column] = value;
    }
  }

  private static void requireFew(int rows, int most) {
    if (rows > most) {
      throw new NoriaException(
          ErrorCode.TOO_LARGE, "rows: " + rows + " (expected: at most " + most + " in a request)");
    }
  }

  private List<String> names() {
    return columns.stream().map(FeatureColumn::name).toList();
  }

  private static String shown(Collection<String> names) {
    return names.stream().sorted().limit(20).map(RowTensors::shortened).toList().toString();
  }

  private static String shortened(String text) {
    return text.length() > 40 ? text.substring(0, 40) + "…" : text;
  }

  /** The answers as tensors. */
  public List<Tensor> outputs(double[] scores, int rows) {
    int width = bundle.outputs();
    if (bundle.regression()) {
      long[] shape = width == 1 ? new long[] {rows} : new long[] {rows, width};
      return List.of(Tensors.numbers("prediction", number, shape, scores, 0, 1));
    }
    int classes = bundle.target().classes().size();
    int[] places = new int[rows];
    double[] probability = new double[rows];
    double[] all = width == 1 ? new double[2 * rows] : scores;
    for (int row = 0; row < rows; row++) {
      if (width == 1) {
        all[2 * row] = 1 - scores[row];
        all[2 * row + 1] = scores[row];
        places[row] = bundle.isPositive(scores[row]) ? 1 : 0;
      } else {
        places[row] = Answers.likeliest(scores, row * width, width);
      }
      probability[row] = all[row * classes + places[row]];
    }
    List<Tensor> tensors = new ArrayList<>(3);
    tensors.add(predictions(places));
    tensors.add(Tensors.numbers("probability", number, new long[] {rows}, probability, 0, 1));
    tensors.add(Tensors.numbers("probabilities", number, new long[] {rows, classes}, all, 0, 1));
    return tensors;
  }

  private Tensor predictions(int[] places) {
    TensorSpec spec = outputs.getFirst();
    long[] shape = {places.length};
    if (spec.type() == DataType.BYTES) {
      List<String> texts = new ArrayList<>(places.length);
      for (int place : places) {
        texts.add(bundle.target().label(place));
      }
      return Tensor.texts(spec.name(), shape, texts);
    }
    ByteBuffer data = Tensor.room(places.length * spec.type().bytes());
    for (int place : places) {
      if (bundle.label(place) instanceof Long whole) {
        data.putLong(whole);
      } else {
        data.put((byte) (bundle.label(place).equals(true) ? 1 : 0));
      }
    }
    return Tensor.of(spec.name(), spec.type(), shape, data.flip());
  }
}
