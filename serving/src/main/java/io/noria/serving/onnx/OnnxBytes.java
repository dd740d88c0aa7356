package io.noria.serving.onnx;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.nio.charset.StandardCharsets;

/** Walks the fields of messages that lie in a file as protocol buffers. */
class OnnxBytes {
  private final String name;
  final byte[] bytes;

  OnnxBytes(String name, byte[] bytes) {
    this.name = name;
    this.bytes = bytes;
  }

  /** Takes a field. */
  @FunctionalInterface
  interface Field {
    /**
     * One field.
     *
     * @param wire its wire type
     * @param from where its content begins
     * @param to where it ends
     * @param value of a varint
     */
    void take(int field, int wire, int from, int to, long value);
  }

  final String text(int from, int to) {
    return new String(bytes, from, Math.min(to - from, 1000), StandardCharsets.UTF_8);
  }

  /** Walks the fields of a message. */
  final void each(int begin, int end, Field taker) {
    int[] at = {begin};
    while (at[0] < end) {
      long tag = varint(at, end);
      if (tag >>> 32 != 0) {
        // Other readers take the low 32 bits for the field, and would see another one than this.
        throw refused("a field's number is out of bounds (expected: an ONNX file)");
      }
      int field = (int) (tag >>> 3);
      int wire = (int) (tag & 7);
      long value = 0;
      int from = at[0];
      switch (wire) {
        case 0 -> value = varint(at, end);
        case 1 -> at[0] += 8;
        case 2 -> {
          long length = varint(at, end);
          from = at[0];
          if (length < 0 || length > end - from) {
            throw refused("a field is longer than the file (expected: an ONNX file)");
          }
          at[0] += (int) length;
        }
        case 5 -> at[0] += 4;
        default -> throw refused("it is no protocol buffer (expected: an ONNX file)");
      }
      if (at[0] > end || field == 0) {
        throw refused("it is cut off or damaged (expected: an ONNX file)");
      }
      taker.take(field, wire, from, at[0], value);
    }
  }

  final long varint(int[] at, int end) {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at[0] >= end) {
        throw refused("it is cut off (expected: an ONNX file)");
      }
      byte next = bytes[at[0]++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw refused("it is damaged (expected: an ONNX file)");
  }

  final NoriaException refused(String why) {
    return new NoriaException(ErrorCode.FAILED_PRECONDITION, "model " + name + ": " + why);
  }
}
