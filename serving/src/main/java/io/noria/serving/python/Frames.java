package io.noria.serving.python;

import io.noria.serving.tensor.DataType;
import io.noria.serving.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The frames between server and worker; {@code noria_worker/wire.py} is the other half and says how
 * they are laid out.
 */
final class Frames {
  static final int MAGIC = 0x3157524E;
  static final byte VERSION = 1;
  static final byte HELLO = 1;
  static final byte LOAD = 2;
  static final byte SCHEMA = 3;
  static final byte INFER = 4;
  static final byte ANSWER = 5;
  static final byte HEALTH = 6;
  static final byte ERROR = 7;
  static final int HEADER = 32;
  static final int DESCRIPTOR = 24;
  static final int ALIGNMENT = 64;

  /** The length of a text that is missing. */
  static final int MISSING = -1;

  /** What came. */
  record Frame(byte type, long request, List<Tensor> tensors) {
    /** The texts of its only tensor. */
    String text(int element) {
      Tensor only = tensors.getFirst();
      return element < only.size() ? only.text(element) : "";
    }
  }

  /**
   * A tensor to send: the pieces one after the other on the first axis.
   *
   * @param pieces of one type and the same dimensions but the first; one or more
   */
  record Part(String name, DataType type, long[] shape, List<Tensor> pieces) {
    /** Of one tensor. */
    static Part of(Tensor tensor) {
      return new Part(tensor.name(), tensor.type(), tensor.shape(), List.of(tensor));
    }

    /** Bytes of its elements on the wire. */
    long size() {
      long size = 0;
      for (Tensor piece : pieces) {
        size += sizeOf(piece);
      }
      return size;
    }
  }

  private Frames() {}

  static long sizeOf(Tensor tensor) {
    if (tensor.type() != DataType.BYTES) {
      return (long) tensor.size() * tensor.type().bytes();
    }
    long size = 4L * tensor.size();
    for (int i = 0; i < tensor.size(); i++) {
      size += tensor.bytes(i).length;
    }
    return size;
  }

  static Tensor text(String name, String text) {
    return Tensor.texts(name, new long[] {1}, new byte[][] {text.getBytes(StandardCharsets.UTF_8)});
  }

  static long up(long size, int to) {
    return (size + to - 1) / to * to;
  }
}
