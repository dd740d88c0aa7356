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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows, columns or tensors in the forms that the row-wise dialects have, read for a model that
 * takes rows of columns or tensors. Not thread-safe; for one question.
 */
public final class Instances {
  private static final int MOST_ROWS = 1_000_000;

  private final ServedModel model;
  private final boolean lenient;
  private @Nullable Table table;
  private @Nullable Map<String, Part> parts;
  private int @Nullable [] places;
  private int rows;

  /** What came for one input, instance by instance. */
  private static final class Part {
    private final Elements elements;
    private long @Nullable [] shape;
    private int count;

    Part(Elements elements) {
      this.elements = elements;
    }
  }

  /**
   * None yet.
   *
   * @param model that will be asked
   * @param lenient whether columns that the model does not have are passed over
   */
  public Instances(ServedModel model, boolean lenient) {
    this.model = model;
    this.lenient = lenient;
  }

  /** Whether something came. */
  public boolean present() {
    return table != null || parts != null;
  }

  /** How many rows came. */
  public int rows() {
    return rows;
  }

  /** The tensors for the model. */
  public List<Tensor> tensors() {
    Table known = table;
    if (known != null) {
      return known.tensors();
    }
    if (parts == null || parts.isEmpty()) {
      throw NoriaException.invalid("body: no rows (expected: at least one)");
    }
    List<Tensor> tensors = new ArrayList<>(parts.size());
    parts.forEach((name, part) -> {
      long[] each = part.shape == null ? new long[0] : part.shape;
      long[] shape = new long[each.length + 1];
      shape[0] = rows;
      System.arraycopy(each, 0, shape, 1, each.length);
      tensors.add(part.elements.tensor(rows < 0 ? each : shape));
    });
    return joined(tensors);
  }

  /** Columns side by side where the model takes them as one matrix. */
  private List<Tensor> joined(List<Tensor> tensors) {
    TensorSpec matrix = Table.matrix(model);
    int width = model.columns().size();
    int height = tensors.getFirst().size();
    if (matrix == null
        || tensors.size() != width
        || tensors.stream().anyMatch(t -> column(t.name()) == null || t.size() != height)
        || tensors.stream().anyMatch(t -> t.type() == DataType.BYTES)
        || tensors.stream().anyMatch(t -> t.name().equals(matrix.name()))) {
      return tensors;
    }
    double[] all = new double[width * height];
    for (Tensor tensor : tensors) {
      FeatureColumn column = column(tensor.name());
      int place = model.columns().indexOf(column);
      for (int row = 0; row < height; row++) {
        all[row * width + place] = tensor.number(row);
      }
    }
    return List.of(
        Tensors.numbers(
            matrix.name(),
            matrix.type().floating() ? DataType.FP64 : matrix.type(),
            new long[] {height, width},
            all,
            0,
            1));
  }

