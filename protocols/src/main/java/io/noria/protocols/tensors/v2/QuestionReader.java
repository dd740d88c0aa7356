package io.noria.protocols.tensors.v2;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.noria.base.NoriaException;
import io.noria.protocols.tensors.Elements;
import io.noria.protocols.tensors.TensorJson;
import io.noria.serving.ServedModel;
import io.noria.serving.tensor.DataType;
import io.noria.serving.tensor.Tensor;
import io.noria.serving.tensor.TensorSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads {@code {"inputs": […]}} and the raw tensors behind it. */
public final class QuestionReader {
  private static final String EXPECTED =
      "{\"inputs\": [{\"name\", \"shape\", \"datatype\", \"data\"}]}";
  private static final int MOST_DIMENSIONS = 32;
  private static final int MOST_TENSORS = 10_000;

  private final RawTensors raw;
  private final int room;
  private final List<Tensor> inputs = new ArrayList<>();
  private final List<InferQuestion.Wanted> outputs = new ArrayList<>();
  private @Nullable String id;
  private boolean binary;
  private boolean seen;

  private QuestionReader(RawTensors raw, int room) {
    this.raw = raw;
    this.room = room;
  }

  /**
   * Reads a body whose first {@code json} bytes are JSON; -1 when all are.
   *
   * @throws NoriaException INVALID_ARGUMENT naming the tensor, what came and what was expected
   */
  public static InferQuestion read(byte[] body, int json) {
    int length = json < 0 ? body.length : json;
    RawTensors raw = new RawTensors(ByteBuffer.wrap(body, length, body.length - length));
    QuestionReader reader = new QuestionReader(raw, length / 2 + 1);
    return TensorJson.object(body, length, EXPECTED, reader::question);
  }

  /**
   * A body that is nothing but the bytes of the model's one input, of one row; the outputs come
   * back raw.
   *
   * @throws NoriaException INVALID_ARGUMENT when the model has several inputs, or its input's size
   *     does not follow from the bytes
   */
  public static InferQuestion raw(byte[] body, ServedModel model) {
    if (model.inputs().size() != 1) {
      throw NoriaException.invalid(
          "body: raw bytes for "
              + model.inputs().size()
              + " inputs (expected: JSON; only a model of one input takes them)");
    }
    TensorSpec input = model.inputs().getFirst();
    long[] shape = input.shape();
    if (input.type() == DataType.BYTES) {
      Arrays.setAll(shape, i -> 1);
      Tensor text = Tensor.texts(input.name(), shape, new byte[][] {body});
      return new InferQuestion(null, List.of(text), List.of(), true, true);
    }
    if (shape.length > 0 && shape[0] < 0) {
      shape[0] = 1;
    }
    long known = input.type().bytes();
    int open = -1;
    for (int i = 0; i < shape.length; i++) {
      if (shape[i] < 0) {
        if (open >= 0) {
          throw NoriaException.invalid(
              input.name()
                  + ": raw bytes for shape "
                  + Arrays.toString(input.shape())
                  + " (expected: JSON with the shape)");
        }
        open = i;
      } else {
        known *= shape[i];
      }
    }
    if (open >= 0) {
      shape[open] = known == 0 ? 0 : body.length / known;
    }
    Tensor tensor = Tensor.of(input.name(), input.type(), shape, ByteBuffer.wrap(body));
    return new InferQuestion(null, List.of(tensor), List.of(), true, true);
  }

  /**
   * Reads a body as its length header says.
   *
   * @param model to learn the input from when all of it is raw
   */
  public static InferQuestion read(byte[] body, RawBody raw, Supplier<ServedModel> model) {
    return raw.json() == 0 ? raw(body, model.get()) : read(body, raw.json());
  }

  private InferQuestion question(JsonParser parser) throws IOException {
    String field;
    while ((field = parser.nextFieldName()) != null) {
      JsonToken token = parser.nextToken();
      switch (field) {
        case "id" -> id = token == JsonToken.VALUE_NULL ? null : scalar(parser, "id");
        case "parameters" -> {
          Parameters parameters = Parameters.read(parser, "parameters");
          binary = parameters.flag("binary_data_output", false);
        }
        case "inputs" -> {
          seen = true;
          list(parser, "inputs", () -> input(parser));
        }
        case "outputs" -> {
          if (token != JsonToken.VALUE_NULL) {
            list(parser, "outputs", () -> output(parser));
          }
        }
        default -> parser.skipChildren();
      }
    }
    if (!seen) {
      throw NoriaException.invalid("body: no inputs (expected: " + EXPECTED + ")");
    }
    raw.requireEnd();
    return new InferQuestion(id, inputs, outputs, binary, false);
  }

  private interface Each {
    void read() throws IOException;
  }

