package io.noria.protocols.tensors.v2;

import io.noria.base.NoriaException;
import io.noria.serving.tensor.DataType;
import io.noria.serving.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Raw tensors back to back, little-endian; a text has its length before it. */
final class RawTensors {
  private final ByteBuffer rest;

  RawTensors(ByteBuffer rest) {
    this.rest = rest.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The next one, of so many bytes. Numbers are not copied. */
  Tensor next(String name, DataType type, long[] shape, long bytes) {
    if (bytes > rest.remaining()) {
      throw NoriaException.invalid(
          name
              + ": binary_data_size "
              + bytes
              + " (expected: at most the "
              + rest.remaining()
              + " bytes that are left behind the JSON)");
    }
    ByteBuffer data = rest.slice(rest.position(), (int) bytes).order(ByteOrder.LITTLE_ENDIAN);
    rest.position(rest.position() + (int) bytes);
    return type == DataType.BYTES ? texts(name, shape, data) : checked(name, type, shape, data);
  }

  /** Truth values are 0 or 1 from here on. */
  private static Tensor checked(String name, DataType type, long[] shape, ByteBuffer data) {
    Tensor tensor = Tensor.of(name, type, shape, data);
    if (type == DataType.BOOL) {
      for (int i = 0; i < tensor.size(); i++) {
        if ((data.get(i) & ~1) != 0) {
          throw NoriaException.invalid(
              name + ": value " + i + " is " + data.get(i) + " (expected: 0 or 1)");
        }
      }
    }
    return tensor;
  }

  static Tensor texts(String name, long[] shape, ByteBuffer data) {
    int size = Tensor.elements(name, shape);
    // Each has at least its length: a shape alone makes no room.
    if ((long) size * 4 > data.remaining()) {
      throw NoriaException.invalid(
          name
              + ": "
              + data.remaining()
              + " bytes (expected: "
              + size
              + " texts, each with its length before it)");
    }
    byte[][] texts = new byte[size][];
    for (int i = 0; i < size; i++) {
      int length = data.remaining() < 4 ? -1 : data.getInt();
      if (length < 0 || length > data.remaining()) {
        throw NoriaException.invalid(
            name
                + ": text "
                + i
                + " ends behind the tensor (expected: 4 bytes of length, then the text)");
      }
      texts[i] = new byte[length];
      data.get(texts[i]);
    }
    if (data.hasRemaining()) {
      throw NoriaException.invalid(
          name
              + ": "
              + data.remaining()
              + " bytes behind the last text (expected: "
              + size
              + " texts)");
    }
    return Tensor.texts(name, shape, texts);
  }

  void requireEnd() {
    if (rest.hasRemaining()) {
      throw NoriaException.invalid(
          "body: "
              + rest.remaining()
              + " bytes behind the last tensor (expected: as many as the binary_data_size say)");
    }
  }
}
