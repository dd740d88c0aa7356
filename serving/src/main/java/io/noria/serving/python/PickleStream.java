package io.noria.serving.python;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/** The bytes of a pickle, unpacked, with a bound on how many are read. */
final class PickleStream {
  private static final int LONGEST_LINE = 64 << 10;

  private final InputStream in;
  private long left;

  private PickleStream(InputStream in, long most) {
    this.in = in;
    this.left = most;
  }

  /** A way of packing that joblib knows and this program does not. */
  static final class Packed extends IOException {
    Packed(String how) {
      super("packed by " + how);
    }
  }

  /**
   * Unpacks what joblib packs by zlib or gzip.
   *
   * @param in supports marks
   * @throws Packed when it is packed in another way
   */
  static PickleStream of(InputStream in, long most) throws IOException {
    in.mark(8);
    byte[] start = in.readNBytes(6);
    in.reset();
    int first = start.length > 0 ? start[0] & 0xff : 0;
    int second = start.length > 1 ? start[1] & 0xff : 0;
    if (first == 0x78 && ((first << 8) | second) % 31 == 0) {
      return new PickleStream(new java.io.BufferedInputStream(new InflaterInputStream(in)), most);
    }
    if (first == 0x1f && second == 0x8b) {
      return new PickleStream(new java.io.BufferedInputStream(new GZIPInputStream(in)), most);
    }
    if (first == 'B' && second == 'Z') {
      throw new Packed("bzip2");
    }
    if ((first == 0xfd && second == '7') || (first == 0x5d && second == 0)) {
      throw new Packed("xz or lzma");
    }
    if (first == 0x04 && second == 0x22) {
      throw new Packed("lz4");
    }
    return new PickleStream(in, most);
  }

  /** The next byte. */
  int next() throws IOException {
    int next = in.read();
    if (next < 0) {
      throw new EOFException("it ends before its end");
    }
    count(1);
    return next;
  }

  private void count(long bytes) throws IOException {
    left -= bytes;
    if (left < 0) {
      throw new IOException("it is longer than is looked at");
    }
  }

  /** So many bytes, the lowest first, as a number without a sign. */
  long number(int bytes) throws IOException {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (long) next() << (8 * i);
    }
    return value;
  }

  void skip(long bytes) throws IOException {
    if (bytes < 0) {
      throw new IOException("a length below 0");
    }
    count(bytes);
    in.skipNBytes(bytes);
  }

  String text(int bytes) throws IOException {
    count(bytes);
    byte[] text = in.readNBytes(bytes);
    if (text.length < bytes) {
      throw new EOFException("it ends before its end");
    }
    return new String(text, StandardCharsets.UTF_8);
  }

  String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = next(); next != '\n'; next = next()) {
      if (line.length() >= LONGEST_LINE) {
        throw new IOException("a line without an end");
      }
      line.append((char) next);
    }
    return line.toString();
  }
}
