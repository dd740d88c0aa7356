package io.noria.engine.parquet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A growing buffer, little-endian, with the encodings that pages need. Not thread-safe. */
final class Page {
  private ByteBuffer bytes = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);

  /** Room for so many bytes more. */
  ByteBuffer room(int more) {
    if (bytes.remaining() < more) {
      int size = Math.max(bytes.position() + more, 2 * bytes.capacity());
      bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN).put(bytes.flip());
    }
    return bytes;
  }

  Page clear() {
    bytes.clear();
    return this;
  }

  int size() {
    return bytes.position();
  }

  byte[] array() {
    return bytes.array();
  }

  private void varint(int value) {
    int left = value;
    while ((left & ~0x7f) != 0) {
      bytes.put((byte) (left & 0x7f | 0x80));
      left >>>= 7;
    }
    bytes.put((byte) left);
  }

  /** Definition levels of a column without nulls: one run of ones. */
  void present(int rows) {
    room(16);
    int at = bytes.position();
    bytes.putInt(0);
    varint(rows << 1);
    bytes.put((byte) 1);
    bytes.putInt(at, bytes.position() - at - 4);
  }

  /** Definition levels: a bit a row, set where there is a value. */
  void present(boolean[] there, int rows) {
    room(16 + (rows + 7) / 8);
    int at = bytes.position();
    bytes.putInt(0);
    int groups = (rows + 7) / 8;
    varint(groups << 1 | 1);
    bits(there, rows);
    bytes.putInt(at, bytes.position() - at - 4);
  }

  /** A bit a row, the first row lowest; the last byte is filled with zeros. */
  void bits(boolean[] set, int rows) {
    room((rows + 7) / 8);
    for (int from = 0; from < rows; from += 8) {
      int packed = 0;
      for (int i = from; i < Math.min(from + 8, rows); i++) {
        packed |= set[i] ? 1 << (i - from) : 0;
      }
      bytes.put((byte) packed);
    }
  }

  /** Places in a dictionary: their width, then all of them packed in one run, or one repeated. */
  void places(int[] places, int count, int distinct) {
    int width = distinct <= 1 ? 0 : 32 - Integer.numberOfLeadingZeros(distinct - 1);
    int groups = (count + 7) / 8;
    room(16 + groups * width);
    bytes.put((byte) width);
    if (width == 0) {
      varint(count << 1);
      return;
    }
    varint(groups << 1 | 1);
    long packed = 0;
    int filled = 0;
    for (int i = 0; i < groups * 8; i++) {
      packed |= (long) (i < count ? places[i] : 0) << filled;
      filled += width;
      while (filled >= 8) {
        bytes.put((byte) packed);
        packed >>>= 8;
        filled -= 8;
      }
    }
  }
}
