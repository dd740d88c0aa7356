package io.noria.tracking.curve;

import java.util.Arrays;

/** Bytes and bits that grow. Bits come first to last, most significant first. */
final class BitOutput {
  private byte[] bytes;
  private int length;
  private long pending;
  private int waiting;

  BitOutput(int expected) {
    this.bytes = new byte[Math.max(16, expected)];
  }

  int length() {
    return length;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  byte[] buffer() {
    return bytes;
  }

  void u8(int value) {
    room(1);
    bytes[length++] = (byte) value;
  }

  void i32(int value) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      u8(value >>> shift);
    }
  }

  /** Seven bits a byte, least significant first; small numbers are short. */
  void varint(long value) {
    room(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }

  /** Numbers near zero of either sign are short. */
  void signed(long value) {
    varint((value << 1) ^ (value >> 63));
  }

  void all(byte[] more, int count) {
    room(count);
    System.arraycopy(more, 0, bytes, length, count);
    length += count;
  }

  /** The low bits of a value, at most 64. */
  void bits(long value, int count) {
    int left = count;
    while (left > 0) {
      int take = Math.min(left, 64 - waiting);
      long part = value >>> (left - take);
      if (take < 64) {
        part &= (1L << take) - 1;
      }
      pending = take == 64 ? part : (pending << take) | part;
      waiting += take;
      left -= take;
      if (waiting == 64) {
        room(8);
        for (int shift = 56; shift >= 0; shift -= 8) {
          bytes[length++] = (byte) (pending >>> shift);
        }
        waiting = 0;
        pending = 0;
      }
    }
  }

  /** Fills the last byte up with zeros. */
  void align() {
    int over = (8 - waiting % 8) % 8;
    pending <<= over;
    for (int left = waiting + over - 8; left >= 0; left -= 8) {
      u8((int) (pending >>> left));
    }
    waiting = 0;
    pending = 0;
  }

  private void room(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
