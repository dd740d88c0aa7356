package io.noria.project.yaml;

import io.noria.registry.BundleInfo.Objective;
import java.util.List;

/** Which metrics there are for what kind of prediction. */
final class TaskMetrics {
  private TaskMetrics() {}

  /** What may decide between trials, the usual one first. */
  static List<String> deciding(Objective objective) {
    return switch (objective) {
      case BINARY -> List.of("auc", "logloss");
      case MULTICLASS -> List.of("mlogloss", "accuracy", "merror");
      case REGRESSION -> List.of("rmse", "mae");
    };
  }

  /** What gates and watches may ask for. */
  static List<String> judging(Objective objective) {
    return switch (objective) {
      case BINARY -> List.of("accuracy", "auc", "f1", "log_loss", "precision", "recall");
      case MULTICLASS -> List.of("accuracy", "auc_macro", "f1_macro", "log_loss");
      case REGRESSION -> List.of("mae", "r2", "rmse");
    };
  }

  /** What gates and watches usually ask for. */
  static String usual(Objective objective) {
    return judging(deciding(objective).getFirst());
  }

  /** The judging metric that is most like the deciding one. */
  static String judging(String deciding) {
    return switch (deciding) {
      case "logloss", "mlogloss" -> "log_loss";
      case "merror" -> "accuracy";
      default -> deciding;
    };
  }
}
