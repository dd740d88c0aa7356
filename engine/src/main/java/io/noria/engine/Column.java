package io.noria.engine;

import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One typed, immutable column. The arrays given to the constructors are owned by the column
 * afterwards: nobody may change them. A null mask has a bit set where the value is missing; no mask
 * means no nulls. Thread-safe.
 */
public sealed interface Column {
  /** What it holds. */
  ColumnType type();

  /** How many values, nulls included. */
  int size();

  /** Whether the value is missing. */
  boolean isNull(int row);

  /** How many values are missing. */
  int nulls();

  /**
   * The value as a number: NaN for null, 0 or 1 for booleans, the dictionary code for strings,
   * microseconds since the epoch for timestamps.
   */
  double number(int row);

  /** The value as Double, Long, Boolean, String or Instant; null where missing. */
  @Nullable Object value(int row);

  /** The rows of these indices, in this order. */
  Column take(int[] rows);

  /** Doubles. A NaN that is not masked is a value. */
  final class Doubles implements Column {
    private final double[] values;
    private final @Nullable BitSet mask;

    /** Takes over the array and the mask. */
    public Doubles(double[] values, @Nullable BitSet mask) {
      this.values = values;
      this.mask = Masks.orNone(mask);
    }

    /** A column without nulls. */
    public static Doubles of(double... values) {
      return new Doubles(values.clone(), null);
    }

    /** The value; NaN where missing. */
    public double get(int row) {
      return isNull(row) ? Double.NaN : values[row];
    }

    /** A copy of the values, NaN where missing. */
    public double[] toArray() {
      double[] copy = values.clone();
      if (mask != null) {
        mask.stream().forEach(row -> copy[row] = Double.NaN);
      }
      return copy;
    }

    @Override
    public ColumnType type() {
      return ColumnType.DOUBLE;
    }

    @Override
    public int size() {
      return values.length;
    }

    @Override
    public boolean isNull(int row) {
      return mask != null && mask.get(row);
    }

    @Override
    public int nulls() {
      return Masks.count(mask);
    }

    @Override
    public double number(int row) {
      return get(row);
    }

    @Override
    public @Nullable Object value(int row) {
      return isNull(row) ? null : (Object) values[row];
    }

    @Override
    public Doubles take(int[] rows) {
      double[] taken = new double[rows.length];
      for (int i = 0; i < rows.length; i++) {
        taken[i] = values[rows[i]];
      }
      return new Doubles(taken, Masks.take(mask, rows));
    }
  }

  /** 64-bit integers. */
  final class Longs implements Column {
    private final long[] values;
    private final @Nullable BitSet mask;

    /** Takes over the array and the mask. */
    public Longs(long[] values, @Nullable BitSet mask) {
      this.values = values;
      this.mask = Masks.orNone(mask);
    }

    /** A column without nulls. */
    public static Longs of(long... values) {
      return new Longs(values.clone(), null);
    }

    /** The value; 0 where missing. */
    public long get(int row) {
      return isNull(row) ? 0 : values[row];
    }

    @Override
    public ColumnType type() {
      return ColumnType.LONG;
    }

    @Override
    public int size() {
      return values.length;
    }

    @Override
    public boolean isNull(int row) {
      return mask != null && mask.get(row);
    }

    @Override
    public int nulls() {
      return Masks.count(mask);
    }

    @Override
    public double number(int row) {
      return isNull(row) ? Double.NaN : values[row];
    }

    @Override
    public @Nullable Object value(int row) {
      return isNull(row) ? null : (Object) values[row];
    }

    @Override
    public Longs take(int[] rows) {
      return new Longs(Masks.take(values, rows), Masks.take(mask, rows));
    }
  }

  /** Booleans. */
  final class Booleans implements Column {
    private final boolean[] values;
    private final @Nullable BitSet mask;

    /** Takes over the array and the mask. */
    public Booleans(boolean[] values, @Nullable BitSet mask) {
      this.values = values;
      this.mask = Masks.orNone(mask);
    }

    /** A column without nulls. */
    public static Booleans of(boolean... values) {
      return new Booleans(values.clone(), null);
    }

    /** The value; false where missing. */
    public boolean get(int row) {
      return !isNull(row) && values[row];
    }

    @Override
    public ColumnType type() {
      return ColumnType.BOOLEAN;
    }

    @Override
    public int size() {
      return values.length;
    }

