package io.noria.protocols.oip.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.noria.base.NoriaException;
import io.noria.serving.tensor.DataType;
import io.noria.serving.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Tensors as bytes: numbers little-endian, one after the other; texts each behind its length in
 * four bytes.
 */
final class RawContents {
  private static final int LENGTH = 4;

  private RawContents() {}

  /** Of numbers, over the very bytes that came. */
  static Tensor tensor(String name, DataType type, long[] shape, ByteString raw) {
    return type == DataType.BYTES
        ? Tensor.texts(name, shape, split(name, shape, raw))
        : Tensor.of(name, type, shape, raw.asReadOnlyByteBuffer());
  }

  private static byte[][] split(String name, long[] shape, ByteString raw) {
    int count = Tensor.elements(name, shape);
    // Each takes four bytes at least: no room is made for what cannot be there.
    if ((long) count * LENGTH > raw.size()) {
      throw wrong(name, "%d bytes for %d texts".formatted(raw.size(), count));
    }
    ByteBuffer in = raw.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    byte[][] texts = new byte[count][];
    for (int i = 0; i < count; i++) {
      int length = in.remaining() < LENGTH ? -1 : in.getInt();
      if (length < 0 || length > in.remaining()) {
        throw wrong(name, "text %d ends after the bytes".formatted(i));
      }
      texts[i] = new byte[length];
      in.get(texts[i]);
    }
    if (in.hasRemaining()) {
      throw wrong(name, "%d bytes behind the last text".formatted(in.remaining()));
    }
    return texts;
  }

  private static NoriaException wrong(String name, String what) {
    return NoriaException.invalid(
        name + ": " + what + " (expected: each text behind its length in four bytes)");
  }

  /** Of texts. */
  static ByteString texts(Tensor tensor) {
    int bytes = 0;
    for (int i = 0; i < tensor.size(); i++) {
      bytes = Math.addExact(bytes, LENGTH + tensor.bytes(i).length);
    }
    ByteBuffer out = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < tensor.size(); i++) {
      byte[] text = tensor.bytes(i);
      out.putInt(text.length).put(text);
    }
    return UnsafeByteOperations.unsafeWrap(out.flip());
  }
}
