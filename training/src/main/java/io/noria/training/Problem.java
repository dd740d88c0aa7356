package io.noria.training;

import io.noria.base.NoriaException;
import io.noria.registry.BundleInfo.Objective;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be learned from a table.
 *
 * @param target the column to predict
 * @param positive of two classes the positive one's text; null for more classes and for numbers
 * @param classes the labels' texts in the order of the probabilities, the positive one of two last;
 *     empty for numbers, and for two classes of which only the positive is named
 * @param time the column whose order splits off the validation part; null for rows without time,
 *     which are split by a hash of their features
 * @param features the columns to learn from, in the signature's order
 */
public record Problem(
    String target,
    @Nullable String positive,
    List<String> classes,
    @Nullable String time,
    List<String> features) {
  /** Validates and copies. */
  public Problem {
    classes = List.copyOf(classes);
    features = List.copyOf(features);
    if (features.isEmpty()) {
      throw NoriaException.invalid("features: none (expected: at least one column to learn from)");
    }
    if (features.contains(target)) {
      throw NoriaException.invalid("features: " + target + " is the target (expected: left out)");
    }
    if (features.contains("score")) {
      throw NoriaException.invalid(
          "features: score (expected: another name; the reference sample's scores have it)");
    }
    if (classes.size() == 1
        || classes.size() == 2 && positive != null && !ends(classes, positive)) {
      throw NoriaException.invalid(
          "classes: %s with positive %s (expected: two or more, the positive one of two last)"
              .formatted(classes, positive));
    }
  }

  private static boolean ends(List<String> classes, String positive) {
    return classes.getLast().equals(positive);
  }

  /** A classifier of two classes, or with no positive one a regression. */
  public static Problem of(
      String target, @Nullable String positive, @Nullable String time, List<String> features) {
    return new Problem(target, positive, List.of(), time, features);
  }

  /** What kind of prediction it is. */
  public Objective objective() {
    if (classes.size() > 2) {
      return Objective.MULTICLASS;
    }
    return positive == null && classes.isEmpty() ? Objective.REGRESSION : Objective.BINARY;
  }

  /** The metrics that may decide between models, the usual one first. */
  public List<String> metrics() {
    return switch (objective()) {
      case BINARY -> List.of("auc", "logloss");
      case MULTICLASS -> List.of("mlogloss", "accuracy");
      case REGRESSION -> List.of("rmse", "mae");
    };
  }

  /**
   * The metric, or the usual one for null.
   *
   * @throws NoriaException INVALID_ARGUMENT when it does not fit what is predicted
   */
  public String metric(@Nullable String metric) {
    if (metric == null) {
      return metrics().getFirst();
    }
    if (!metrics().contains(metric)) {
      throw NoriaException.invalid(
          "metric: " + metric + " (expected: " + String.join(" or ", metrics()) + ")");
    }
    return metric;
  }
}
