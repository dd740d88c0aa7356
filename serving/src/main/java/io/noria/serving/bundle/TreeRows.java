package io.noria.serving.bundle;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.registry.BundleInfo;
import io.noria.registry.FeatureColumn;
import io.noria.registry.Signature;
import io.noria.serving.scorer.TreeScorer;
import io.noria.serving.tree.TreeFeature;
import io.noria.serving.tree.TreeModel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What the columns and answers of a library's model of trees are. */
final class TreeRows {
  private static final int MOST_COLUMNS = 100_000;

  private TreeRows() {}

  /**
   * The model with what is known of it.
   *
   * @param mlflow names its columns where the file has no names
   */
  static ModelFiles.Loaded loaded(TreeModel model, @Nullable MlflowModel mlflow) {
    List<FeatureColumn> columns = columns(model, mlflow == null ? List.of() : mlflow.columns());
    List<String> classes =
        switch (model.predicted()) {
          case PROBABILITY, PROBABILITIES ->
              IntStream.range(0, model.classes()).mapToObj(Integer::toString).toList();
          case NUMBER, LABEL, MARGIN -> List.of();
        };
    BundleInfo.Objective objective =
        classes.isEmpty()
            ? BundleInfo.Objective.REGRESSION
            : classes.size() == 2 ? BundleInfo.Objective.BINARY : BundleInfo.Objective.MULTICLASS;
    var info =
        new BundleInfo(
            1,
            new Signature(columns),
            objective,
            "prediction",
            classes,
            0.5,
            List.of(),
            BundleInfo.Runtime.MODEL_FILE,
            "");
    boolean both = classes.size() == 2 && model.outputs() == 2;
    return new ModelFiles.Loaded(info, new TreeScorer(model, both));
  }

  private static List<FeatureColumn> columns(TreeModel model, List<FeatureColumn> said) {
    List<TreeFeature> features = model.features();
    if (features.size() > MOST_COLUMNS) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "%d columns (expected: at most %d)".formatted(features.size(), MOST_COLUMNS));
    }
    List<FeatureColumn> columns = new ArrayList<>(features.size());
    for (int i = 0; i < features.size(); i++) {
      String name = features.get(i).name();
      if (name == null || name.isEmpty()) {
        name = said.size() == features.size() ? said.get(i).name() : "f" + i;
      }
      columns.add(column(name, features.get(i)));
    }
    return columns;
  }

  private static FeatureColumn column(String name, TreeFeature feature) {
    return switch (feature.type()) {
      case NUMBER -> FeatureColumn.of(name, FeatureColumn.Type.DOUBLE);
      case INTEGER -> FeatureColumn.of(name, FeatureColumn.Type.LONG);
      case INDICATOR -> FeatureColumn.of(name, FeatureColumn.Type.BOOLEAN);
      case CATEGORY -> {
        List<Object> categories = feature.categories();
        // Without a dictionary the codes are all there is.
        yield categories == null
            ? FeatureColumn.of(name, FeatureColumn.Type.LONG)
            : new FeatureColumn(
                name, FeatureColumn.Type.STRING, categories.stream().map(String::valueOf).toList());
      }
    };
  }
}
