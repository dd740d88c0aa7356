package io.noria.protocols.tensors;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.noria.base.NoriaException;
import io.noria.serving.tensor.DataType;
import io.noria.serving.tensor.Tensor;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The elements of a tensor as they come from a parser: a growing little-endian buffer. */
public final class Elements {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle FLOAT =
      MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle DOUBLE =
      MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);
  private static final byte[] NONE = {};

  private final String name;
  private final DataType type;
  private final List<byte @Nullable []> texts;
  private byte[] bytes;
  private int length;
  private int count;

  /**
   * None yet.
   *
   * @param name of the tensor, for messages
   * @param type of the elements
   * @param expected how many will probably come; only as many as the body can hold
   */
  public Elements(String name, DataType type, int expected) {
    this.name = name;
    this.type = type;
    this.texts = new ArrayList<>(type == DataType.BYTES ? Math.max(1, expected) : 0);
    this.bytes =
        type == DataType.BYTES ? NONE : new byte[Math.max(8, Math.multiplyExact(expected, 8))];
  }

  /** The type of the elements. */
  public DataType type() {
    return type;
  }

  /** How many there are. */
  public int count() {
    return count;
  }

  /** The tensor of that shape, which must have as many elements. */
  public Tensor tensor(long[] shape) {
    long size = Tensor.elements(name, shape);
    if (size != count) {
      throw NoriaException.invalid(
          name
              + ": "
              + count
              + " values (expected: "
              + size
              + ", for shape "
              + Arrays.toString(shape)
              + ")");
    }
    return type == DataType.BYTES
        ? Tensor.texts(name, shape, texts.toArray(byte[][]::new))
        : Tensor.of(name, type, shape, ByteBuffer.wrap(bytes, 0, length));
  }

  /**
   * Takes everything from the value that the parser stands at, however it is nested, and ends at
   * its end.
   */
  public void flat(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      add(parser);
      return;
    }
    int depth = 1;
    while (depth > 0) {
      JsonToken token = parser.nextToken();
      if (token == JsonToken.START_ARRAY) {
        depth++;
      } else if (token == JsonToken.END_ARRAY) {
        depth--;
      } else {
        add(parser);
      }
    }
  }

  /**
   * Takes everything from the value that the parser stands at, and ends at its end.
   *
   * @return its shape: none for a single value
   * @throws NoriaException INVALID_ARGUMENT when lists on one level are of different lengths
   */
  public long[] nested(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      add(parser);
      return new long[0];
    }
    long size = 0;
    long[] inner = null;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      long[] each = nested(parser);
      if (inner == null) {
        inner = each;
      } else if (!Arrays.equals(inner, each)) {
        throw NoriaException.invalid(
            name
                + ": lists of shapes "
                + Arrays.toString(inner)
                + " and "
                + Arrays.toString(each)
                + " side by side (expected: all of one shape)");
      }
      size++;
    }
    long[] rest = inner == null ? new long[0] : inner;
    long[] shape = new long[rest.length + 1];
    shape[0] = size;
    System.arraycopy(rest, 0, shape, 1, rest.length);
    return shape;
  }

  /** Takes the single value that the parser stands at. */
  public void add(JsonParser parser) throws IOException {
    if (type == DataType.BYTES) {
      texts.add(text(parser));
      count++;
      return;
    }
    if (bytes.length - length < 8) {
      if (bytes.length > Integer.MAX_VALUE / 2) {
        throw NoriaException.invalid(name + ": too many values");
      }
      bytes = Arrays.copyOf(bytes, bytes.length * 2);
    }
    switch (type) {
      case BOOL -> bytes[length] = truth(parser);
      case UINT8 -> bytes[length] = (byte) whole(parser, 0, 0xff);
      case INT8 -> bytes[length] = (byte) whole(parser, Byte.MIN_VALUE, Byte.MAX_VALUE);
      case UINT16 -> SHORT.set(bytes, length, (short) whole(parser, 0, 0xffff));
      case INT16 ->
          SHORT.set(bytes, length, (short) whole(parser, Short.MIN_VALUE, Short.MAX_VALUE));
      case UINT32 -> INT.set(bytes, length, (int) whole(parser, 0, 0xffff_ffffL));
      case INT32 ->
          INT.set(bytes, length, (int) whole(parser, Integer.MIN_VALUE, Integer.MAX_VALUE));
      case UINT64 -> LONG.set(bytes, length, unsigned(parser));
      case INT64 -> LONG.set(bytes, length, whole(parser, Long.MIN_VALUE, Long.MAX_VALUE));
      case FP16 -> SHORT.set(bytes, length, Float.floatToFloat16(single(parser)));
      case BF16 -> SHORT.set(bytes, length, brain(single(parser)));
      case FP32 -> FLOAT.set(bytes, length, single(parser));
      case FP64 -> DOUBLE.set(bytes, length, number(parser));
      case BYTES -> throw new IllegalStateException("texts are taken above");
    }
    length += type.bytes();
    count++;
  }

  /** A missing value where the type has one. */
  private double number(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
        double value = parser.getDoubleValue();
        if (Double.isInfinite(value) && isDigit(parser)) {
          throw wrong(parser);
        }
        yield value;
      }
      case VALUE_NULL -> Double.NaN;
      case VALUE_TRUE -> 1;
      case VALUE_FALSE -> 0;
      default -> throw wrong(parser);
    };
  }

  private float single(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
        float value = parser.getFloatValue();
        if (Float.isInfinite(value) && isDigit(parser)) {
          throw wrong(parser);
        }
        yield value;
      }
      default -> (float) number(parser);
    };
  }

  /** Whether it is written in digits, rather than as a bare Infinity. */
  private static boolean isDigit(JsonParser parser) throws IOException {
    String text = parser.getText();
    return Character.isDigit(text.charAt(text.length() - 1));
  }

  /** Rounded to the nearest, ties to even. */
  private static short brain(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) (bits >>> 16 | 0x40);
    }
    return (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
  }

  private byte truth(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_TRUE -> 1;
      case VALUE_FALSE -> 0;
      default -> (byte) whole(parser, 0, 1);
    };
  }

  private long whole(JsonParser parser, long least, long most) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_NUMBER_INT) {
      if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
        throw wrong(parser);
      }
      long value = parser.getLongValue();
      if (value >= least && value <= most) {
        return value;
      }
    } else if (token == JsonToken.VALUE_NUMBER_FLOAT) {
      double value = parser.getDoubleValue();
      // Up to here every whole number has a double of its own.
      if (value == Math.rint(value)
          && Math.abs(value) <= 1L << 53
          && value >= least
          && value <= most) {
        return (long) value;
      }
    } else if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
      return token == JsonToken.VALUE_TRUE ? 1 : 0;
    }
    throw wrong(parser);
  }

  private long unsigned(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
        && parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      var value = parser.getBigIntegerValue();
      if (value.signum() >= 0 && value.bitLength() <= 64) {
        return value.longValue();
      }
      throw wrong(parser);
    }
    return whole(parser, 0, Long.MAX_VALUE);
  }

  /** A string, or {@code {"b64": "…"}}; null is missing. */
  private byte @Nullable [] text(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return null;
    }
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return parser.getText().getBytes(StandardCharsets.UTF_8);
    }
    if (parser.currentToken() == JsonToken.START_OBJECT
        && "b64".equals(parser.nextFieldName())
        && parser.nextToken() == JsonToken.VALUE_STRING) {
      byte[] decoded = base64(name, parser.getText());
      if (parser.nextToken() != JsonToken.END_OBJECT) {
        throw NoriaException.invalid(name + ": more than b64 (expected: {\"b64\": …})");
      }
      return decoded;
    }
    throw wrong(parser);
  }

  /** Takes a byte string. */
  void bytes(byte[] value) {
    texts.add(value);
    count++;
  }

  /** Takes the Base64 that the parser stands at; a single value has no dimensions. */
  long[] encoded(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw wrong(parser);
    }
    texts.add(base64(name, parser.getText()));
    count++;
    return new long[0];
  }

  /**
   * Reads Base64, of either alphabet, with line breaks or without.
   *
   * @throws NoriaException INVALID_ARGUMENT when it is none
   */
  public static byte[] base64(String name, String text) {
    try {
      boolean url = text.indexOf('-') >= 0 || text.indexOf('_') >= 0;
      return (url ? Base64.getUrlDecoder() : Base64.getMimeDecoder()).decode(text);
    } catch (IllegalArgumentException e) {
      throw NoriaException.invalid(
          name + ": \"" + TensorJson.shortened(text) + "\" (expected: Base64)");
    }
  }

  private NoriaException wrong(JsonParser parser) throws IOException {
    return NoriaException.invalid(
        name
            + ": value "
            + count
            + " is "
            + TensorJson.came(parser)
            + " (expected: "
            + expected()
            + ")");
  }

  private String expected() {
    return switch (type) {
      case BOOL -> "true or false";
      case FP16, BF16, FP32, FP64 -> "a number of type " + type;
      case BYTES -> "a string, or {\"b64\": …}";
      default -> "a whole number of type " + type;
    };
  }
}
