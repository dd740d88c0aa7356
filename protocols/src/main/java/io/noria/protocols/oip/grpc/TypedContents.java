package io.noria.protocols.oip.grpc;

import io.noria.base.NoriaException;
import io.noria.protocols.oip.grpc.proto.InferTensorContents;
import io.noria.serving.tensor.DataType;
import io.noria.serving.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Tensors as lists of typed values. Small numbers travel in 32 bits. */
final class TypedContents {
  private TypedContents() {}

  static Tensor tensor(String name, DataType type, long[] shape, InferTensorContents contents) {
    int count = Tensor.elements(name, shape);
    int came = count(name, type, contents);
    if (came != count) {
      throw NoriaException.invalid(
          "%s: %d values in %s (expected: %d, for shape %s)"
              .formatted(name, came, field(type), count, Arrays.toString(shape)));
    }
    if (type == DataType.BYTES) {
      byte[][] texts = new byte[count][];
      for (int i = 0; i < count; i++) {
        texts[i] = contents.getBytesContents(i).toByteArray();
      }
      return Tensor.texts(name, shape, texts);
    }
    ByteBuffer data = Tensor.room(Math.multiplyExact(count, type.bytes()));
    for (int i = 0; i < count; i++) {
      put(name, type, contents, i, data);
    }
    return Tensor.of(name, type, shape, data.flip());
  }

  private static int count(String name, DataType type, InferTensorContents contents) {
    return switch (type) {
      case BOOL -> contents.getBoolContentsCount();
      case INT8, INT16, INT32 -> contents.getIntContentsCount();
      case INT64 -> contents.getInt64ContentsCount();
      case UINT8, UINT16, UINT32 -> contents.getUintContentsCount();
      case UINT64 -> contents.getUint64ContentsCount();
      case FP32 -> contents.getFp32ContentsCount();
      case FP64 -> contents.getFp64ContentsCount();
      case BYTES -> contents.getBytesContentsCount();
      case FP16, BF16 ->
          throw NoriaException.invalid(
              name + ": " + type + " has no list of values (expected: raw_input_contents)");
    };
  }

  private static String field(DataType type) {
    return switch (type) {
      case BOOL -> "bool_contents";
      case INT8, INT16, INT32 -> "int_contents";
      case INT64 -> "int64_contents";
      case UINT8, UINT16, UINT32 -> "uint_contents";
      case UINT64 -> "uint64_contents";
      case FP32 -> "fp32_contents";
      case FP64 -> "fp64_contents";
      case BYTES -> "bytes_contents";
      case FP16, BF16 -> "raw_input_contents";
    };
  }

  private static void put(
      String name, DataType type, InferTensorContents contents, int i, ByteBuffer data) {
    switch (type) {
      case BOOL -> data.put((byte) (contents.getBoolContents(i) ? 1 : 0));
      case INT8 -> data.put((byte) within(name, contents.getIntContents(i), -0x80, 0x7f, type));
      case UINT8 -> data.put((byte) within(name, unsigned(contents, i), 0, 0xff, type));
      case INT16 ->
          data.putShort((short) within(name, contents.getIntContents(i), -0x8000, 0x7fff, type));
      case UINT16 -> data.putShort((short) within(name, unsigned(contents, i), 0, 0xffff, type));
      case INT32 -> data.putInt(contents.getIntContents(i));
      case UINT32 -> data.putInt(contents.getUintContents(i));
      case INT64 -> data.putLong(contents.getInt64Contents(i));
      case UINT64 -> data.putLong(contents.getUint64Contents(i));
      case FP32 -> data.putFloat(contents.getFp32Contents(i));
      case FP64 -> data.putDouble(contents.getFp64Contents(i));
      case FP16, BF16, BYTES -> throw new IllegalStateException("not a list of numbers");
    }
  }

  private static long unsigned(InferTensorContents contents, int i) {
    return Integer.toUnsignedLong(contents.getUintContents(i));
  }

  private static long within(String name, long value, long least, long most, DataType type) {
    if (value < least || value > most) {
      throw NoriaException.invalid(
          "%s: %d (expected: %d to %d, for %s)".formatted(name, value, least, most, type));
    }
    return value;
  }
}
