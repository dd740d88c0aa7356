package io.noria.serving.tree;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.storage.json.JsonReader;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Universal Binary JSON, draft 12 (ubjson.org), big-endian as it is written there, with sized and
 * typed arrays. What a length announces is never reserved before its bytes have come, so a file
 * costs no more memory than it is long.
 */
final class UbjFile implements ModelFile {
  private static final int CHUNK = 1 << 16;
  private static final int DEEPEST = 64;
  private static final int LONGEST_NAME = 1 << 20;

  private final DataInputStream in;

  /** The kind of the value that the reader stands at. */
  private int kind;

  private int depth;

  UbjFile(InputStream stream) throws IOException {
    this.in = new DataInputStream(new BufferedInputStream(stream, CHUNK));
    this.kind = marker();
  }

  @Override
  public void object(JsonReader.Member member) throws IOException {
    expect('{', "an object");
    deeper();
    int next = marker();
    if (next == '$' || next == '#') {
      throw damaged("an object with a size");
    }
    while (next != '}') {
      long length = whole(next);
      if (length < 0 || length > LONGEST_NAME) {
        throw damaged("a name of " + length + " bytes");
      }
      String name = new String(bytes(length), StandardCharsets.UTF_8);
      kind = marker();
      member.read(name);
      next = marker();
    }
    depth--;
  }

  @Override
  public void array(JsonReader.Element element) throws IOException {
    expect('[', "an array");
    deeper();
    int next = marker();
    int type = 0;
    if (next == '$') {
      type = sized();
      next = marker();
    }
    if (next == '#') {
      long count = length();
      for (long i = 0; i < count; i++) {
        kind = type == 0 ? marker() : type;
        element.read();
      }
    } else if (type != 0) {
      throw damaged("an array with a type and without a size");
    } else {
      for (; next != ']'; next = marker()) {
        kind = next;
        element.read();
      }
    }
    depth--;
  }

  @Override
  public void skip() throws IOException {
    switch (kind) {
      case '{' -> object(name -> skip());
      case '[' -> array(this::skip);
      case 'S', 'H' -> in.skipNBytes(length());
      default -> number();
    }
  }

  @Override
  public String text() throws IOException {
    if (kind == 'S' || kind == 'H') {
      return new String(bytes(length()), StandardCharsets.UTF_8);
    }
    if (kind == '{' || kind == '[') {
      throw damaged(shown(kind) + " (expected: a string)");
    }
    double number = number();
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? Long.toString((long) number)
        : Double.toString(number);
  }

  @Override
  public float[] floats() throws IOException {
    var all = new Floats();
    array(() -> all.add(single()));
    return Arrays.copyOf(all.values, all.count);
  }

  @Override
  public int[] integers() throws IOException {
    var all = new Integers();
    array(() -> all.add(whole()));
    return Arrays.copyOf(all.values, all.count);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private float single() throws IOException {
    return kind == 'd' ? in.readFloat() : (float) number();
  }

  private int whole() throws IOException {
    if (kind == 'd' || kind == 'D') {
      throw damaged("a number with a fraction (expected: a whole one)");
    }
    double number = number();
    if (number < Integer.MIN_VALUE || number > Integer.MAX_VALUE) {
      throw damaged("the number " + (long) number + " (expected: one of 32 bits)");
    }
    return (int) number;
  }

  /** The number that the reader stands at; true is 1, false and null are 0. */
  private double number() throws IOException {
    return switch (kind) {
      case 'd' -> in.readFloat();
      case 'D' -> in.readDouble();
      case 'T' -> 1;
      case 'F', 'Z' -> 0;
      case 'C' -> in.readByte();
      default -> whole(kind);
    };
  }

  private long length() throws IOException {
    long length = whole(marker());
    if (length < 0) {
      throw damaged("a length of " + length);
    }
    return length;
  }

  private long whole(int type) throws IOException {
    return switch (type) {
      case 'i' -> in.readByte();
      case 'U' -> in.readUnsignedByte();
      case 'I' -> in.readShort();
      case 'l' -> in.readInt();
      case 'L' -> in.readLong();
      default -> throw damaged(shown(type) + " (expected: a number)");
    };
  }

  /** The type of all elements of an array; one without bytes could stand for any number of them. */
  private int sized() throws IOException {
    int type = marker();
    if ("iUIlLdDC".indexOf(type) < 0) {
      throw damaged("an array of " + shown(type) + " (expected: of numbers)");
    }
    return type;
  }

  /** The next byte that says something. */
  private int marker() throws IOException {
    int next;
    do {
      next = in.read();
    } while (next == 'N');
    if (next < 0) {
      throw new EOFException("the file ends early");
    }
    return next;
  }

  private byte[] bytes(long length) throws IOException {
    byte[] all = new byte[(int) Math.min(length, CHUNK)];
    int have = 0;
    while (have < length) {
      if (have == all.length) {
        all = Arrays.copyOf(all, (int) Math.min(length, 2L * have));
      }
      int read = in.read(all, have, all.length - have);
      if (read < 0) {
        throw new EOFException("the file ends within a string of " + length + " bytes");
      }
      have += read;
    }
    return all;
  }

  private void deeper() {
    if (++depth > DEEPEST) {
      throw damaged("more than " + DEEPEST + " values within each other");
    }
  }

  private void expect(int wanted, String what) {
    if (kind != wanted) {
      throw damaged(shown(kind) + " (expected: " + what + ")");
    }
  }

  private static String shown(int marker) {
    return marker > ' ' && marker < 127 ? "a value of type " + (char) marker : "the byte " + marker;
  }

  private static NoriaException damaged(String what) {
    return new NoriaException(ErrorCode.DATA_LOSS, "not a UBJSON model: " + what);
  }

  private static final class Floats {
    private float[] values = new float[64];
    private int count;

    void add(float value) {
      values = count == values.length ? Arrays.copyOf(values, 2 * count) : values;
      values[count++] = value;
    }
  }

  private static final class Integers {
    private int[] values = new int[64];
    private int count;

    void add(int value) {
      values = count == values.length ? Arrays.copyOf(values, 2 * count) : values;
      values[count++] = value;
    }
  }
}
