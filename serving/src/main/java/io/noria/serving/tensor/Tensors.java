package io.noria.serving.tensor;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** Makes tensors of other types and shapes. */
public final class Tensors {
  private Tensors() {}

  /**
   * A tensor of numbers that lie at regular distances in an array.
   *
   * @param from where the first lies
   * @param step how far the next is
   * @throws NoriaException UNPROCESSABLE for a number that the type cannot hold
   */
  public static Tensor numbers(
      String name, DataType type, long[] shape, double[] values, int from, int step) {
    int size = Tensor.elements(name, shape);
    ByteBuffer data = Tensor.room(size * type.bytes());
    int at = from;
    for (int i = 0; i < size; i++, at += step) {
      put(name, type, data, values[at]);
    }
    return Tensor.of(name, type, shape, data.flip());
  }

  private static void put(String name, DataType type, ByteBuffer data, double value) {
    switch (type) {
      case FP32 -> data.putFloat((float) value);
      case FP64 -> data.putDouble(value);
      case FP16 -> data.putShort(Float.floatToFloat16((float) value));
      case BF16 -> data.putShort((short) (Float.floatToRawIntBits((float) value) >>> 16));
      case BOOL -> data.put((byte) whole(name, type, value, 0, 1));
      case INT8 -> data.put((byte) whole(name, type, value, Byte.MIN_VALUE, Byte.MAX_VALUE));
      case UINT8 -> data.put((byte) whole(name, type, value, 0, 0xff));
      case INT16 ->
          data.putShort((short) whole(name, type, value, Short.MIN_VALUE, Short.MAX_VALUE));
      case UINT16 -> data.putShort((short) whole(name, type, value, 0, 0xffff));
      case INT32 ->
          data.putInt((int) whole(name, type, value, Integer.MIN_VALUE, Integer.MAX_VALUE));
      case UINT32 -> data.putInt((int) whole(name, type, value, 0, 0xffff_ffffL));
      case INT64 -> data.putLong(whole(name, type, value, Long.MIN_VALUE, Long.MAX_VALUE));
      case UINT64 -> data.putLong(whole(name, type, value, 0, Long.MAX_VALUE));
      case BYTES -> throw new IllegalArgumentException(name + " takes texts");
    }
  }

  private static long whole(String name, DataType type, double value, long least, long most) {
    if (value != Math.rint(value) || value < least || value > most) {
      throw new NoriaException(
          ErrorCode.UNPROCESSABLE,
          name + ": " + (Double.isNaN(value) ? "missing" : value) + " (expected: " + type + ")");
    }
    return (long) value;
  }

  /**
   * The tensor as the specification wants it: of its name, its type where no value is lost by it
   * (whole numbers as fractions, FP64 as FP32), and its shape, where {@code [N]} stands for {@code
   * [N,1]} and the other way round.
   *
   * @throws NoriaException UNPROCESSABLE when it does not fit
   */
  public static Tensor fit(Tensor tensor, TensorSpec spec) {
    Tensor shaped = shaped(tensor, spec);
    if (shaped.type() == spec.type()) {
      return shaped;
    }
    boolean texts = shaped.type() == DataType.BYTES || spec.type() == DataType.BYTES;
    if (texts || (shaped.type().floating() && !spec.type().floating())) {
      throw new NoriaException(
          ErrorCode.UNPROCESSABLE,
          "input %s: of type %s (expected: %s)".formatted(tensor.name(), tensor.type(), spec));
    }
    int size = shaped.size();
    ByteBuffer data = Tensor.room(size * spec.type().bytes());
    for (int i = 0; i < size; i++) {
      if (spec.type() == DataType.INT64 || spec.type() == DataType.UINT64) {
        data.putLong(shaped.integer(i));
      } else {
        put(tensor.name(), spec.type(), data, shaped.number(i));
      }
    }
    return Tensor.of(tensor.name(), spec.type(), shaped.shape(), data.flip());
  }

  private static Tensor shaped(Tensor tensor, TensorSpec spec) {
    long[] shape = tensor.shape();
    if (spec.allows(shape)) {
      return tensor;
    }
    long[] wanted = spec.shape();
    if (shape.length == 1 && wanted.length == 2) {
      // A column without its second dimension, or one row without its first.
      if (wanted[1] == 1 || (wanted[1] < 0 && wanted[0] < 0)) {
        return tensor.shaped(shape[0], 1);
      }
      if (wanted[1] == shape[0]) {
        return tensor.shaped(1, shape[0]);
      }
    }
    if (shape.length == 2 && wanted.length == 1 && shape[1] == 1) {
      return tensor.shaped(shape[0]);
    }
    throw new NoriaException(
        ErrorCode.UNPROCESSABLE,
        "input %s: of shape %s (expected: %s)"
            .formatted(tensor.name(), Arrays.toString(shape), spec));
  }

  /** The element as a label: a text, a whole number without a point, true or false. */
  public static String label(Tensor tensor, int element) {
    return switch (tensor.type()) {
      case BYTES -> tensor.text(element);
      case BOOL -> Boolean.toString(tensor.integer(element) != 0);
      case FP16, BF16, FP32, FP64 -> {
        double number = tensor.number(element);
        yield number == Math.rint(number) && Math.abs(number) < 1e15
            ? Long.toString((long) number)
            : Double.toString(number);
      }
      case UINT64 -> Long.toUnsignedString(tensor.integer(element));
      default -> Long.toString(tensor.integer(element));
    };
  }

  /**
   * The tensor of that name.
   *
   * @throws NoriaException UNPROCESSABLE when there is none
   */
  public static Tensor named(List<Tensor> tensors, String name) {
    for (Tensor tensor : tensors) {
      if (tensor.name().equals(name)) {
        return tensor;
      }
    }
    throw new NoriaException(
        ErrorCode.UNPROCESSABLE,
        "input %s: missing (given: %s)"
            .formatted(name, tensors.stream().map(Tensor::name).toList()));
  }
}