    @Override
    public boolean isNull(int row) {
      return mask != null && mask.get(row);
    }

    @Override
    public int nulls() {
      return Masks.count(mask);
    }

    @Override
    public double number(int row) {
      return isNull(row) ? Double.NaN : values[row] ? 1 : 0;
    }

    @Override
    public @Nullable Object value(int row) {
      return isNull(row) ? null : (Object) values[row];
    }

    @Override
    public Booleans take(int[] rows) {
      boolean[] taken = new boolean[rows.length];
      for (int i = 0; i < rows.length; i++) {
        taken[i] = values[rows[i]];
      }
      return new Booleans(taken, Masks.take(mask, rows));
    }
  }

  /** Text: each row holds a code into a dictionary of distinct values; -1 is null. */
  final class Strings implements Column {
    private final int[] codes;
    private final List<String> dictionary;

    /** Takes over the codes. */
    public Strings(int[] codes, List<String> dictionary) {
      this.codes = codes;
      this.dictionary = List.copyOf(dictionary);
    }

    /** A column of these values; the dictionary is in order of first appearance. */
    public static Strings of(@Nullable String... values) {
      StringsBuilder builder = new StringsBuilder(values.length);
      for (String value : values) {
        builder.add(value);
      }
      return builder.build();
    }

    /** The value, or null. */
    public @Nullable String get(int row) {
      return codes[row] < 0 ? null : dictionary.get(codes[row]);
    }

    /** The place in the dictionary; -1 for null. */
    public int code(int row) {
      return codes[row];
    }

    /** The distinct values, in order of first appearance. Rows taken from it may not use all. */
    public List<String> dictionary() {
      return dictionary;
    }

    @Override
    public ColumnType type() {
      return ColumnType.STRING;
    }

    @Override
    public int size() {
      return codes.length;
    }

    @Override
    public boolean isNull(int row) {
      return codes[row] < 0;
    }

    @Override
    public int nulls() {
      return (int) Arrays.stream(codes).filter(code -> code < 0).count();
    }

    @Override
    public double number(int row) {
      return codes[row] < 0 ? Double.NaN : codes[row];
    }

    @Override
    public @Nullable Object value(int row) {
      return get(row);
    }

    @Override
    public Strings take(int[] rows) {
      int[] taken = new int[rows.length];
      for (int i = 0; i < rows.length; i++) {
        taken[i] = codes[rows[i]];
      }
      return new Strings(taken, dictionary);
    }
  }

  /** Moments, as microseconds since the epoch in UTC. */
  final class Times implements Column {
    private final long[] micros;
    private final @Nullable BitSet mask;

    /** Takes over the array and the mask. */
    public Times(long[] micros, @Nullable BitSet mask) {
      this.micros = micros;
      this.mask = Masks.orNone(mask);
    }

    /** A column of these moments, cut to microseconds. */
    public static Times of(@Nullable Instant... values) {
      long[] micros = new long[values.length];
      BitSet mask = new BitSet();
      for (int i = 0; i < values.length; i++) {
        Instant value = values[i];
        if (value == null) {
          mask.set(i);
        } else {
          micros[i] = java.time.temporal.ChronoUnit.MICROS.between(Instant.EPOCH, value);
        }
      }
      return new Times(micros, mask);
    }

    /** Microseconds since the epoch; 0 where missing. */
    public long micros(int row) {
      return isNull(row) ? 0 : micros[row];
    }

    /** The moment. Must not be asked of a null. */
    public Instant get(int row) {
      return Objects.requireNonNull((Instant) value(row), () -> "row " + row + " is null");
    }

    @Override
    public ColumnType type() {
      return ColumnType.TIMESTAMP;
    }

    @Override
    public int size() {
      return micros.length;
    }

    @Override
    public boolean isNull(int row) {
      return mask != null && mask.get(row);
    }

    @Override
    public int nulls() {
      return Masks.count(mask);
    }

    @Override
    public double number(int row) {
      return isNull(row) ? Double.NaN : micros[row];
    }

    @Override
    public @Nullable Object value(int row) {
      return isNull(row)
          ? null
          : Instant.EPOCH.plus(micros[row], java.time.temporal.ChronoUnit.MICROS);
    }

    @Override
    public Times take(int[] rows) {
      return new Times(Masks.take(micros, rows), Masks.take(mask, rows));
    }
  }
}
