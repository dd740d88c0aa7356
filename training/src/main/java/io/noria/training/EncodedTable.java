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
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * A table in the form that the trainers take: rows in the order in which they train, texts as codes
 * of a dictionary, everything as float32.
 *
 * @param rows the table's rows that have a target, those that train first
 * @param signature the raw columns with their dictionaries
 * @param objective what is learned
 * @param classes the labels: negative then positive of two; none for a regression
 * @param matrix the numbers
 */
record EncodedTable(
    Frame rows,
    Signature signature,
    BundleInfo.Objective objective,
    List<String> classes,
    Matrix matrix) {
  private static final int FEWEST = 20;
  private static final int MOST_CATEGORIES = 10_000;
  private static final long MOST_VALUES = Integer.MAX_VALUE - 64L;

  static EncodedTable of(Problem problem, Frame table) {
    int[] kept = labelled(problem, table);
    TargetLabels labels = TargetLabels.of(problem, table.column(problem.target()), kept);
    String time = problem.time();
    RowOrder order =
        time == null
            ? RowOrder.byHash(
                table, problem.features(), labels.values(), labels.classes().size(), kept)
            : RowOrder.byTime(table.column(time), kept);
    float[] ordered = new float[kept.length];
    for (int i = 0; i < ordered.length; i++) {
      ordered[i] = labels.values()[order.rows()[i]];
    }
    if (!labels.classes().isEmpty()) {
      requireTwo(problem.target(), ordered, order.trainRows());
    }
    Frame rows = table.take(order.rows());
    List<FeatureColumn> features = new ArrayList<>();
    for (String name : problem.features()) {
      features.add(feature(name, rows.column(name)));
    }
    return new EncodedTable(
        rows,
        new Signature(features),
        problem.objective(),
        labels.classes(),
        new Matrix(features.size(), order.trainRows(), ordered, values(features, rows)));
  }

  /** How many numbers an answer has: 1, or one for each of three or more classes. */
  int outputs() {
    return objective == BundleInfo.Objective.MULTICLASS ? classes.size() : 1;
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

  private static int[] labelled(Problem problem, Frame table) {
    Column target = table.column(problem.target());
    int[] kept = IntStream.range(0, table.rows()).filter(row -> !target.isNull(row)).toArray();
    if (kept.length < FEWEST) {
      throw new NoriaException(
          ErrorCode.UNPROCESSABLE,
          "training data: %d rows with a %s (expected: at least %d)"
              .formatted(kept.length, problem.target(), FEWEST));
    }
    return kept;
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

  private static void requireTwo(String target, float[] labels, int trainRows) {
    for (int row = 1; row < trainRows; row++) {
      if (labels[row] != labels[0]) {
        return;
      }
    }
    throw new NoriaException(
        ErrorCode.UNPROCESSABLE,
        "target %s: one class only in the %d rows to train on (expected: both)"
            .formatted(target, trainRows));
  }

  private static float[] values(List<FeatureColumn> features, Frame rows) {
    int columns = features.size();
    if ((long) rows.rows() * columns > MOST_VALUES) {
      throw new NoriaException(
          ErrorCode.UNPROCESSABLE,
          "training data: %d rows of %d features are %d values (expected: at most %d)"
              .formatted(rows.rows(), columns, (long) rows.rows() * columns, MOST_VALUES));
    }
    float[] values = new float[rows.rows() * columns];
    for (int column = 0; column < columns; column++) {
      FeatureColumn feature = features.get(column);
      Column source = rows.column(feature.name());
      float[] codes = source instanceof Column.Strings strings ? codes(feature, strings) : null;
      int infinite = 0;
      for (int row = 0; row < rows.rows(); row++) {
        float value;
        if (codes == null) {
          value = (float) source.number(row);
        } else {
          value = source.isNull(row) ? Float.NaN : codes[(int) source.number(row)];
        }
        values[row * columns + column] = value;
        infinite += Float.isInfinite(value) ? 1 : 0;
      }
      if (infinite > 0) {
        throw new NoriaException(
            ErrorCode.UNPROCESSABLE,
            "feature %s: %d %s infinity or a number beyond single precision (expected: null, or a number up to 3.4e38)"
                .formatted(feature.name(), infinite, infinite == 1 ? "row holds" : "rows hold"));
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
