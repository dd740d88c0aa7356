package io.noria.serving.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A part's append file. It is a sequence of frames: length of the payload (int32), CRC-32C of the
 * payload (int32), payload; little-endian. A payload begins with its kind: the schema (first in the
 * file), a model's name, a text of a column, the rows of a request, or, in files of before, one
 * row. A file that was cut off in the middle of a frame, or whose last frames do not match their
 * sums, counts up to the last whole frame.
 */
final class PartFile implements AutoCloseable {
  /** How names of such files end. */
  static final String SUFFIX = ".part";

  private static final byte SCHEMA = 1;
  private static final byte MODEL = 2;
  private static final byte TEXT = 3;
  private static final byte ROW = 4;
  private static final byte ROWS = 5;
  private static final int EACH_EVENT = 1;
  private static final int KEYS = 2;
  private static final int REPEATS = 4;
  private static final int PREDICTED = 8;
  private static final int HEADER = 8;
  private static final byte[] NOTHING = {};

  /** Bytes of the buffer, and those from which on it is given up once it was written. */
  private static final int USUAL = 1 << 18;

  private static final int LARGE = 1 << 22;

  private final Path path;
  private final FileChannel channel;
  private final PartSchema schema;
  private final CRC32C crc = new CRC32C();
  private ByteBuffer buffer = ByteBuffer.allocate(USUAL).order(ByteOrder.LITTLE_ENDIAN);
  private boolean dirty;

  private PartFile(Path path, FileChannel channel, PartSchema schema) {
    this.path = path;
    this.channel = channel;
    this.schema = schema;
  }

  /** A new file, which holds the schema once it is flushed. */
  static PartFile create(Path path, PartSchema schema) throws IOException {
    Files.createDirectories(path.getParent());
    var channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    var file = new PartFile(path, channel, schema);
    file.text(SCHEMA, -1, schema.toJson());
    return file;
  }

  Path path() {
    return path;
  }

  void model(String name) {
    text(MODEL, -1, name);
  }

  void text(int column, String text) {
    text(TEXT, column, text);
  }

  private void text(byte kind, int column, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int start = begin(5 + bytes.length);
    buffer.put(kind).putInt(column).put(bytes);
    end(start);
  }

  /** Adds a request's rows, as one frame: they are all there, or none is. */
  void rows(PartRows rows) {
    int count = rows.count();
    byte[] keys = encodedKeys(rows);
    boolean[] repeats = rows.repeats();
    int flags =
        (rows.eventMs().length > 1 ? EACH_EVENT : 0)
            | (keys == null ? 0 : KEYS)
            | (repeats == null ? 0 : REPEATS)
            | (rows.predicted() == rows.score() ? 0 : PREDICTED);
    int start = begin(80 + (keys == null ? 0 : keys.length) + count * (8 * schema.size() + 25));
    buffer
        .put(ROWS)
        .put((byte) flags)
        .putInt(count)
        .putInt(rows.model())
        .putInt(rows.version())
        .putLong(rows.idHigh())
        .putLong(rows.idLow())
        .putLong(rows.recordedMs())
        .putLong(rows.latencyNanos());
    for (long event : rows.eventMs()) {
      buffer.putLong(event);
    }
    if (keys != null) {
      buffer.put(keys);
    }
    if (repeats != null) {
      for (int row = 0; row < count; row++) {
        buffer.put((byte) (repeats[row] ? 1 : 0));
      }
    }
    doubles(rows.score(), count);
    if ((flags & PREDICTED) != 0) {
      doubles(rows.predicted(), count);
    }
    doubles(rows.values(), count * schema.size());
    end(start);
  }

  private void doubles(double[] values, int count) {
    buffer.asDoubleBuffer().put(values, 0, count);
    buffer.position(buffer.position() + 8 * count);
  }

  /** Each key's length, -1 for none, and its bytes; null when no row has a key. */
  private static byte @Nullable [] encodedKeys(PartRows rows) {
    @Nullable String[] keys = rows.keys();
    if (keys == null) {
      return null;
    }
    var out = new ByteArrayOutputStream(32 * rows.count());
    ByteBuffer length = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    for (int row = 0; row < rows.count(); row++) {
      String key = keys[row];
      byte[] bytes = key == null ? NOTHING : key.getBytes(StandardCharsets.UTF_8);
      out.writeBytes(length.putInt(0, key == null ? -1 : bytes.length).array());
      out.writeBytes(bytes);
    }
    return out.toByteArray();
  }

  private int begin(int atMost) {
    if (buffer.remaining() < HEADER + atMost) {
      int size = Math.max(2 * buffer.capacity(), buffer.position() + HEADER + atMost);
      var larger = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
      larger.put(buffer.flip());
      buffer = larger;
    }
    int start = buffer.position();
    buffer.position(start + HEADER);
    return start;
  }

  private void end(int start) {
    int length = buffer.position() - start - HEADER;
    crc.reset();
    crc.update(buffer.array(), start + HEADER, length);
    buffer.putInt(start, length).putInt(start + 4, (int) crc.getValue());
  }

