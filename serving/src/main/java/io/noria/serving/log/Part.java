package io.noria.serving.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of one deployment's log in memory. Requests' rows are kept as they came until somebody
 * reads, and are laid out column by column then: who appends pays nothing for that. One thread
 * appends; any thread reads while holding the part's monitor.
 */
final class Part {
  private final String name;
  private final PartSchema schema;
  private final List<String> models = new ArrayList<>();
  private final List<List<String>> texts = new ArrayList<>();
  private final List<Map<String, Integer>> textCodes = new ArrayList<>();
  private final List<PartRows> waiting = new ArrayList<>();
  private final Columns columns;

  private int rows;
  private long waitingBytes;
  private long textBytes;
  private long minEvent = Long.MAX_VALUE;
  private long maxEvent = Long.MIN_VALUE;
  private long minRecorded = Long.MAX_VALUE;
  private long maxRecorded = Long.MIN_VALUE;

  Part(String name, PartSchema schema) {
    this.name = name;
    this.schema = schema;
    this.columns = new Columns(schema);
    for (int column = 0; column < schema.size(); column++) {
      texts.add(new ArrayList<>());
      textCodes.add(new HashMap<>());
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
    return columns.bytes() + waitingBytes + textBytes;
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

  /** Adds a request's rows. */
  synchronized void add(PartRows request) {
    waiting.add(request);
    waitingBytes += request.bytes();
    rows += request.count();
    spans(request.firstEvent(), request.lastEvent());
    minRecorded = Math.min(minRecorded, request.recordedMs());
    maxRecorded = Math.max(maxRecorded, request.recordedMs());
  }

  private void spans(long first, long last) {
    minEvent = Math.min(minEvent, first);
    maxEvent = Math.max(maxEvent, last);
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
    columns.reserve(rows);
    waiting.forEach(columns::add);
    waiting.clear();
    waitingBytes = 0;
    return reader.read(columns.view(texts, models));
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

  /** The rows column by column. Not thread-safe. */
  private static final class Columns {
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

    long bytes() {
      return idHigh.length * (72L + 8L * schema.size() + 40);
    }

    /** Room for so many rows in all. */
    void reserve(int all) {
      int room = idHigh.length;
      if (all <= room) {
        return;
      }
      // The first reader of a part takes what is there; who reads it as it grows, half as much
      // again.
      int size = room == 0 ? all : Math.max(all, room + room / 2);
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

    View view(List<List<String>> texts, List<String> models) {
      return new View(
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
}
