package io.noria.training;

import io.noria.engine.Column;
import io.noria.engine.Frame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The order in which rows train, and which of them validate.
 *
 * @param rows places in the table, those that train first
 * @param trainRows how many train
 */
@SuppressWarnings("ArrayRecordComponent")
record RowOrder(int[] rows, int trainRows) {
  private static final double VALIDATION = 0.2;

  /** The rows in the order of time, of which the last fifth validates. */
  static RowOrder byTime(Column times, int[] kept) {
    int[] ordered =
        Arrays.stream(kept)
            .boxed()
            .sorted(Comparator.comparingDouble(times::number))
            .mapToInt(Integer::intValue)
            .toArray();
    return new RowOrder(ordered, ordered.length - Math.max(1, share(ordered.length)));
  }

  /**
   * Rows without time: in the order of a hash of their features, which depends on nothing but the
   * values. The last fifth validates; of classes, the last fifth of each, so that a rare one is in
   * both parts if it can be.
   *
   * @param labels the class or the number of each row of the table
   * @param classes how many classes; 0 for numbers
   */
  static RowOrder byHash(
      Frame table, List<String> features, float[] labels, int classes, int[] kept) {
    long[] hashes = hashes(table, features);
    List<Integer> ordered =
        Arrays.stream(kept)
            .boxed()
            .sorted(
                Comparator.<Integer>comparingLong(row -> hashes[row])
                    .thenComparingDouble(row -> labels[row]))
            .toList();
    int groups = Math.max(1, classes);
    int[] left = new int[groups];
    for (int row : ordered) {
      left[group(labels[row], classes)]++;
    }
    int[] train = Arrays.stream(left).map(RowOrder::training).toArray();
    List<Integer> first = new ArrayList<>();
    List<Integer> last = new ArrayList<>();
    for (int row : ordered) {
      (train[group(labels[row], classes)]-- > 0 ? first : last).add(row);
    }
    int[] rows =
        IntStream.concat(
                first.stream().mapToInt(Integer::intValue),
                last.stream().mapToInt(Integer::intValue))
            .toArray();
    return new RowOrder(rows, first.size());
  }

  /** A class of a single row trains; one of two or more has a row on each side. */
  private static int training(int rows) {
    return rows < 2 ? rows : rows - Math.max(1, share(rows));
  }

  private static int share(int rows) {
    return (int) (rows * VALIDATION);
  }

  private static int group(float label, int classes) {
    return classes == 0 ? 0 : (int) label;
  }

  private static long[] hashes(Frame table, List<String> features) {
    long[] hashes = new long[table.rows()];
    for (String name : features.stream().sorted().toList()) {
      Column column = table.column(name);
      long[] texts = column instanceof Column.Strings strings ? texts(strings) : null;
      for (int row = 0; row < hashes.length; row++) {
        hashes[row] = mixed(hashes[row] * 31 + bits(column, texts, row));
      }
    }
    return hashes;
  }

  private static long bits(Column column, long @Nullable [] texts, int row) {
    if (column.isNull(row)) {
      return 0x6e75_6c6cL;
    }
    double number = column.number(row);
    // Adding 0 makes one zero of two.
    return texts == null ? Double.doubleToLongBits(number + 0.0) : texts[(int) number];
  }

  private static long[] texts(Column.Strings strings) {
    return strings.dictionary().stream().mapToLong(RowOrder::ofText).toArray();
  }

  private static long ofText(String text) {
    long hash = 0xcbf2_9ce4_8422_2325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100_0000_01b3L;
    }
    return hash;
  }

  /** The finalizer of SplitMix64 (Steele, Lea and Flood 2014). */
  private static long mixed(long value) {
    long z = value + 0x9e37_79b9_7f4a_7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d0_49bb_1331_11ebL;
    return z ^ (z >>> 31);
  }
}
