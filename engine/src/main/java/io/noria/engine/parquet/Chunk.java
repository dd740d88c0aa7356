package io.noria.engine.parquet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One column's pages, before compression. Not thread-safe; used again for every column. */
final class Chunk {
  private final Page values = new Page();
  private final Page dictionary = new Page();
  private final Distinct distinct = new Distinct();
  private boolean[] there = {};
  private boolean quick;
  private boolean indexed;
  private int size;
  private long nulls;
  private byte @Nullable [] least;
  private byte @Nullable [] greatest;

  /** The data page. */
  Page values() {
    return values;
  }

  /** The dictionary's page, when it is {@link #indexed}. */
  Page dictionary() {
    return dictionary;
  }

  boolean indexed() {
    return indexed;
  }

  /** How many values the dictionary has. */
  int distinct() {
    return size;
  }

  long nulls() {
    return nulls;
  }

  /** The least value as bytes; null when that is not kept. */
  byte @Nullable [] least() {
    return least;
  }

  /** The greatest value as bytes; null when that is not kept. */
  byte @Nullable [] greatest() {
    return greatest;
  }

  void encode(ParquetColumn column, int rows, Effort effort) {
    quick = effort == Effort.QUICK;
    values.clear();
    dictionary.clear();
    indexed = false;
    nulls = 0;
    least = null;
    greatest = null;
    switch (column) {
      case ParquetColumn.Doubles doubles -> doubles(doubles.values(), rows, doubles.missing());
      case ParquetColumn.Longs longs -> longs(longs.values(), rows, 1);
      case ParquetColumn.Millis millis -> longs(millis.values(), rows, 1000);
      case ParquetColumn.Booleans booleans -> values.bits(booleans.values(), rows);
      case ParquetColumn.Uuids uuids -> uuids(uuids.high(), uuids.low(), rows);
      case ParquetColumn.Codes codes -> codes(codes.codes(), codes.dictionary(), rows);
      case ParquetColumn.Texts texts -> texts(texts.values(), rows);
    }
  }

  private void doubles(double[] numbers, int rows, boolean missing) {
    distinct.begin(rows, quick);
    boolean few = true;
    for (int row = 0; row < rows && few; row++) {
      if (!missing || !Double.isNaN(numbers[row])) {
        few = distinct.add(Double.doubleToRawLongBits(numbers[row]));
      }
    }
    if (missing) {
      presentNumbers(numbers, rows);
    }
    if (few) {
      index();
      return;
    }
    ByteBuffer out = values.room(8 * rows);
    if (nulls == 0) {
      out.asDoubleBuffer().put(numbers, 0, rows);
      out.position(out.position() + 8 * rows);
      return;
    }
    for (int row = 0; row < rows; row++) {
      if (there[row]) {
        out.putDouble(numbers[row]);
      }
    }
  }

  private void presentNumbers(double[] numbers, int rows) {
    for (int row = 0; row < rows; row++) {
      nulls += Double.isNaN(numbers[row]) ? 1 : 0;
    }
    if (nulls == 0) {
      values.present(rows);
      return;
    }
    boolean[] known = room(rows);
    for (int row = 0; row < rows; row++) {
      known[row] = !Double.isNaN(numbers[row]);
    }
    values.present(known, rows);
  }

  private void longs(long[] numbers, int rows, long factor) {
    distinct.begin(rows, quick);
    boolean few = true;
    long min = Long.MAX_VALUE;
    long max = Long.MIN_VALUE;
    for (int row = 0; row < rows; row++) {
      min = Math.min(min, numbers[row]);
      max = Math.max(max, numbers[row]);
      few = few && distinct.add(numbers[row] * factor);
    }
    if (rows > 0) {
      least = number(min * factor);
      greatest = number(max * factor);
    }
    if (few) {
      index();
      return;
    }
    ByteBuffer out = values.room(8 * rows);
    for (int row = 0; row < rows; row++) {
      out.putLong(numbers[row] * factor);
    }
  }

  private static byte[] number(long value) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
  }

  /** Writes the distinct numbers as dictionary, and the rows' places in it. */
  private void index() {
    indexed = true;
    size = distinct.size();
    ByteBuffer out = dictionary.room(8 * size);
    for (int i = 0; i < size; i++) {
      out.putLong(distinct.values()[i]);
    }
    values.places(distinct.places(), distinct.count(), size);
  }

  private void uuids(long[] high, long[] low, int rows) {
    ByteBuffer out = values.room(16 * rows);
    for (int row = 0; row < rows; row++) {
      // A UUID's bytes are big-endian.
      out.putLong(Long.reverseBytes(high[row])).putLong(Long.reverseBytes(low[row]));
    }
  }

  private void codes(int[] codes, List<String> texts, int rows) {
    indexed = true;
    size = texts.size();
    for (String text : texts) {
      text(dictionary, text);
    }
    boolean[] known = room(rows);
    int[] places = new int[rows];
    int count = 0;
    for (int row = 0; row < rows; row++) {
      known[row] = codes[row] >= 0;
      if (known[row]) {
        places[count++] = codes[row];
      }
    }
    nulls = rows - count;
    present(known, rows);
    values.places(places, count, size);
  }

  private void texts(@Nullable String[] texts, int rows) {
    boolean[] known = room(rows);
    for (int row = 0; row < rows; row++) {
      known[row] = texts[row] != null;
      nulls += known[row] ? 0 : 1;
    }
    present(known, rows);
    for (int row = 0; row < rows; row++) {
      String text = texts[row];
      if (text != null) {
        text(values, text);
      }
    }
  }

  private void present(boolean[] known, int rows) {
    if (nulls == 0) {
      values.present(rows);
    } else {
      values.present(known, rows);
    }
  }

  private static void text(Page page, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    page.room(4 + bytes.length).putInt(bytes.length).put(bytes);
  }

  private boolean[] room(int rows) {
    if (there.length < rows) {
      there = new boolean[rows];
    }
    return there;
  }
}
