package io.noria.training.child;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Encoded rows as they pass from the server to the trainer in a file: a header (magic, rows,
 * columns, how many of the first rows are for training), the labels, then the values row by row,
 * all little-endian, numbers as float32, NaN for missing.
 *
 * @param columns numbers a row
 * @param trainRows the first so many rows train, the others validate
 * @param labels one a row
 * @param values row after row
 */
@SuppressWarnings("ArrayRecordComponent")
public record Matrix(int columns, int trainRows, float[] labels, float[] values) {
  private static final long MAGIC = 0x31_58_4d_41_49_52_4f_4eL; // "NORIAMX1"
  private static final int HEADER = 24;

  /** Validates. */
  public Matrix {
    if ((long) labels.length * columns != values.length
        || trainRows < 0
        || trainRows > labels.length) {
      throw new IllegalArgumentException(
          "matrix: %d labels, %d values, %d columns, %d to train"
              .formatted(labels.length, values.length, columns, trainRows));
    }
  }

  /** How many rows. */
  public int rows() {
    return labels.length;
  }

  /** The rows from {@code from} up to but without {@code to}, values only. */
  float[] values(int from, int to) {
    return java.util.Arrays.copyOfRange(values, from * columns, to * columns);
  }

  /** The labels from {@code from} up to but without {@code to}. */
  float[] labels(int from, int to) {
    return java.util.Arrays.copyOfRange(labels, from, to);
  }

  /** Writes the file. */
  public void write(Path file) throws IOException {
    try (var channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long size = HEADER + 4L * (labels.length + (long) values.length);
      ByteBuffer map = channel.map(MapMode.READ_WRITE, 0, size).order(ByteOrder.LITTLE_ENDIAN);
      map.putLong(MAGIC).putInt(labels.length).putInt(columns).putInt(trainRows).putInt(0);
      map.asFloatBuffer().put(labels).put(values);
    }
  }

  /**
   * Reads the file.
   *
   * @throws IOException when it is no such file, or not whole
   */
  public static Matrix read(Path file) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer map =
          channel.map(MapMode.READ_ONLY, 0, channel.size()).order(ByteOrder.LITTLE_ENDIAN);
      if (map.remaining() < HEADER || map.getLong() != MAGIC) {
        throw new IOException(file + ": not an encoded matrix");
      }
      int rows = map.getInt();
      int columns = map.getInt();
      int trainRows = map.getInt();
      map.getInt();
      if (map.remaining() != 4L * rows * (columns + 1L)) {
        throw new IOException(file + ": " + map.remaining() + " bytes for " + rows + " rows");
      }
      float[] labels = new float[rows];
      float[] values = new float[rows * columns];
      map.asFloatBuffer().get(labels).get(values);
      return new Matrix(columns, trainRows, labels, values);
    }
  }

  /** Writes single floats, little-endian. */
  static void writeFloats(Path file, float[] floats) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(4 * floats.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(floats);
    java.nio.file.Files.write(file, bytes.array());
  }

  /** Reads what {@link #writeFloats} wrote. */
  public static double[] readDoubles(Path file) throws IOException {
    var floats =
        ByteBuffer.wrap(java.nio.file.Files.readAllBytes(file))
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    double[] numbers = new double[floats.remaining()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = floats.get(i);
    }
    return numbers;
  }
}
