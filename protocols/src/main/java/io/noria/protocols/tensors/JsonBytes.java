package io.noria.protocols.tensors;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** JSON that is written into one growing array, without a tree. Not thread-safe. */
public final class JsonBytes {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private byte[] bytes;
  private int length;

  /** Empty, with room for about so many bytes. */
  public JsonBytes(int room) {
    bytes = new byte[Math.max(64, room)];
  }

  /** How many bytes there are. */
  public int length() {
    return length;
  }

  /** A copy of what was written. */
  public byte[] toArray() {
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }

  private void ensure(int more) {
    if (bytes.length - length < more) {
      long wanted = Math.max((long) length + more, bytes.length * 2L);
      bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, Integer.MAX_VALUE - 8));
    }
  }

  /** One character of ASCII, as it is. */
  public JsonBytes raw(char c) {
    ensure(1);
    bytes[length++] = (byte) c;
    return this;
  }

  /** ASCII as it is: punctuation, names that need no escapes. */
  @SuppressWarnings("deprecation")
  public JsonBytes raw(String ascii) {
    int count = ascii.length();
    ensure(count);
    ascii.getBytes(0, count, bytes, length);
    length += count;
    return this;
  }

  /** Bytes as they are. */
  public JsonBytes raw(ByteBuffer data) {
    int count = data.remaining();
    ensure(count);
    data.duplicate().get(bytes, length, count);
    length += count;
    return this;
  }

  /** Bytes as they are. */
  public JsonBytes raw(byte[] data) {
    ensure(data.length);
    System.arraycopy(data, 0, bytes, length, data.length);
    length += data.length;
    return this;
  }

  /** A little-endian 32-bit number, as binary tensors have before each text. */
  public JsonBytes littleEndian(int value) {
    ensure(4);
    bytes[length++] = (byte) value;
    bytes[length++] = (byte) (value >> 8);
    bytes[length++] = (byte) (value >> 16);
    bytes[length++] = (byte) (value >> 24);
    return this;
  }

  /** A whole number. */
  public JsonBytes number(long value) {
    if (value >= 0 && value < 10) {
      return raw((char) ('0' + value));
    }
    return raw(Long.toString(value));
  }

  /** A number in its shortest form that reads back the same. */
  public JsonBytes number(double value, NotFinite notFinite) {
    if (Double.isFinite(value)) {
      return raw(Double.toString(value));
    }
    return notFinite(value, notFinite);
  }

  /** A 32-bit number in its shortest form that reads back the same. */
  public JsonBytes number(float value, NotFinite notFinite) {
    if (Float.isFinite(value)) {
      return raw(Float.toString(value));
    }
    return notFinite(value, notFinite);
  }

  private JsonBytes notFinite(double value, NotFinite form) {
    return switch (form) {
      case NULL -> raw("null");
      case TOKEN -> raw(Double.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
    };
  }

  /** {@code true} or {@code false}. */
  public JsonBytes flag(boolean value) {
    return raw(value ? "true" : "false");
  }

  /** A quoted text. */
  public JsonBytes text(String text) {
    return text(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A quoted text that lies in UTF-8. */
  public JsonBytes text(byte[] utf8) {
    ensure(utf8.length + 2);
    raw('"');
    for (byte each : utf8) {
      if (each == '"' || each == '\\') {
        ensure(2);
        bytes[length++] = '\\';
        bytes[length++] = each;
      } else if (each >= 0 && each < ' ') {
        raw("\\u00");
        ensure(2);
        bytes[length++] = HEX[each >> 4];
        bytes[length++] = HEX[each & 15];
      } else {
        ensure(1);
        bytes[length++] = each;
      }
    }
    return raw('"');
  }

  /** How a number is written that JSON has no form for. */
  public enum NotFinite {
    /** As {@code null}. */
    NULL,
    /** As the bare tokens {@code NaN}, {@code Infinity} and {@code -Infinity}. */
    TOKEN
  }
}
