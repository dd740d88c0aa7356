package io.noria.serving.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A part's append file. It is a sequence of frames: length of the payload (int32), CRC-32C of the
 * payload (int32), payload; little-endian. A payload begins with its kind: the schema (first in the
 * file), a model's name, a text of a column, or a row. A file that was cut off in the middle of a
 * frame, or whose last frames do not match their sums, counts up to the last whole frame.
 */
final class PartFile implements AutoCloseable {
  /** How names of such files end. */
  static final String SUFFIX = ".part";

  private static final byte SCHEMA = 1;
  private static final byte MODEL = 2;
  private static final byte TEXT = 3;
  private static final byte ROW = 4;
  private static final int HEADER = 8;

  private final Path path;
  private final FileChannel channel;
  private final PartSchema schema;
  private final CRC32C crc = new CRC32C();
  private ByteBuffer buffer = ByteBuffer.allocate(1 << 18).order(ByteOrder.LITTLE_ENDIAN);
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

  void row(PartRow row) {
    byte[] key = row.key() == null ? null : row.key().getBytes(StandardCharsets.UTF_8);
    int start = begin(80 + (key == null ? 0 : key.length) + 8 * schema.size());
    buffer
        .put(ROW)
        .putLong(row.idHigh())
        .putLong(row.idLow())
        .putLong(row.eventMs())
        .putLong(row.recordedMs())
        .putLong(row.latencyNanos())
        .putDouble(row.score())
        .putDouble(row.predicted())
        .putInt(row.model())
        .putInt(row.version())
        .put((byte) (row.repeat() ? 1 : 0))
        .putInt(key == null ? -1 : key.length);
    if (key != null) {
      buffer.put(key);
    }
    for (int column = 0; column < schema.size(); column++) {
      if (schema.text(column)) {
        buffer.putInt(row.codes()[column]);
      } else {
        buffer.putDouble(row.numbers()[row.from() + column]);
      }
    }
    end(start);
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

  private static PartRow row(PartSchema schema, ByteBuffer frame) {
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
    double[] numbers = new double[schema.size()];
    int[] codes = new int[schema.size()];
    for (int column = 0; column < schema.size(); column++) {
      if (schema.text(column)) {
        codes[column] = frame.getInt();
      } else {
        numbers[column] = frame.getDouble();
      }
    }
    return new PartRow(
        idHigh,
        idLow,
        eventMs,
        recordedMs,
        latency,
        model,
        version,
        repeat,
        score,
        predicted,
        key,
        numbers,
        0,
        codes);
  }

  private static String utf8(ByteBuffer frame, int length) {
    byte[] bytes = new byte[length];
    frame.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
