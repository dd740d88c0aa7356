package io.noria.serving.explain;

import io.noria.registry.BundleInfo;
import io.noria.registry.LinearModel;
import io.noria.serving.Explanation;
import io.noria.serving.Explanation.Link;
import io.noria.serving.Explanation.Part;
import io.noria.serving.ReferenceSample;
import io.noria.serving.tree.TreeShap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Explains a linear model: a feature's contribution is what its weights make of the value, less
 * what they make of the reference sample's rows on average. These are the model's SHAP values when
 * features are independent (Lundberg and Lee 2017, corollary 1).
 */
final class LinearExplainer implements Explainer {
  private final BundleInfo info;
  private final Encoding encoding;
  private final double[] intercepts;
  private final List<List<Term>> terms = new ArrayList<>();

  /** For each feature and output the mean over the sample. */
  private final double[][] means;

  /** A column of the model and its weights. */
  private record Term(LinearModel.Encoded column, double category, double[] weights) {
    double of(double value) {
      return switch (column) {
        case LinearModel.Number number ->
            Double.isNaN(value) ? 0 : (value - number.mean()) / number.scale();
        case LinearModel.Missing _ -> Double.isNaN(value) ? 1 : 0;
        case LinearModel.Category _ -> value == category ? 1 : 0;
      };
    }
  }

  LinearExplainer(BundleInfo info, LinearModel model, ReferenceSample sample) {
    this.info = info;
    this.encoding = new Encoding(info.signature());
    this.intercepts = array(model.intercepts());
    List<String> names = info.signature().names();
    names.forEach(name -> terms.add(new ArrayList<>()));
    for (int i = 0; i < model.columns().size(); i++) {
      LinearModel.Encoded column = model.columns().get(i);
      int at = names.indexOf(column.feature());
      double category =
          column instanceof LinearModel.Category of ? encoding.number(at, of.value()) : -1;
      terms.get(at).add(new Term(column, category, array(model.weights().get(i))));
    }
    this.means = new double[names.size()][intercepts.length];
    int rows = sample.size();
    for (int row = 0; row < rows; row++) {
      double[] values = encoding.row(sample.row(row));
      for (int feature = 0; feature < means.length; feature++) {
        add(feature, values[feature], 1.0 / rows, means[feature]);
      }
    }
  }

  private static double[] array(List<Double> numbers) {
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private void add(int feature, double value, double times, double[] out) {
    for (Term term : terms.get(feature)) {
      double encoded = term.of(value) * times;
      for (int output = 0; output < out.length; output++) {
        out[output] += term.weights()[output] * encoded;
      }
    }
  }

  @Override
  public Explanation explain(Map<String, @Nullable Object> features) {
    double[] row = encoding.row(features);
    int size = row.length;
    double[][] contributions = new double[intercepts.length][size + 1];
    double[] margins = new double[intercepts.length];
    for (int feature = 0; feature < size; feature++) {
      double[] added = new double[intercepts.length];
      add(feature, row[feature], 1, added);
      for (int output = 0; output < added.length; output++) {
        contributions[output][feature] = added[output] - means[feature][output];
        contributions[output][size] += means[feature][output];
        margins[output] += added[output];
      }
    }
    for (int output = 0; output < margins.length; output++) {
      margins[output] += intercepts[output];
      contributions[output][size] += intercepts[output];
    }
    Link link =
        switch (info.objective()) {
          case REGRESSION -> Link.IDENTITY;
          case BINARY -> Link.LOGISTIC;
          case MULTICLASS -> Link.SOFTMAX;
        };
    double[] values = link.values(margins);
    List<Part> parts = new ArrayList<>();
    for (int output = 0; output < margins.length; output++) {
      double[] closed = contributions[output];
      double margin = TreeShap.close(closed, margins[output]);
      parts.add(
          new Part(
              TreeExplainer.label(info, output),
              closed[size],
              Arrays.copyOf(closed, size),
              margin,
              values[output]));
    }
    return new Explanation(
        Explanation.Method.LINEAR,
        link,
        info.signature().names(),
        parts,
        Explanation.largest(parts),
        null,
        0);
  }
}