  private static void list(JsonParser parser, String name, Each each) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw NoriaException.invalid(
          name + ": " + TensorJson.came(parser) + " (expected: a list of objects)");
    }
    int count = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.START_OBJECT || ++count > MOST_TENSORS) {
        throw NoriaException.invalid(
            name
                + ": "
                + (count > MOST_TENSORS ? "more than " + MOST_TENSORS : TensorJson.came(parser))
                + " (expected: a list of objects)");
      }
      each.read();
    }
  }

  private void input(JsonParser parser) throws IOException {
    String name = null;
    long[] shape = null;
    DataType type = null;
    Elements data = null;
    TokenBuffer early = null;
    Parameters parameters = Parameters.NONE;
    String field;
    while ((field = parser.nextFieldName()) != null) {
      parser.nextToken();
      boolean again =
          switch (field) {
            case "name" -> name != null;
            case "shape" -> shape != null;
            case "datatype" -> type != null;
            case "data" -> data != null || early != null;
            default -> false;
          };
      if (again) {
        // Each would make room anew for what the one before had said.
        throw NoriaException.invalid("inputs: " + field + " twice (expected: once)");
      }
      switch (field) {
        case "name" -> name = scalar(parser, "inputs: name");
        case "shape" -> shape = shape(parser, name);
        case "datatype" -> type = DataType.of(scalar(parser, "inputs: datatype"));
        case "parameters" -> parameters = Parameters.read(parser, "inputs: parameters");
        case "data" -> {
          if (type == null) {
            // What the elements are is said behind them.
            early = new TokenBuffer(parser);
            early.copyCurrentStructure(parser);
          } else {
            data = new Elements(named(name), type, expected(shape));
            data.flat(parser);
          }
        }
        default -> parser.skipChildren();
      }
    }
    if (name == null || shape == null || type == null) {
      throw NoriaException.invalid(
          "inputs: "
              + (name == null ? "one" : name)
              + " without "
              + (name == null ? "name" : shape == null ? "shape" : "datatype")
              + " (expected: name, shape, datatype and data)");
    }
    if (early != null) {
      data = new Elements(name, type, expected(shape));
      try (JsonParser again = early.asParserOnFirstToken()) {
        data.flat(again);
      }
    }
    inputs.add(tensor(name, shape, type, data, parameters));
  }

  private Tensor tensor(
      String name, long[] shape, DataType type, @Nullable Elements data, Parameters parameters) {
    if (parameters.text("shared_memory_region") != null) {
      throw NoriaException.invalid(
          name + ": in shared memory (expected: data, or binary_data_size; there are no regions)");
    }
    long size = parameters.number("binary_data_size", -1);
    Tensor tensor;
    if (size >= 0) {
      if (data != null) {
        throw NoriaException.invalid(
            name + ": data and binary_data_size (expected: one of the two)");
      }
      tensor = raw.next(name, type, shape, size);
    } else if (data != null) {
      tensor = data.tensor(shape);
    } else {
      throw NoriaException.invalid(name + ": no data (expected: data, or binary_data_size)");
    }
    return "base64".equals(parameters.text("content_type")) && type == DataType.BYTES
        ? decoded(tensor)
        : tensor;
  }

  private static Tensor decoded(Tensor tensor) {
    byte[][] bytes = new byte[tensor.size()][];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = Elements.base64(tensor.name(), tensor.text(i));
    }
    return Tensor.texts(tensor.name(), tensor.shape(), bytes);
  }

  private void output(JsonParser parser) throws IOException {
    String name = null;
    Parameters parameters = Parameters.NONE;
    String field;
    while ((field = parser.nextFieldName()) != null) {
      parser.nextToken();
      switch (field) {
        case "name" -> name = scalar(parser, "outputs: name");
        case "parameters" -> parameters = Parameters.read(parser, "outputs: parameters");
        default -> parser.skipChildren();
      }
    }
    if (name == null) {
      throw NoriaException.invalid("outputs: one without name (expected: {\"name\": …})");
    }
    if (parameters.text("shared_memory_region") != null) {
      throw NoriaException.invalid(
          name + ": into shared memory (expected: the answer itself; there are no regions)");
    }
    Object wanted = parameters.value("binary_data");
    outputs.add(
        new InferQuestion.Wanted(
            name,
            wanted == null ? null : parameters.flag("binary_data", false),
            (int) Math.min(parameters.number("classification", 0), Integer.MAX_VALUE)));
  }

  private static long[] shape(JsonParser parser, @Nullable String name) throws IOException {
    long[] shape = new long[MOST_DIMENSIONS];
    int count = 0;
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      while (parser.nextToken() == JsonToken.VALUE_NUMBER_INT && count < MOST_DIMENSIONS) {
        shape[count++] = parser.getLongValue();
      }
      if (parser.currentToken() == JsonToken.END_ARRAY) {
        return Arrays.copyOf(shape, count);
      }
    }
    throw NoriaException.invalid(
        named(name)
            + ": shape holds "
            + TensorJson.came(parser)
            + " (expected: a list of at most "
            + MOST_DIMENSIONS
            + " whole numbers)");
  }

  private static String named(@Nullable String name) {
    return name == null ? "inputs" : name;
  }

  /** Not more than the body can hold, whatever the shape says. */
  private int expected(long @Nullable [] shape) {
    long size = 1;
    if (shape != null) {
      for (long dimension : shape) {
        size = Math.min(room, size * Math.clamp(dimension, 0, room));
      }
    }
    return (int) size;
  }

  private static String scalar(JsonParser parser, String name) throws IOException {
    if (parser.currentToken().isScalarValue() && parser.currentToken() != JsonToken.VALUE_NULL) {
      return parser.getText();
    }
    throw NoriaException.invalid(name + ": " + TensorJson.came(parser) + " (expected: a string)");
  }
}
