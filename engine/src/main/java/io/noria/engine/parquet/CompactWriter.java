package io.noria.engine.parquet;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Thrift's compact protocol, as far as Parquet's headers need it. Not thread-safe. */
final class CompactWriter {
  private static final int TRUE = 1;
  private static final int FALSE = 2;
  private static final int I32 = 5;
  private static final int I64 = 6;
  private static final int BINARY = 8;
  private static final int LIST = 9;

  /** What a list holds when it holds structs. */
  static final int STRUCT = 12;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  // The id of the field before in each struct that is open.
  private final int[] last = new int[16];
  private int depth;

  private CompactWriter field(int id, int type) {
    int delta = id - last[depth];
    if (delta > 0 && delta <= 15) {
      out.write(delta << 4 | type);
    } else {
      out.write(type);
      varint(zigzag(id));
    }
    last[depth] = id;
    return this;
  }

  CompactWriter i32(int id, int value) {
    return field(id, I32).varint(zigzag(value));
  }

  CompactWriter i64(int id, long value) {
    return field(id, I64).varint(zigzag(value));
  }

  CompactWriter bool(int id, boolean value) {
    return field(id, value ? TRUE : FALSE);
  }

  CompactWriter binary(int id, byte[] value) {
    field(id, BINARY).varint(value.length);
    out.writeBytes(value);
    return this;
  }

  CompactWriter text(int id, String value) {
    return binary(id, value.getBytes(StandardCharsets.UTF_8));
  }

  /** Begins a struct in a field. */
  CompactWriter open(int id) {
    return field(id, STRUCT).element();
  }

  /** Begins a struct in a list, or the outermost one. */
  CompactWriter element() {
    last[++depth] = 0;
    return this;
  }

  /** Ends a struct. */
  CompactWriter close() {
    out.write(0);
    depth--;
    return this;
  }

  /** Begins a list of structs, each of which is opened and closed. */
  CompactWriter structs(int id, int size) {
    return field(id, LIST).size(size, STRUCT);
  }

  CompactWriter numbers(int id, int... values) {
    field(id, LIST).size(values.length, I32);
    for (int value : values) {
      varint(zigzag(value));
    }
    return this;
  }

  CompactWriter texts(int id, String... values) {
    field(id, LIST).size(values.length, BINARY);
    for (String value : values) {
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      varint(bytes.length);
      out.writeBytes(bytes);
    }
    return this;
  }

  private CompactWriter size(int size, int type) {
    if (size < 15) {
      out.write(size << 4 | type);
    } else {
      out.write(0xf0 | type);
      varint(size);
    }
    return this;
  }

  private CompactWriter varint(long value) {
    long left = value;
    while ((left & ~0x7fL) != 0) {
      out.write((int) (left & 0x7f | 0x80));
      left >>>= 7;
    }
    out.write((int) left);
    return this;
  }

  private static long zigzag(long value) {
    return value << 1 ^ value >> 63;
  }

  byte[] bytes() {
    return out.toByteArray();
  }
}
