package io.noria.protocols.tensors;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.registry.FeatureColumn;
import io.noria.serving.ServedModel;
import io.noria.serving.tensor.DataType;
import io.noria.serving.tensor.Tensor;
import io.noria.serving.tensor.TensorSpec;
import io.noria.serving.tensor.Tensors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows of a model's raw columns, as they come, column by column or all at once. */
final class Table {
  private static final int MOST_ROWS = 100_000;

  private final List<FeatureColumn> columns;
  private final ServedModel model;
  private final Map<String, Integer> places = new HashMap<>();
  private final List<@Nullable List<byte @Nullable []>> texts;
  private double[] numbers;
  private boolean[] given;
  private int rows;

  Table(ServedModel model) {
    this.model = model;
    this.columns = model.columns();
    this.texts = new ArrayList<>(columns.size());
    for (FeatureColumn column : columns) {
      places.put(column.name(), texts.size());
      texts.add(column.type() == FeatureColumn.Type.STRING ? new ArrayList<>() : null);
    }
    this.numbers = new double[columns.size()];
    this.given = new boolean[columns.size()];
  }

  /** How many columns. */
  int width() {
    return columns.size();
  }

  /** The column's place; -1 when the model has none of that name. */
  int place(String name) {
    Integer place = places.get(name);
    return place == null ? -1 : place;
  }

  /** Begins the next row. */
  void row() {
    if (rows == MOST_ROWS) {
      throw new NoriaException(
          ErrorCode.TOO_LARGE, "rows: more than " + MOST_ROWS + " (expected: fewer in a request)");
    }
    int needed = (rows + 1) * columns.size();
    if (numbers.length < needed) {
      numbers = Arrays.copyOf(numbers, Math.max(needed, numbers.length * 2));
    }
    rows++;
    for (List<byte @Nullable []> text : texts) {
      if (text != null) {
        text.add(null);
      }
    }
    Arrays.fill(given, false);
  }

  /** Takes the value that the parser stands at. */
  void set(int column, JsonParser parser) throws IOException {
    switch (parser.currentToken()) {
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(column, parser.getDoubleValue(), parser);
      case VALUE_TRUE -> number(column, 1, parser);
      case VALUE_FALSE -> number(column, 0, parser);
      case VALUE_STRING -> {
        List<byte @Nullable []> text = texts.get(column);
        if (text == null) {
          throw wrong(column, TensorJson.came(parser));
        }
        put(column, Double.NaN);
        text.set(rows - 1, parser.getText().getBytes(StandardCharsets.UTF_8));
      }
      case VALUE_NULL -> put(column, Double.NaN);
      case START_ARRAY -> alone(column, parser);
      default -> throw wrong(column, TensorJson.came(parser));
    }
  }

  /** A list of one, as tensors of one value have it. */
  private void alone(int column, JsonParser parser) throws IOException {
    if (!parser.nextToken().isScalarValue()) {
      throw wrong(column, "a list");
    }
    set(column, parser);
    if (parser.nextToken() != JsonToken.END_ARRAY) {
      throw wrong(column, "a list of several");
    }
  }

  private void number(int column, double value, JsonParser parser) throws IOException {
    boolean missing = texts.get(column) != null && Double.isNaN(value);
    if (!missing && (texts.get(column) != null || Double.isInfinite(value))) {
      throw wrong(column, TensorJson.came(parser));
    }
    put(column, value);
  }

  /** Takes a text from a line: what is empty is missing, and a number's column reads a number. */
  void set(int column, String text) {
    List<byte @Nullable []> known = texts.get(column);
    if (text.isEmpty()) {
      put(column, Double.NaN);
    } else if (known != null) {
      put(column, Double.NaN);
      known.set(rows - 1, text.getBytes(StandardCharsets.UTF_8));
    } else {
      put(column, parsed(column, text.strip()));
    }
  }

