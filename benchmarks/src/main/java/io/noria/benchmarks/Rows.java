package io.noria.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Some of the pool's rows, as JSON and as single floats. */
final class Rows {
  private final List<String> lines;
  private final int from;
  private final int count;

  private Rows(List<String> lines, int from, int count) {
    this.lines = lines;
    this.from = from;
    this.count = count;
  }

  /** The whole pool: a JSON list of numbers a line. */
  static Rows read(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    return new Rows(lines, 0, lines.size());
  }

  /** So many of them from a place on, round the end. */
  Rows of(int first, int many) {
    return new Rows(lines, from + first, many);
  }

  int count() {
    return count;
  }

  int columns() {
    return lines.getFirst().split(",").length;
  }

  /** The rows as JSON lists with commas between. */
  String lists() {
    List<String> taken = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      taken.add(lines.get((from + i) % lines.size()));
    }
    return String.join(",", taken);
  }

  /** The numbers as single floats, the lower byte first. */
  byte[] raw() {
    String[] numbers = lists().replace("[", "").replace("]", "").split(",");
    ByteBuffer raw = ByteBuffer.allocate(numbers.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (String number : numbers) {
      raw.putFloat(Float.parseFloat(number.strip()));
    }
    return raw.array();
  }
}
