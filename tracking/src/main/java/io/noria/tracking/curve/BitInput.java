package io.noria.tracking.curve;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Reads what {@link BitOutput} wrote; beyond the end is an {@code IndexOutOfBoundsException}. */
final class BitInput {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] bytes;
  private final int end;
  private int at;
  private long bit;

  BitInput(byte[] content, int end) {
    // Room to read a whole word at the last bit.
    this.bytes = Arrays.copyOf(content, end + 16);
    this.end = end;
  }

  int u8() {
    return need(1)[at++] & 0xff;
  }

  long i64() {
    long value = (long) LONG.get(need(8), at);
    at += 8;
    return value;
  }

  long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = u8();
      value |= (next & 0x7fL) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new IndexOutOfBoundsException("a number of more than ten bytes");
  }

  long signed() {
    long value = varint();
    return (value >>> 1) ^ -(value & 1);
  }

  int position() {
    return at;
  }

  void skip(long count) {
    if (count < 0 || count > end - at) {
      throw new IndexOutOfBoundsException("a column of " + count + " bytes");
    }
    at += (int) count;
  }

  void beginBits() {
    bit = 8L * at;
  }

  /** Up to 64 bits. */
  long bits(int count) {
    if (count == 0) {
      return 0;
    }
    if (bit + count > 8L * end) {
      throw new IndexOutOfBoundsException("bits after the end");
    }
    int index = (int) (bit >>> 3);
    int over = (int) (bit & 7);
    long word = (long) LONG.get(bytes, index) << over;
    if (over + count > 64) {
      word |= (bytes[index + 8] & 0xffL) >>> (8 - over);
    }
    bit += count;
    return word >>> (64 - count);
  }

  private byte[] need(int count) {
    if (at + count > end) {
      throw new IndexOutOfBoundsException("bytes after the end");
    }
    return bytes;
  }
}