  private double parsed(int column, String text) {
    if (columns.get(column).type() == FeatureColumn.Type.BOOLEAN) {
      if (text.equalsIgnoreCase("true")) {
        return 1;
      }
      if (text.equalsIgnoreCase("false")) {
        return 0;
      }
    }
    if (text.equalsIgnoreCase("nan") || text.equalsIgnoreCase("null") || text.equals("NA")) {
      return Double.NaN;
    }
    try {
      double value = Double.parseDouble(text);
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below with what was expected.
    }
    throw wrong(column, '"' + TensorJson.shortened(text) + '"');
  }

  private void put(int column, double value) {
    numbers[(rows - 1) * columns.size() + column] = value;
    given[column] = true;
  }

  /** The row has all its values. */
  void end() {
    for (int column = 0; column < given.length; column++) {
      if (!given[column]) {
        throw wrong(column, "missing");
      }
    }
  }

  private NoriaException wrong(int column, String came) {
    FeatureColumn feature = columns.get(column);
    return unprocessable(
        "feature "
            + feature.name()
            + ": "
            + came
            + " (expected: "
            + switch (feature.type()) {
              case DOUBLE -> "a number";
              case LONG -> "a whole number";
              case BOOLEAN -> "true or false";
              case STRING -> "a string";
            }
            + " or null)");
  }

  /** The feature is none of the model's. */
  NoriaException unknown(String name) {
    return unprocessable(
        "feature "
            + TensorJson.shortened(name)
            + ": unknown (expected: one of "
            + columns.stream().map(FeatureColumn::name).limit(50).toList()
            + ")");
  }

  /** More values than columns. */
  NoriaException tooMany() {
    return unprocessable(
        "more than "
            + columns.size()
            + " values in a row (expected: one for each of "
            + columns.stream().map(FeatureColumn::name).limit(50).toList()
            + ")");
  }

  private static NoriaException unprocessable(String message) {
    return new NoriaException(ErrorCode.UNPROCESSABLE, message);
  }

  /** The one input that takes all columns at once; null when each has its own. */
  static @Nullable TensorSpec matrix(ServedModel model) {
    if (model.inputs().size() != 1 || model.columns().isEmpty()) {
      return null;
    }
    TensorSpec only = model.inputs().getFirst();
    long[] shape = only.shape();
    boolean fits =
        only.type() != DataType.BYTES
            && shape.length == 2
            && (shape[1] == model.columns().size() || shape[1] < 0);
    return fits ? only : null;
  }

  /** The rows in the tensors that the model takes. */
  List<Tensor> tensors() {
    TensorSpec matrix = matrix(model);
    int width = columns.size();
    if (matrix != null) {
      long[] shape = {rows, width};
      return List.of(
          matrix.type().floating()
              ? Tensor.doubles(matrix.name(), shape, Arrays.copyOf(numbers, rows * width))
              : Tensors.numbers(matrix.name(), matrix.type(), shape, numbers, 0, 1));
    }
    boolean own = model.inputs().size() == width;
    List<Tensor> tensors = new ArrayList<>(width);
    for (int column = 0; column < width; column++) {
      TensorSpec spec = own ? model.inputs().get(column) : null;
      String name = spec == null ? columns.get(column).name() : spec.name();
      List<byte @Nullable []> text = texts.get(column);
      tensors.add(
          text == null
              ? column(name, column, spec)
              : Tensor.texts(name, new long[] {rows}, text.toArray(byte[][]::new)));
    }
    return tensors;
  }

  private Tensor column(String name, int column, @Nullable TensorSpec spec) {
    int width = columns.size();
    double[] values = new double[rows];
    boolean whole = true;
    for (int row = 0; row < rows; row++) {
      values[row] = numbers[row * width + column];
      whole &= !Double.isNaN(values[row]);
    }
    long[] shape = {rows};
    boolean numbered = spec != null && spec.type() != DataType.BYTES && !spec.type().floating();
    // A missing whole number stays NaN: whether that will do, the model knows.
    return spec != null && numbered && whole
        ? Tensors.numbers(name, spec.type(), shape, values, 0, 1)
        : Tensor.doubles(name, shape, values);
  }
}