  /**
   * Reads a list of instances: objects by name, lists in the model's order, or single values.
   *
   * @throws NoriaException INVALID_ARGUMENT or UNPROCESSABLE with the instance's number and what is
   *     wrong with it
   */
  public void list(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw NoriaException.invalid(
          parser.currentName() + ": " + TensorJson.came(parser) + " (expected: a list)");
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (rows == MOST_ROWS) {
        throw new NoriaException(ErrorCode.TOO_LARGE, "instances: more than " + MOST_ROWS);
      }
      rows++;
      try {
        instance(parser);
      } catch (NoriaException e) {
        throw new NoriaException(e.code(), "instance " + (rows - 1) + ": " + e.getMessage(), e);
      }
    }
    if (rows == 0) {
      throw NoriaException.invalid("instances: an empty list (expected: at least one)");
    }
  }

  /** Reads one instance alone. */
  public void one(JsonParser parser) throws IOException {
    rows++;
    instance(parser);
  }

  /** Whether the model's one input is of BYTES, and it takes no columns. */
  public boolean takesBytes() {
    TensorSpec only = only();
    return model.columns().isEmpty() && only != null && only.type() == DataType.BYTES;
  }

  /** Takes bytes that are the one input's value, of a model that takes one of BYTES. */
  public void bytes(byte[] value) {
    TensorSpec only = only();
    if (only == null || only.type() != DataType.BYTES) {
      throw NoriaException.invalid(
          "body: bytes (expected: JSON; only a model of one input of BYTES takes them, this one"
              + " takes "
              + model.inputs()
              + ")");
    }
    rows++;
    Part part = part(only.name());
    part.elements.bytes(value);
    grow(part, new long[0]);
  }

  private void instance(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      String first = parser.nextFieldName();
      if (parts == null && first != null && byColumn(first)) {
        rowByName(parser, table(), first);
      } else if ("b64".equals(first) && only() != null) {
        encoded(parser);
      } else {
        byName(parser, first);
      }
    } else if (token == JsonToken.START_ARRAY && inOrder()) {
      rowInOrder(parser, table());
    } else {
      single(parser, "a list of instances of one value");
    }
  }

  /** Whether an object whose first name this is holds columns. */
  private boolean byColumn(String first) {
    if (table != null) {
      return true;
    }
    return !model.columns().isEmpty()
        && (column(first) != null || model.inputs().stream().noneMatch(i -> i.name().equals(first)))
        && !(first.equals("b64") && only() != null && only().type() == DataType.BYTES);
  }

  /** Whether a list holds a row in the columns' order. */
  private boolean inOrder() {
    return parts == null
        && !model.columns().isEmpty()
        && (table != null || Table.matrix(model) == null)
        && model.columns().size() == (only() == null ? model.inputs().size() : 1);
  }

  private @Nullable TensorSpec only() {
    return model.inputs().size() == 1 ? model.inputs().getFirst() : null;
  }

  private @Nullable FeatureColumn column(String name) {
    for (FeatureColumn each : model.columns()) {
      if (each.name().equals(name)) {
        return each;
      }
    }
    return null;
  }

  private Table table() {
    if (parts != null) {
      throw NoriaException.invalid("another form than the ones before (expected: all alike)");
    }
    Table known = table;
    if (known == null) {
      known = new Table(model);
      table = known;
    }
    return known;
  }

  private Map<String, Part> parts() {
    if (table != null) {
      throw NoriaException.invalid("another form than the ones before (expected: all alike)");
    }
    Map<String, Part> known = parts;
    if (known == null) {
      known = new LinkedHashMap<>();
      parts = known;
    }
    return known;
  }

  /** Stands behind the first name. */
  private void rowByName(JsonParser parser, Table into, String first) throws IOException {
    into.row();
    for (String name = first; name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      int place = into.place(name);
      if (place >= 0) {
        into.set(place, parser);
      } else if (lenient) {
        parser.skipChildren();
      } else {
        throw into.unknown(name);
      }
    }
    into.end();
  }

  private static void rowInOrder(JsonParser parser, Table into) throws IOException {
    into.row();
    int place = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (place == into.width()) {
        throw into.tooMany();
      }
      into.set(place++, parser);
    }
    into.end();
  }

  private void single(JsonParser parser, String what) throws IOException {
    TensorSpec only = only();
    if (only == null) {
      throw NoriaException.invalid(
          TensorJson.came(parser)
              + " (expected: an object with "
              + model.inputs().stream().map(TensorSpec::name).toList()
              + "; only a model of one input takes "
              + what
              + ")");
    }
    add(parser, only.name());
  }

  /** Stands at the name b64. */
  private void encoded(JsonParser parser) throws IOException {
    TensorSpec only = only();
    parser.nextToken();
    if (only == null || only.type() != DataType.BYTES) {
      throw NoriaException.invalid("{\"b64\": …} (expected: an input of BYTES for it)");
    }
    Part part = part(only.name());
    grow(part, part.elements.encoded(parser));
    if (parser.nextToken() != JsonToken.END_OBJECT) {
      throw NoriaException.invalid("more than b64 (expected: {\"b64\": …})");
    }
  }

  private void byName(JsonParser parser, @Nullable String first) throws IOException {
    for (String name = first; name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      if (lenient && spec(name) == null) {
        parser.skipChildren();
      } else {
        add(parser, name);
      }
    }
    for (Map.Entry<String, Part> each : parts().entrySet()) {
      if (each.getValue().count != rows) {
        throw new NoriaException(
            ErrorCode.UNPROCESSABLE, "input " + each.getKey() + ": missing, or only in some");
      }
    }
  }

  private void add(JsonParser parser, String name) throws IOException {
    Part part = part(name);
    grow(part, part.elements.nested(parser));
  }

  private void grow(Part part, long[] shape) {
    if (part.shape == null) {
      part.shape = shape;
    } else if (!Arrays.equals(part.shape, shape)) {
      throw NoriaException.invalid(
          "shape "
              + Arrays.toString(shape)
              + " (expected: "
              + Arrays.toString(part.shape)
              + ", as the ones before)");
    }
    part.count++;
  }

  private Part part(String name) {
    Part known = parts().get(name);
    if (known == null) {
      DataType type = spec(name);
      if (type == null) {
        throw new NoriaException(
            ErrorCode.UNPROCESSABLE,
            "input "
                + TensorJson.shortened(name)
                + ": unknown (expected: one of "
                + model.inputs().stream().map(TensorSpec::name).toList()
                + ")");
      }
      known = new Part(new Elements(name, type, 4));
      parts().put(name, known);
    }
    return known;
  }

  /** How an input's values are read; null when the model has none of that name. */
  private @Nullable DataType spec(String name) {
    for (TensorSpec input : model.inputs()) {
      if (input.name().equals(name)) {
        // Columns are rounded once, by the model, as they are wherever else rows come from.
        boolean rounded = !model.columns().isEmpty() && input.type() == DataType.FP32;
        return rounded ? DataType.FP64 : input.type();
      }
    }
    FeatureColumn column = column(name);
    return column == null
        ? null
        : column.type() == FeatureColumn.Type.STRING ? DataType.BYTES : DataType.FP64;
  }

  /**
   * Reads whole columns or tensors: an object by input name, or the one input itself. Their shapes
   * are taken as they come.
   */
  public void whole(JsonParser parser) throws IOException {
    rows = -1;
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      single(parser, "a value of its own");
      return;
    }
    String name = parser.nextFieldName();
    if ("b64".equals(name) && only() != null && only().type() == DataType.BYTES) {
      encoded(parser);
      return;
    }
    for (; name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      if (lenient && spec(name) == null) {
        parser.skipChildren();
      } else {
        add(parser, name);
      }
    }
    parts();
  }

  /**
   * Reads rows whose columns were named.
   *
   * @param names of the columns; null when they were not named and stand in the model's order
   */
  public void matrix(JsonParser parser, @Nullable List<String> names) throws IOException {
    if (model.columns().isEmpty() || parser.currentToken() != JsonToken.START_ARRAY) {
      tensorMatrix(parser, names);
      return;
    }
    Table into = table();
    int[] places = places(names, into);
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      into.row();
      rows++;
      if (parser.currentToken() == JsonToken.START_ARRAY) {
        int at = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          if (at == places.length) {
            throw into.tooMany();
          }
          set(into, places[at++], parser);
        }
      } else if (places.length == 1) {
        set(into, places[0], parser);
      } else {
        throw NoriaException.invalid(
            "data: " + TensorJson.came(parser) + " (expected: a list for each row)");
      }
      into.end();
    }
  }

  private static void set(Table into, int place, JsonParser parser) throws IOException {
    if (place < 0) {
      parser.skipChildren();
    } else {
      into.set(place, parser);
    }
  }

  private int[] places(@Nullable List<String> names, Table into) {
    int[] places = new int[names == null ? into.width() : names.size()];
    for (int i = 0; i < places.length; i++) {
      places[i] = names == null ? i : into.place(names.get(i));
      if (places[i] < 0 && !lenient && names != null) {
        throw into.unknown(names.get(i));
      }
    }
    return places;
  }

  /** Of a model without columns: each name an input, or all of it the one input. */
  private void tensorMatrix(JsonParser parser, @Nullable List<String> names) throws IOException {
    if (names == null || names.isEmpty() || names.stream().anyMatch(name -> spec(name) == null)) {
      list(parser);
      return;
    }
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw NoriaException.invalid(
          "data: " + TensorJson.came(parser) + " (expected: a list of rows)");
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      rows++;
      int at = 0;
      if (parser.currentToken() == JsonToken.START_ARRAY) {
        while (parser.nextToken() != JsonToken.END_ARRAY && at < names.size()) {
          add(parser, names.get(at++));
        }
      }
      if (at != names.size() || parser.currentToken() != JsonToken.END_ARRAY) {
        throw NoriaException.invalid(
            "data: row "
                + (rows - 1)
                + " (expected: a list with a value for each of "
                + names
                + ")");
      }
    }
  }

  /**
   * Reads lines of values, such as a CSV file has.
   *
   * @param headed whether the first line must be a heading; else it may be one, which is known by
   *     holding every column's name, and without one the values stand in the model's order
   */
  public void lines(byte[] body, boolean headed) {
    if (model.columns().isEmpty()) {
      throw NoriaException.invalid(
          "body: lines of values (expected: JSON; this model takes tensors, not rows of columns)");
    }
    Table into = table();
    Csv.read(
        body,
        line -> {
          int[] known = places;
          if (known == null) {
            boolean heading = headed || heading(line);
            places = places(heading ? line : null, into);
            if (!heading) {
              line(into, places, line);
            }
          } else {
            line(into, known, line);
          }
        });
    if (rows == 0) {
      throw NoriaException.invalid(
          "body: no rows (expected: CSV" + (headed ? " with a heading)" : ")"));
    }
  }

  private boolean heading(List<String> line) {
    return line.size() >= model.columns().size()
        && model.columns().stream().allMatch(column -> line.contains(column.name()));
  }

  private void line(Table into, int[] columns, List<String> line) {
    into.row();
    rows++;
    if (line.size() != columns.length) {
      throw NoriaException.invalid(
          "line " + rows + ": " + line.size() + " values (expected: " + columns.length + ")");
    }
    for (int i = 0; i < columns.length; i++) {
      if (columns[i] >= 0) {
        into.set(columns[i], line.get(i));
      }
    }
    into.end();
  }
}
