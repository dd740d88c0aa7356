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

  /** Values each XORed with the one before, as {@link ChunkCodec} says; it is the hot loop. */
  void xored(long[] values) {
    byte[] content = bytes;
    long before = i64();
    values[0] = before;
    long bit = 8L * at;
    int length = 0;
    int trailing = 0;
    for (int i = 1; i < values.length; i++) {
      long word = (long) LONG.get(content, (int) (bit >>> 3)) << (bit & 7);
      if (word >= 0) {
        bit++;
      } else {
        bit += 2;
        if (word << 1 < 0) {
          int window = (int) (word << 2 >>> 52);
          length = (window & 63) + 1;
          trailing = 64 - (window >> 6) - length;
          bit += 12;
        }
        if (length == 0 || trailing < 0) {
          throw new IndexOutOfBoundsException("a window of " + length + " bits");
        }
        int index = (int) (bit >>> 3);
        int over = (int) (bit & 7);
        word = (long) LONG.get(content, index) << over;
        if (over + length > 64) {
          word |= (content[index + 8] & 0xffL) >>> (8 - over);
        }
        before ^= word >>> (64 - length) << trailing;
        bit += length;
      }
      values[i] = before;
    }
    if (bit > 8L * end) {
      throw new IndexOutOfBoundsException("bits after the end");
    }
  }

  private byte[] need(int count) {
    if (at + count > end) {
      throw new IndexOutOfBoundsException("bytes after the end");
    }
    return bytes;
  }
}