  /**
   * Gives what was added to the operating system; from then on a kill of the process is survived.
   */
  void write() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
      dirty = true;
    }
    buffer.clear();
    if (buffer.capacity() > LARGE) {
      buffer = ByteBuffer.allocate(USUAL).order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  /** Forces what was written to the disk. */
  void force() throws IOException {
    if (dirty) {
      channel.force(false);
      dirty = false;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** Reads a file back; empty when not even its schema is whole. */
  static Optional<Part> read(Path path) throws IOException {
    String name = path.getFileName().toString();
    name = name.substring(0, name.length() - SUFFIX.length());
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
    Part part = null;
    for (ByteBuffer frame = next(bytes); frame != null; frame = next(bytes)) {
      byte kind = frame.get();
      if (part == null) {
        if (kind != SCHEMA) {
          return Optional.empty();
        }
        frame.getInt();
        part = new Part(name, PartSchema.fromJson(utf8(frame, frame.remaining())));
        continue;
      }
      apply(part, kind, frame);
    }
    return Optional.ofNullable(part);
  }

  private static void apply(Part part, byte kind, ByteBuffer frame) throws IOException {
    switch (kind) {
      case MODEL -> {
        frame.getInt();
        part.modelPlace(utf8(frame, frame.remaining()));
      }
      case TEXT -> {
        int column = frame.getInt();
        part.textPlace(column, utf8(frame, frame.remaining()));
      }
      case ROW -> part.add(row(part.schema(), frame));
      case ROWS -> part.add(rows(part.schema(), frame));
      default -> throw new IOException("prediction log: frame of kind " + kind);
    }
  }

  private static @Nullable ByteBuffer next(ByteBuffer bytes) {
    if (bytes.remaining() < HEADER) {
      return null;
    }
    int at = bytes.position();
    int length = bytes.getInt(at);
    if (length <= 0 || length > bytes.remaining() - HEADER) {
      return null;
    }
    var crc = new CRC32C();
    crc.update(bytes.array(), at + HEADER, length);
    if ((int) crc.getValue() != bytes.getInt(at + 4)) {
      return null;
    }
    bytes.position(at + HEADER + length);
    return bytes.slice(at + HEADER, length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static PartRows rows(PartSchema schema, ByteBuffer frame) {
    int flags = frame.get();
    int count = frame.getInt();
    int model = frame.getInt();
    int version = frame.getInt();
    long idHigh = frame.getLong();
    long idLow = frame.getLong();
    long recordedMs = frame.getLong();
    long latency = frame.getLong();
    long[] events = new long[(flags & EACH_EVENT) != 0 ? count : 1];
    Arrays.setAll(events, _ -> frame.getLong());
    @Nullable String[] keys = null;
    if ((flags & KEYS) != 0) {
      keys = new @Nullable String[count];
      for (int row = 0; row < count; row++) {
        int length = frame.getInt();
        keys[row] = length < 0 ? null : utf8(frame, length);
      }
    }
    boolean[] repeats = null;
    if ((flags & REPEATS) != 0) {
      repeats = new boolean[count];
      for (int row = 0; row < count; row++) {
        repeats[row] = frame.get() != 0;
      }
    }
    double[] score = doubles(frame, count);
    double[] predicted = (flags & PREDICTED) != 0 ? doubles(frame, count) : score;
    double[] values = doubles(frame, count * schema.size());
    return new PartRows(
        count,
        model,
        version,
        idHigh,
        idLow,
        events,
        recordedMs,
        latency,
        keys,
        repeats,
        score,
        predicted,
        values);
  }

  private static double[] doubles(ByteBuffer frame, int count) {
    double[] values = new double[count];
    frame.asDoubleBuffer().get(values);
    frame.position(frame.position() + 8 * count);
    return values;
  }

  /** One row, as files of before have it. */
  private static PartRows row(PartSchema schema, ByteBuffer frame) {
    long idHigh = frame.getLong();
    long idLow = frame.getLong();
    long eventMs = frame.getLong();
    long recordedMs = frame.getLong();
    long latency = frame.getLong();
    double score = frame.getDouble();
    double predicted = frame.getDouble();
    int model = frame.getInt();
    int version = frame.getInt();
    boolean repeat = frame.get() != 0;
    int keyLength = frame.getInt();
    String key = keyLength < 0 ? null : utf8(frame, keyLength);
    double[] values = new double[schema.size()];
    for (int column = 0; column < schema.size(); column++) {
      if (schema.text(column)) {
        int code = frame.getInt();
        values[column] = code < 0 ? Double.NaN : code;
      } else {
        values[column] = frame.getDouble();
      }
    }
    return new PartRows(
        1,
        model,
        version,
        idHigh,
        idLow,
        new long[] {eventMs},
        recordedMs,
        latency,
        key == null ? null : new String[] {key},
        repeat ? new boolean[] {true} : null,
        new double[] {score},
        new double[] {predicted},
        values);
  }

  private static String utf8(ByteBuffer frame, int length) {
    byte[] bytes = new byte[length];
    frame.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
