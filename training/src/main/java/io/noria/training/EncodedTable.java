package io.noria.training;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.engine.Column;
import io.noria.engine.Frame;
import io.noria.registry.BundleInfo;
import io.noria.registry.FeatureColumn;
import io.noria.registry.Signature;
import io.noria.training.child.Matrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A table in the form that the trainer takes: rows in the order of time, texts as codes of a
 * dictionary, everything as float32.
 *
 * @param rows the table's rows that have a target, in the order of time
 * @param signature the raw columns with their dictionaries
 * @param objective what is learned
 * @param positive the positive class's text; null for a regression
 * @param negative the other class's text; null for a regression
 * @param matrix the numbers; the last fifth of the rows validates
 */
record EncodedTable(
    Frame rows,
    Signature signature,
    BundleInfo.Objective objective,
    @Nullable String positive,
    @Nullable String negative,
    Matrix matrix) {
  private static final double VALIDATION = 0.2;
  private static final int FEWEST = 20;
  private static final int MOST_CATEGORIES = 10_000;

  static EncodedTable of(SearchRequest request, Frame table) {
    Frame rows = inOrder(request, table);
    List<FeatureColumn> features = new ArrayList<>();
    for (String name : request.features()) {
      features.add(feature(name, rows.column(name)));
    }
    String positive = request.positive();
    String negative = positive == null ? null : otherClass(request, rows, positive);
    float[] labels = labels(rows.column(request.target()), request.target(), positive);
    int trainRows = rows.rows() - Math.max(1, (int) (rows.rows() * VALIDATION));
    if (positive != null) {
      requireBoth(request.target(), labels, 0, trainRows);
    }
    return new EncodedTable(
        rows,
        new Signature(features),
        positive == null ? BundleInfo.Objective.REGRESSION : BundleInfo.Objective.BINARY,
        positive,
        negative,
        new Matrix(features.size(), trainRows, labels, values(features, rows)));
  }

  /** The labels: negative then positive; none for a regression. */
  List<String> classes() {
    return positive == null || negative == null ? List.of() : List.of(negative, positive);
  }

  /** XGBoost's name of the objective. */
  String xgboostObjective() {
    return switch (objective) {
      case BINARY -> "binary:logistic";
      case REGRESSION -> "reg:squarederror";
      case MULTICLASS -> "multi:softprob";
    };
  }

  /** XGBoost's types of the columns. */
  List<String> xgboostTypes() {
    return signature.features().stream()
        .map(feature -> feature.type() == FeatureColumn.Type.STRING ? "c" : "q")
        .toList();
  }

  private static Frame inOrder(SearchRequest request, Frame table) {
    Column target = table.column(request.target());
    int[] kept = IntStream.range(0, table.rows()).filter(row -> !target.isNull(row)).toArray();
    if (kept.length < FEWEST) {
      throw new NoriaException(
          ErrorCode.UNPROCESSABLE,
          "training data: %d rows with a %s (expected: at least %d)"
              .formatted(kept.length, request.target(), FEWEST));
    }
    String time = request.time();
    if (time == null) {
      return table.take(kept);
    }
    Column times = table.column(time);
    int[] ordered =
        Arrays.stream(kept)
            .boxed()
            .sorted(java.util.Comparator.comparingDouble(times::number))
            .mapToInt(Integer::intValue)
            .toArray();
    return table.take(ordered);
  }

  private static FeatureColumn feature(String name, Column column) {
    return switch (column) {
      case Column.Doubles _ -> FeatureColumn.of(name, FeatureColumn.Type.DOUBLE);
      case Column.Longs _ -> FeatureColumn.of(name, FeatureColumn.Type.LONG);
      case Column.Booleans _ -> FeatureColumn.of(name, FeatureColumn.Type.BOOLEAN);
      case Column.Strings strings -> {
        var categories = new TreeSet<String>();
        for (int row = 0; row < strings.size(); row++) {
          String text = strings.get(row);
          if (text != null) {
            categories.add(text);
          }
        }
        if (categories.size() > MOST_CATEGORIES) {
          throw new NoriaException(
              ErrorCode.UNPROCESSABLE,
              "feature %s: %d categories (expected: at most %d)"
                  .formatted(name, categories.size(), MOST_CATEGORIES));
        }
        yield new FeatureColumn(name, FeatureColumn.Type.STRING, List.copyOf(categories));
      }
      case Column.Times _ ->
          throw new NoriaException(
              ErrorCode.UNPROCESSABLE,
              "feature %s: of type timestamp (expected: number, boolean or string)"
                  .formatted(name));
    };
  }

  private static String otherClass(SearchRequest request, Frame rows, String positive) {
    Column target = rows.column(request.target());
    var others = new TreeSet<String>();
    boolean found = false;
    for (int row = 0; row < rows.rows(); row++) {
      String label = text(target, row);
      if (same(label, positive)) {
        found = true;
      } else if (others.size() < 5) {
        others.add(label);
      }
    }
    if (!found || others.size() != 1) {
      throw new NoriaException(
          ErrorCode.UNPROCESSABLE,
          "target %s: values %s%s (expected: %s and one other)"
              .formatted(request.target(), others, found ? " and " + positive : "", positive));
    }
    return others.first();
  }

  private static float[] labels(Column target, String name, @Nullable String positive) {
    float[] labels = new float[target.size()];
    for (int row = 0; row < labels.length; row++) {
      if (positive != null) {
        labels[row] = same(text(target, row), positive) ? 1 : 0;
      } else if (target instanceof Column.Strings) {
        throw new NoriaException(
            ErrorCode.UNPROCESSABLE,
            "target %s: texts (expected: numbers, or target.positive in the project file)"
                .formatted(name));
      } else {
        labels[row] = (float) target.number(row);
      }
    }
    return labels;
  }

  private static void requireBoth(String target, float[] labels, int from, int to) {
    int positives = 0;
    for (int row = from; row < to; row++) {
      positives += labels[row] > 0.5f ? 1 : 0;
    }
    if (positives == 0 || positives == to - from) {
      throw new NoriaException(
          ErrorCode.UNPROCESSABLE,
          "target %s: one class only in the %d rows to train on (expected: both)"
              .formatted(target, to - from));
    }
  }

  /** A label as people write it: whole numbers without a fraction. */
  private static String text(Column target, int row) {
    Object value = target.value(row);
    if (value instanceof Double number && number == Math.rint(number)) {
      return Long.toString(number.longValue());
    }
    return String.valueOf(value);
  }

  private static boolean same(String left, String right) {
    if (left.equals(right)) {
      return true;
    }
    try {
      return Double.parseDouble(left) == Double.parseDouble(right);
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static float[] values(List<FeatureColumn> features, Frame rows) {
    int columns = features.size();
    float[] values = new float[rows.rows() * columns];
    for (int column = 0; column < columns; column++) {
      FeatureColumn feature = features.get(column);
      Column source = rows.column(feature.name());
      float[] codes = source instanceof Column.Strings strings ? codes(feature, strings) : null;
      for (int row = 0; row < rows.rows(); row++) {
        float value;
        if (codes == null) {
          value = (float) source.number(row);
        } else {
          value = source.isNull(row) ? Float.NaN : codes[(int) source.number(row)];
        }
        values[row * columns + column] = value;
      }
    }
    return values;
  }

  /** For each place in the column's dictionary the code in the feature's. */
  private static float[] codes(FeatureColumn feature, Column.Strings strings) {
    float[] codes = new float[strings.dictionary().size()];
    for (int place = 0; place < codes.length; place++) {
      int code =
          java.util.Collections.binarySearch(feature.categories(), strings.dictionary().get(place));
      codes[place] = code < 0 ? Float.NaN : code;
    }
    return codes;
  }
}
