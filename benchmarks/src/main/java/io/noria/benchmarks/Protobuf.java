package io.noria.benchmarks;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The few parts of Protocol Buffers' encoding that one question and its answer are made of. */
final class Protobuf {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /**
   * A field as it came.
   *
   * @param number the field's number
   * @param content its bytes; empty for a number
   */
  record Field(int number, ByteBuffer content) {}

  Protobuf bytes(int field, byte[] content) {
    number((long) field << 3 | 2);
    number(content.length);
    out.writeBytes(content);
    return this;
  }

  Protobuf text(int field, String content) {
    return bytes(field, content.getBytes(StandardCharsets.UTF_8));
  }

  /** Numbers, packed. */
  Protobuf numbers(int field, long... values) {
    Protobuf packed = new Protobuf();
    for (long value : values) {
      packed.number(value);
    }
    return bytes(field, packed.done());
  }

  byte[] done() {
    return out.toByteArray();
  }

  private void number(long value) {
    long left = value;
    while ((left & ~0x7fL) != 0) {
      out.write((int) (left & 0x7f | 0x80));
      left >>>= 7;
    }
    out.write((int) left);
  }

  /** The fields of a message in their order. */
  static List<Field> fields(ByteBuffer message) {
    List<Field> fields = new ArrayList<>();
    while (message.hasRemaining()) {
      long tag = varint(message);
      int size =
          switch ((int) (tag & 7)) {
            case 0 -> {
              varint(message);
              yield 0;
            }
            case 1 -> 8;
            case 2 -> (int) varint(message);
            case 5 -> 4;
            default -> throw new IllegalArgumentException("a field of kind " + (tag & 7));
          };
      fields.add(new Field((int) (tag >>> 3), message.slice(message.position(), size)));
      message.position(message.position() + size);
    }
    return fields;
  }

  /** The next number of a packed list. */
  static long varint(ByteBuffer message) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = message.get();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }
}
