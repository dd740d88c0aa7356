package io.noria.serving.explain;

import io.noria.registry.BundleInfo;
import io.noria.serving.Explanation;
import io.noria.serving.Explanation.Link;
import io.noria.serving.Explanation.Part;
import io.noria.serving.tree.TreeEnsemble;
import io.noria.serving.tree.TreeShap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Explains trees by their exact SHAP values. */
final class TreeExplainer implements Explainer {
  private final BundleInfo info;
  private final TreeShap shap;
  private final Encoding encoding;

  TreeExplainer(BundleInfo info, TreeShap shap) {
    this.info = info;
    this.shap = shap;
    this.encoding = new Encoding(info.signature());
  }

  @Override
  public Explanation explain(Map<String, @Nullable Object> features) {
    TreeEnsemble trees = shap.trees();
    float[] row = encoding.floats(features);
    float[] margins = new float[trees.groups()];
    float[] answers = new float[trees.groups()];
    trees.margins(row, margins);
    trees.predict(row, answers);
    double[] all = new double[shap.size()];
    shap.contributions(row, all, shap.scratch());
    int stride = trees.features() + 1;
    List<Part> parts = new ArrayList<>();
    for (int group = 0; group < margins.length; group++) {
      double[] values = Arrays.copyOfRange(all, group * stride, (group + 1) * stride);
      double margin = TreeShap.close(values, margins[group]);
      parts.add(
          new Part(
              label(info, group),
              values[stride - 1],
              Arrays.copyOf(values, stride - 1),
              margin,
              answers[group]));
    }
    return new Explanation(
        Explanation.Method.TREE_SHAP,
        link(),
        info.signature().names(),
        parts,
        Explanation.largest(parts),
        null,
        0);
  }

  private Link link() {
    return switch (shap.trees().objective().transform()) {
      case LOGISTIC -> Link.LOGISTIC;
      case EXP -> Link.LOG;
      case SOFTMAX -> Link.SOFTMAX;
      case IDENTITY, STEP -> Link.IDENTITY;
    };
  }

  /** The class that the margin speaks for: the positive one of two; empty for a regression. */
  static String label(BundleInfo info, int group) {
    return switch (info.objective()) {
      case REGRESSION -> "";
      case BINARY -> info.classes().getLast();
      case MULTICLASS -> info.classes().get(group);
    };
  }
}
