package io.noria.serving.log;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows column by column. The arrays of a full part are used again for the next one: made anew for
 * each they would be what the garbage collector is busiest with. Not thread-safe.
 */
final class Columns {
  private final PartSchema schema;
  private final boolean[] text;
  private final double[][] numbers;
  private final int[][] codes;
  private int rows;
  private long[] idHigh = {};
  private long[] idLow = {};
  private long[] eventMs = {};
  private long[] recordedMs = {};
  private long[] latency = {};
  private int[] model = {};
  private int[] version = {};
  private boolean[] repeat = {};
  private double[] score = {};
  private double[] predicted = {};
  private @Nullable String[] key = {};

  Columns(PartSchema schema) {
    this.schema = schema;
    this.numbers = new double[schema.size()][];
    this.codes = new int[schema.size()][];
    this.text = new boolean[schema.size()];
    for (int column = 0; column < text.length; column++) {
      text[column] = schema.text(column);
      if (text[column]) {
        codes[column] = new int[0];
      } else {
        numbers[column] = new double[0];
      }
    }
  }

  /** Bytes of the rows, about. */
  long bytes() {
    return rows * (72L + 8L * schema.size() + 40);
  }

  /** Room for so many rows in all. */
  void reserve(int all) {
    int room = idHigh.length;
    if (all <= room) {
      return;
    }
    int size = Math.max(Math.max(all, 64), room + room / 2);
    idHigh = Arrays.copyOf(idHigh, size);
    idLow = Arrays.copyOf(idLow, size);
    eventMs = Arrays.copyOf(eventMs, size);
    recordedMs = Arrays.copyOf(recordedMs, size);
    latency = Arrays.copyOf(latency, size);
    model = Arrays.copyOf(model, size);
    version = Arrays.copyOf(version, size);
    repeat = Arrays.copyOf(repeat, size);
    score = Arrays.copyOf(score, size);
    predicted = Arrays.copyOf(predicted, size);
    key = Arrays.copyOf(key, size);
    for (int column = 0; column < text.length; column++) {
      if (text[column]) {
        codes[column] = Arrays.copyOf(codes[column], size);
      } else {
        numbers[column] = Arrays.copyOf(numbers[column], size);
      }
    }
  }

  void add(PartRows request) {
    int to = rows + request.count();
    Arrays.fill(idHigh, rows, to, request.idHigh());
    Arrays.fill(recordedMs, rows, to, request.recordedMs());
    Arrays.fill(latency, rows, to, request.latencyNanos());
    Arrays.fill(model, rows, to, request.model());
    Arrays.fill(version, rows, to, request.version());
    System.arraycopy(request.score(), 0, score, rows, request.count());
    System.arraycopy(request.predicted(), 0, predicted, rows, request.count());
    for (int i = 0; i < request.count(); i++) {
      idLow[rows + i] = request.idLow() + i;
      eventMs[rows + i] = request.event(i);
    }
    @Nullable String[] keys = request.keys();
    if (keys != null) {
      System.arraycopy(keys, 0, key, rows, request.count());
    }
    boolean[] repeats = request.repeats();
    if (repeats != null) {
      System.arraycopy(repeats, 0, repeat, rows, request.count());
    }
    int width = text.length;
    for (int column = 0; column < width; column++) {
      if (text[column]) {
        codes(request.values(), column, to);
      } else {
        double[] own = numbers[column];
        double[] values = request.values();
        for (int row = rows, at = column; row < to; row++, at += width) {
          own[row] = values[at];
        }
      }
    }
    rows = to;
  }

  private void codes(double[] values, int column, int to) {
    int[] own = codes[column];
    for (int row = rows, at = column; row < to; row++, at += schema.size()) {
      own[row] = Double.isNaN(values[at]) ? -1 : (int) values[at];
    }
  }

  /** Forgets the rows and keeps the room. */
  void clear() {
    Arrays.fill(key, 0, rows, null);
    Arrays.fill(repeat, 0, rows, false);
    rows = 0;
  }

  /** How many rows there is room for. */
  int room() {
    return idHigh.length;
  }

  /** Whether a part of that schema can be kept in it. */
  boolean fits(PartSchema other) {
    return schema.features().equals(other.features());
  }

  Part.View view(List<List<String>> texts, List<String> models) {
    return new Part.View(
        rows,
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
        codes,
        texts,
        models);
  }
}
