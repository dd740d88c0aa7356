package io.noria.registry;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.util.List;

/**
 * A linear model laid out for speed: every raw column knows the weights that it moves. The same
 * code answers where a model is fitted and where it serves, so the answers are the same bits.
 * Immutable and thread-safe.
 */
public final class LinearPredictor {
  private final BundleInfo.Objective objective;
  private final double[] intercepts;
  // By raw column; rows of weights are empty where the model has none.
  private final double[][] slopes;
  private final double[] means;
  private final double[] scales;
  private final double[][] missing;
  private final double[][][] categories;

  LinearPredictor(LinearModel model, BundleInfo info) {
    this.objective = info.objective();
    List<FeatureColumn> features = info.signature().features();
    int size = features.size();
    int wanted = objective == BundleInfo.Objective.MULTICLASS ? info.classes().size() : 1;
    if (model.outputs() != wanted) {
      throw unfit("%d outputs".formatted(model.outputs()), "%d".formatted(wanted));
    }
    this.intercepts = row(model.intercepts());
    this.slopes = new double[size][0];
    this.means = new double[size];
    this.scales = new double[size];
    this.missing = new double[size][0];
    this.categories = new double[size][][];
    for (int i = 0; i < size; i++) {
      categories[i] = new double[features.get(i).categories().size()][0];
    }
    List<String> names = info.signature().names();
    for (int i = 0; i < model.columns().size(); i++) {
      LinearModel.Encoded column = model.columns().get(i);
      int at = names.indexOf(column.feature());
      if (at < 0) {
        throw unfit(column.toString(), "a column of the signature: " + names);
      }
      place(column, features.get(at), at, row(model.weights().get(i)));
    }
  }

  private void place(LinearModel.Encoded column, FeatureColumn feature, int at, double[] weights) {
    boolean text = feature.type() == FeatureColumn.Type.STRING;
    double[] former;
    switch (column) {
      case LinearModel.Number number -> {
        if (text) {
          throw unfit(number.toString(), "a column of numbers");
        }
        former = slopes[at];
        slopes[at] = weights;
        means[at] = number.mean();
        scales[at] = number.scale();
      }
      case LinearModel.Missing ignored -> {
        former = missing[at];
        missing[at] = weights;
      }
      case LinearModel.Category category -> {
        int code = feature.categories().indexOf(category.value());
        if (code < 0) {
          throw unfit(category.toString(), "one of the column's categories");
        }
        former = categories[at][code];
        categories[at][code] = weights;
      }
    }
    if (former.length > 0) {
      throw unfit(column + " twice", "once");
    }
  }

  private static double[] row(List<Double> numbers) {
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static NoriaException unfit(String came, String expected) {
    return new NoriaException(
        ErrorCode.FAILED_PRECONDITION, "linear model: %s (expected: %s)".formatted(came, expected));
  }

  /** How many numbers an answer has: 1, or one for each of three or more classes. */
  public int outputs() {
    return intercepts.length;
  }

  /**
   * Answers one row.
   *
   * @param row for each raw column the number (true is 1, false 0), or the category's place in the
   *     dictionary; NaN is missing or unknown
   * @param out room for {@link #outputs} numbers: the positive class's probability, the number, or
   *     the probability of each class
   */
  public void predict(double[] row, double[] out) {
    System.arraycopy(intercepts, 0, out, 0, intercepts.length);
    for (int i = 0; i < slopes.length; i++) {
      double value = row[i];
      if (Double.isNaN(value)) {
        add(missing[i], 1, out);
      } else if (slopes[i].length > 0) {
        add(slopes[i], (value - means[i]) / scales[i], out);
      } else if (categories[i].length > 0) {
        add(categories[i][(int) value], 1, out);
      }
    }
    switch (objective) {
      case REGRESSION -> {}
      case BINARY -> out[0] = 1 / (1 + Math.exp(-out[0]));
      case MULTICLASS -> softmax(out);
    }
  }

  private static void add(double[] weights, double value, double[] out) {
    for (int k = 0; k < weights.length; k++) {
      out[k] += weights[k] * value;
    }
  }

  private void softmax(double[] out) {
    double largest = out[0];
    for (int k = 1; k < intercepts.length; k++) {
      largest = Math.max(largest, out[k]);
    }
    double sum = 0;
    for (int k = 0; k < intercepts.length; k++) {
      out[k] = Math.exp(out[k] - largest);
      sum += out[k];
    }
    for (int k = 0; k < intercepts.length; k++) {
      out[k] /= sum;
    }
  }
}
