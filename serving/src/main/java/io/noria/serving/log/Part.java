package io.noria.serving.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of one deployment's log in memory, column by column. One thread appends; any thread
 * reads while holding the part's monitor.
 */
final class Part {
  private final String name;
  private final PartSchema schema;
  private final List<String> models = new ArrayList<>();
  private final List<List<String>> texts = new ArrayList<>();
  private final List<Map<String, Integer>> textCodes = new ArrayList<>();

  private int rows;
  private long textBytes;
  private double[][] numbers;
  private int[][] codes;
  private long[] idHigh = new long[64];
  private long[] idLow = new long[64];
  private long[] eventMs = new long[64];
  private long[] recordedMs = new long[64];
  private long[] latency = new long[64];
  private int[] model = new int[64];
  private int[] version = new int[64];
  private boolean[] repeat = new boolean[64];
  private double[] score = new double[64];
  private double[] predicted = new double[64];
  private @Nullable String[] key = new String[64];
  private long minEvent = Long.MAX_VALUE;
  private long maxEvent = Long.MIN_VALUE;
  private long minRecorded = Long.MAX_VALUE;
  private long maxRecorded = Long.MIN_VALUE;

  Part(String name, PartSchema schema) {
    this.name = name;
    this.schema = schema;
    this.numbers = new double[schema.size()][];
    this.codes = new int[schema.size()][];
    for (int column = 0; column < schema.size(); column++) {
      texts.add(new ArrayList<>());
      textCodes.add(new HashMap<>());
      if (schema.text(column)) {
        codes[column] = new int[64];
      } else {
        numbers[column] = new double[64];
      }
    }
  }

  /** Its name within the deployment; later parts have greater names. */
  String name() {
    return name;
  }

  PartSchema schema() {
    return schema;
  }

  synchronized int rows() {
    return rows;
  }

  /** Bytes of memory, about. */
  synchronized long bytes() {
    return idHigh.length * (72L + 8L * schema.size() + 40) + textBytes;
  }

  /** The place of the model's name, which is added when it is new. */
  synchronized int modelPlace(String name) {
    int place = models.indexOf(name);
    if (place < 0) {
      models.add(name);
      place = models.size() - 1;
    }
    return place;
  }

  /** How many models there are. */
  synchronized int modelCount() {
    return models.size();
  }

  /** The place of the text in the column's list, which grows when it is new. */
  synchronized int textPlace(int column, String text) {
    Integer known = textCodes.get(column).putIfAbsent(text, texts.get(column).size());
    if (known == null) {
      texts.get(column).add(text);
      textBytes += 2L * text.length() + 80;
      return texts.get(column).size() - 1;
    }
    return known;
  }

  /** The place of the text; -1 when it is not there. */
  synchronized int findText(int column, String text) {
    Integer known = textCodes.get(column).get(text);
    return known == null ? -1 : known;
  }

  /** Adds a row. */
  synchronized void add(PartRow row) {
    if (rows == idHigh.length) {
      grow(2 * rows);
    }
    idHigh[rows] = row.idHigh();
    idLow[rows] = row.idLow();
    eventMs[rows] = row.eventMs();
    recordedMs[rows] = row.recordedMs();
    latency[rows] = row.latencyNanos();
    model[rows] = row.model();
    version[rows] = row.version();
    repeat[rows] = row.repeat();
    score[rows] = row.score();
    predicted[rows] = row.predicted();
    key[rows] = row.key();
    for (int column = 0; column < schema.size(); column++) {
      if (schema.text(column)) {
        codes[column][rows] = row.codes()[column];
      } else {
        numbers[column][rows] = row.numbers()[row.from() + column];
      }
    }
    minEvent = Math.min(minEvent, row.eventMs());
    maxEvent = Math.max(maxEvent, row.eventMs());
    minRecorded = Math.min(minRecorded, row.recordedMs());
    maxRecorded = Math.max(maxRecorded, row.recordedMs());
    rows++;
  }

  private void grow(int size) {
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
    for (int column = 0; column < schema.size(); column++) {
      if (schema.text(column)) {
        codes[column] = Arrays.copyOf(codes[column], size);
      } else {
        numbers[column] = Arrays.copyOf(numbers[column], size);
      }
    }
  }

  synchronized long minEvent() {
    return minEvent;
  }

  synchronized long maxEvent() {
    return maxEvent;
  }

  synchronized long minRecorded() {
    return minRecorded;
  }

  synchronized long maxRecorded() {
    return maxRecorded;
  }

  /** Hands the rows to the reader while nothing is appended. */
  synchronized <T extends @Nullable Object> T read(Reader<T> reader) {
    return reader.read(
        new View(
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
            models));
  }

  /** Reads a part. */
  @FunctionalInterface
  interface Reader<T extends @Nullable Object> {
    T read(View view);
  }

  /** The arrays; only the first {@code rows} places count, and only during the call. */
  @SuppressWarnings("ArrayRecordComponent")
  record View(
      int rows,
      long[] idHigh,
      long[] idLow,
      long[] eventMs,
      long[] recordedMs,
      long[] latency,
      int[] model,
      int[] version,
      boolean[] repeat,
      double[] score,
      double[] predicted,
      @Nullable String[] key,
      double[][] numbers,
      int[][] codes,
      List<List<String>> texts,
      List<String> models) {}
}
