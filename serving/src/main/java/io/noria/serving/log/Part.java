package io.noria.serving.log;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of one deployment's log in memory, column by column. One thread appends; any thread
 * reads while holding the part's monitor. Once it is sealed it may give up its memory; who still
 * holds it reads what was sealed then.
 */
final class Part {
  private final String name;
  private final PartSchema schema;
  private final List<String> models = new ArrayList<>();
  private final List<List<String>> texts = new ArrayList<>();
  private final List<Map<String, Integer>> textCodes = new ArrayList<>();
  private @Nullable Columns columns;
  private @Nullable Supplier<Part> elsewhere;

  private int rows;
  private boolean wasRead;
  private long textBytes;
  private long minEvent = Long.MAX_VALUE;
  private long maxEvent = Long.MIN_VALUE;
  private long minRecorded = Long.MAX_VALUE;
  private long maxRecorded = Long.MIN_VALUE;

  Part(String name, PartSchema schema) {
    this(name, schema, new Columns(schema));
  }

  /** In memory that is used again. */
  Part(String name, PartSchema schema, Columns columns) {
    this.name = name;
    this.schema = schema;
    this.columns = columns;
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
    return (columns == null ? 0 : columns.bytes()) + textBytes;
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
    Columns own = Objects.requireNonNull(columns, name);
    rows += request.count();
    own.reserve(rows);
    own.add(request);
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
  <T extends @Nullable Object> T read(Reader<T> reader) {
    return read(reader, true);
  }

  /** The same for a reader that does not come again for the rows themselves. */
  <T extends @Nullable Object> T count(Reader<T> reader) {
    return read(reader, false);
  }

  private <T extends @Nullable Object> T read(Reader<T> reader, boolean again) {
    Supplier<Part> sealed;
    synchronized (this) {
      wasRead |= again;
      if (columns != null) {
        return reader.read(columns.view(texts, models));
      }
      sealed = Objects.requireNonNull(elsewhere, name);
    }
    return sealed.get().read(reader, again);
  }

  /** Hands the rows of a part that grows no more to what seals it. */
  synchronized View sealing() {
    return Objects.requireNonNull(columns, name).view(texts, models);
  }

  /**
   * Gives up its memory, unless somebody has read it and may do so again.
   *
   * @param sealed where its rows are from now on
   * @return the memory, to be used again; null when it is kept
   */
  synchronized @Nullable Columns release(Supplier<Part> sealed) {
    if (wasRead) {
      return null;
    }
    Columns own = columns;
    columns = null;
    elsewhere = sealed;
    return own;
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
