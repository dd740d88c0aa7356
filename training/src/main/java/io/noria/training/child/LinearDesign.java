package io.noria.training.child;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How encoded rows become the columns that weights belong to: numbers are standardised, a missing
 * value has a column of its own where there are any, and of a text's categories the frequent ones
 * have a column each and the rare ones one together.
 */
final class LinearDesign {
  /** Categories with a column of their own, at most. */
  static final int MOST_CATEGORIES = 50;

  private static final int NONE = -1;

  private final int features;
  private final boolean[] text;
  private final double[] means;
  private final double[] scales;
  private final int[] numberColumns;
  private final int[] missingColumns;
  private final int[][] categoryColumns;
  private int columns;

  private LinearDesign(int features) {
    this.features = features;
    this.text = new boolean[features];
    this.means = new double[features];
    this.scales = new double[features];
    this.numberColumns = new int[features];
    this.missingColumns = new int[features];
    this.categoryColumns = new int[features][0];
    Arrays.fill(numberColumns, NONE);
    Arrays.fill(missingColumns, NONE);
  }

  /**
   * Looks at the first rows.
   *
   * @param types {@code q} for numbers, {@code c} for categories
   */
  static LinearDesign of(Matrix matrix, List<String> types, int rows) {
    var design = new LinearDesign(matrix.columns());
    IntStream.range(0, matrix.columns())
        .parallel()
        .forEach(feature -> {
          design.text[feature] = types.get(feature).equals("c");
          if (!design.text[feature]) {
            design.standardise(matrix, feature, rows);
          }
        });
    for (int feature = 0; feature < matrix.columns(); feature++) {
      design.place(matrix, feature, rows);
    }
    return design;
  }

  private void standardise(Matrix matrix, int feature, int rows) {
    double sum = 0;
    long count = 0;
    for (int row = 0; row < rows; row++) {
      float value = matrix.values()[row * features + feature];
      if (!Float.isNaN(value)) {
        sum += value;
        count++;
      }
    }
    double mean = count == 0 ? 0 : sum / count;
    double squares = 0;
    for (int row = 0; row < rows; row++) {
      double apart = matrix.values()[row * features + feature] - mean;
      squares += Double.isNaN(apart) ? 0 : apart * apart;
    }
    means[feature] = mean;
    scales[feature] = count == 0 ? 0 : Math.sqrt(squares / count);
  }

  private void place(Matrix matrix, int feature, int rows) {
    int missing = 0;
    int[] counts = {};
    for (int row = 0; row < rows; row++) {
      float value = matrix.values()[row * features + feature];
      if (Float.isNaN(value)) {
        missing++;
      } else if (text[feature]) {
        int code = (int) value;
        counts = code < counts.length ? counts : Arrays.copyOf(counts, 2 * code + 1);
        counts[code]++;
      }
    }
    // A number that is always the same tells nothing, nor does noise of the last digit.
    if (!text[feature] && scales[feature] > 1e-12 * Math.abs(means[feature])) {
      numberColumns[feature] = columns++;
    }
    if (text[feature]) {
      categories(feature, counts);
    }
    if (missing > 0 && missing < rows) {
      missingColumns[feature] = columns++;
    }
  }

  private void categories(int feature, int[] counts) {
    List<Integer> frequent =
        IntStream.range(0, counts.length)
            .filter(code -> counts[code] > 0)
            .boxed()
            .sorted((a, b) -> counts[b] != counts[a] ? counts[b] - counts[a] : a - b)
            .toList();
    int[] places = new int[counts.length];
    Arrays.fill(places, NONE);
    boolean all = frequent.size() <= MOST_CATEGORIES + 1;
    List<Integer> own = all ? frequent : frequent.subList(0, MOST_CATEGORIES);
    for (int code : own.stream().sorted().toList()) {
      places[code] = columns++;
    }
    if (!all) {
      int together = columns++;
      frequent.subList(MOST_CATEGORIES, frequent.size()).forEach(code -> places[code] = together);
    }
    categoryColumns[feature] = places;
  }

  int features() {
    return features;
  }

  /** How many columns. */
  int columns() {
    return columns;
  }

  double mean(int feature) {
    return means[feature];
  }

  double scale(int feature) {
    return scales[feature];
  }

  /** The column of the standardised number; -1 for none. */
  int number(int feature) {
    return numberColumns[feature];
  }

  boolean text(int feature) {
    return text[feature];
  }

  /** The column that a value which is no number to be weighed is in; -1 for none. */
  int indicator(int feature, float value) {
    if (Float.isNaN(value)) {
      return missingColumns[feature];
    }
    int[] places = categoryColumns[feature];
    int code = (int) value;
    return code < places.length ? places[code] : NONE;
  }

  /**
   * A column as the model's file has it.
   *
   * @param kind {@code number}, {@code missing} or {@code category}
   * @param feature place of the raw column
   * @param code of a category
   * @param column whose weights it has
   */
  record Encoded(String kind, int feature, int code, int column) {}

  /** Every column, rare categories one by one. */
  List<Encoded> encoded() {
    var all = new ArrayList<Encoded>();
    for (int feature = 0; feature < features; feature++) {
      if (numberColumns[feature] != NONE) {
        all.add(new Encoded("number", feature, 0, numberColumns[feature]));
      }
      for (int code = 0; code < categoryColumns[feature].length; code++) {
        if (categoryColumns[feature][code] != NONE) {
          all.add(new Encoded("category", feature, code, categoryColumns[feature][code]));
        }
      }
      if (missingColumns[feature] != NONE) {
        all.add(new Encoded("missing", feature, 0, missingColumns[feature]));
      }
    }
    return all;
  }
}
