package io.noria.stats;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One column's values on one side of a comparison. Immutable by convention: arrays given and handed
 * out are not copied, since a column may hold millions of values; do not change them.
 *
 * <p>Missing values (null, NaN, infinities) are counted and left out, as Evidently does before each
 * test.
 */
public final class Sample {
  private final ColumnType type;
  private final boolean integral;
  private final double[] numbers;
  private final List<String> dictionary;
  private final int[] codes;
  private final long missing;
  private double @Nullable [] sorted;

  private Sample(
      ColumnType type,
      boolean integral,
      double[] numbers,
      List<String> dictionary,
      int[] codes,
      long missing) {
    this.type = type;
    this.integral = integral;
    this.numbers = numbers;
    this.dictionary = dictionary;
    this.codes = codes;
    this.missing = missing;
  }

  /** Real numbers; NaN and infinities are missing. */
  public static Sample numbers(double... values) {
    double[] finite = finite(values);
    return new Sample(
        ColumnType.NUMERIC, false, finite, List.of(), new int[0], values.length - finite.length);
  }

  /**
   * Whole numbers held as doubles; NaN is missing. Without missing values they are binned as whole
   * numbers (no bin narrower than 1); a whole-number column with gaps is binned as real numbers, as
   * it is everywhere in pandas.
   */
  public static Sample integers(double... values) {
    double[] finite = finite(values);
    return new Sample(
        ColumnType.NUMERIC,
        finite.length == values.length,
        finite,
        List.of(),
        new int[0],
        values.length - finite.length);
  }

  /**
   * Categories as codes into a dictionary.
   *
   * @param dictionary distinct names
   * @param codes indexes into it; a negative one is missing
   */
  public static Sample categories(List<String> dictionary, int... codes) {
    int[] present = Arrays.stream(codes).filter(code -> code >= 0).toArray();
    for (int code : present) {
      Objects.checkIndex(code, dictionary.size());
    }
    return new Sample(
        ColumnType.CATEGORICAL,
        false,
        new double[0],
        List.copyOf(dictionary),
        present,
        codes.length - present.length);
  }

  /** How the values are compared. */
  public ColumnType type() {
    return type;
  }

  /** Values that are not missing. */
  public int size() {
    return type == ColumnType.NUMERIC ? numbers.length : codes.length;
  }

  /** Values that are missing. */
  public long missing() {
    return missing;
  }

  /** Whether these are whole numbers without gaps. */
  boolean integral() {
    return integral;
  }

  /** The numbers in the order given, missing ones left out; empty for categories. */
  public double[] numbers() {
    return numbers;
  }

  /** The numbers in ascending order; sorted once and kept. */
  public synchronized double[] sorted() {
    double[] kept = sorted;
    if (kept == null) {
      kept = numbers.clone();
      Arrays.sort(kept);
      // -0.0 and 0.0 are one value to every test; Arrays.sort tells them apart but keeps them
      // adjacent, and comparisons by < and > then treat them as equal.
      sorted = kept;
    }
    return kept;
  }

  /** The categories' names; empty for numbers. */
  public List<String> dictionary() {
    return dictionary;
  }

  /** The codes in the order given, missing ones left out; empty for numbers. */
  public int[] codes() {
    return codes;
  }

  private static double[] finite(double[] values) {
    int n = 0;
    for (double value : values) {
      if (Double.isFinite(value)) {
        n++;
      }
    }
    if (n == values.length) {
      return values;
    }
    double[] kept = new double[n];
    int at = 0;
    for (double value : values) {
      if (Double.isFinite(value)) {
        kept[at++] = value;
      }
    }
    return kept;
  }
}
