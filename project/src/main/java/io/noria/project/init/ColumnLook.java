package io.noria.project.init;

import io.noria.engine.Column;
import io.noria.project.init.FullLook.Scanned;
import io.noria.project.init.Table.Column.Form;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What is known of a column.
 *
 * @param column its name and type as it stands
 * @param reading how it is read
 * @param scanned of all rows as it stands
 * @param sampled of the sample as it is read
 */
record ColumnLook(Table.Column column, Reading reading, Scanned scanned, Sampled sampled) {
  /** Texts and their counts are kept up to so many. */
  static final int MOST_TEXTS = 1000;

  /**
   * Figures of a sample.
   *
   * @param rows of the sample
   * @param nulls missing values as read
   * @param distinct different values
   * @param numbers sorted finite numbers; moments as microseconds; none for texts
   * @param texts the most frequent texts and booleans with their counts, at most {@link
   *     #MOST_TEXTS}
   * @param length the mean length of texts
   * @param whole whether every number is whole
   * @param rising share of neighbouring rows whose value does not fall
   */
  record Sampled(
      long rows,
      long nulls,
      long distinct,
      double[] numbers,
      List<Text> texts,
      double length,
      boolean whole,
      double rising) {
    /** The number below which so large a share lies; NaN without numbers. */
    double quantile(double share) {
      if (numbers.length == 0) {
        return Double.NaN;
      }
      double place = share * (numbers.length - 1);
      int low = (int) Math.floor(place);
      int high = Math.min(numbers.length - 1, low + 1);
      return numbers[low] + (place - low) * (numbers[high] - numbers[low]);
    }

    double mean() {
      return numbers.length == 0 ? Double.NaN : Arrays.stream(numbers).average().orElseThrow();
    }

    double deviation() {
      double mean = mean();
      return numbers.length < 2
          ? 0
          : Math.sqrt(
              Arrays.stream(numbers).map(v -> (v - mean) * (v - mean)).sum()
                  / (numbers.length - 1));
    }

    boolean isUnique() {
      return nulls == 0 && distinct == rows;
    }
  }

  /** A value and how often the sample has it. */
  record Text(String value, long count) {}

  String name() {
    return column.name();
  }

  Form form() {
    return reading.form();
  }

  /** The share of all rows without a value, as it is read. */
  double nullShare(long rows) {
    double sample = sampled.rows() == 0 ? 1 : sampled.nulls() / (double) sampled.rows();
    return reading.isPlain() && rows > 0 ? scanned.nulls() / (double) rows : sample;
  }

  /** Looks at the values of a sample. */
  static Sampled sampled(Column values) {
    return switch (values) {
      case Column.Doubles doubles ->
          numbers(doubles, IntStream.range(0, doubles.size()).mapToDouble(doubles::get).toArray());
      case Column.Longs longs ->
          numbers(longs, IntStream.range(0, longs.size()).mapToDouble(longs::get).toArray());
      case Column.Times times ->
          numbers(times, IntStream.range(0, times.size()).mapToDouble(times::micros).toArray());
      case Column.Strings strings -> texts(strings, counts(strings));
      case Column.Booleans booleans -> texts(booleans, counts(booleans));
    };
  }

  private static Sampled numbers(Column column, double[] inOrder) {
    double[] present =
        IntStream.range(0, inOrder.length)
            .filter(row -> !column.isNull(row) && Double.isFinite(inOrder[row]))
            .mapToDouble(row -> inOrder[row])
            .toArray();
    long rising = 0;
    for (int i = 1; i < present.length; i++) {
      rising += present[i] >= present[i - 1] ? 1 : 0;
    }
    boolean whole = Arrays.stream(present).allMatch(value -> value == Math.rint(value));
    double[] sorted = present.clone();
    Arrays.sort(sorted);
    long distinct = sorted.length == 0 ? 0 : 1;
    for (int i = 1; i < sorted.length; i++) {
      distinct += sorted[i] != sorted[i - 1] ? 1 : 0;
    }
    return new Sampled(
        column.size(),
        column.size() - (long) present.length,
        distinct,
        sorted,
        List.of(),
        0,
        whole,
        present.length < 2 ? 1 : rising / (present.length - 1.0));
  }

  private static Sampled texts(Column column, Map<String, Long> counts) {
    List<Text> most = new ArrayList<>();
    long length = 0;
    for (Map.Entry<String, Long> entry : counts.entrySet()) {
      most.add(new Text(entry.getKey(), entry.getValue()));
      length += entry.getKey().length() * entry.getValue();
    }
    most.sort(Comparator.comparingLong(Text::count).reversed().thenComparing(Text::value));
    long present = column.size() - (long) column.nulls();
    return new Sampled(
        column.size(),
        column.nulls(),
        counts.size(),
        new double[0],
        List.copyOf(most.subList(0, Math.min(MOST_TEXTS, most.size()))),
        present == 0 ? 0 : length / (double) present,
        false,
        0);
  }

  /** How often each text comes. */
  static Map<String, Long> counts(Column.Strings strings) {
    long[] counts = new long[strings.dictionary().size()];
    for (int row = 0; row < strings.size(); row++) {
      int code = strings.code(row);
      if (code >= 0) {
        counts[code]++;
      }
    }
    Map<String, Long> byText = new HashMap<>();
    for (int code = 0; code < counts.length; code++) {
      if (counts[code] > 0) {
        byText.merge(strings.dictionary().get(code), counts[code], Long::sum);
      }
    }
    return byText;
  }

  private static Map<String, Long> counts(Column.Booleans booleans) {
    Map<String, Long> counts = new HashMap<>();
    for (int row = 0; row < booleans.size(); row++) {
      if (!booleans.isNull(row)) {
        counts.merge(Boolean.toString(booleans.get(row)), 1L, Long::sum);
      }
    }
    return counts;
  }
}
