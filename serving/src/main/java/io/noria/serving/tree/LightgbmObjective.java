package io.noria.serving.tree;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.util.List;

/**
 * What LightGBM makes of a sum (docs, "Parameters", objective). The file has the objective's name
 * and, where it matters, its parameters: {@code binary sigmoid:1}.
 *
 * @param name the library's
 * @param link what becomes of a row's sums
 */
record LightgbmObjective(String name, TreeModel.Link link) {
  private static final String SIGMOID = "sigmoid:";

  static LightgbmObjective of(String line) {
    List<String> parts = Numbers.parts(line);
    String name = parts.isEmpty() ? "" : parts.getFirst();
    TreeModel.Link link =
        switch (name) {
          case "", "none", "null", "custom", "na", "lambdarank", "rank_xendcg" ->
              (numbers, from, count) -> {};
          case "regression", "regression_l1", "huber", "fair", "quantile", "mape" ->
              parts.contains("sqrt") ? LightgbmObjective::squared : (numbers, from, count) -> {};
          case "poisson", "gamma", "tweedie" -> LightgbmObjective::exponential;
          case "binary", "multiclassova" -> logistic(sigmoid(parts));
          case "cross_entropy", "xentropy" -> logistic(1);
          case "cross_entropy_lambda", "xentlambda" -> LightgbmObjective::softplus;
          case "multiclass", "softmax" -> LightgbmObjective::softmax;
          default ->
              throw new NoriaException(
                  ErrorCode.FAILED_PRECONDITION,
                  "objective: %s (expected: one of LightGBM's own)".formatted(name));
        };
    return new LightgbmObjective(name, link);
  }

  /** What the numbers are. */
  TreeModel.Predicted predicted(int outputs) {
    return switch (name) {
      case "binary" -> TreeModel.Predicted.PROBABILITY;
      case "multiclass", "softmax", "multiclassova" ->
          outputs > 1 ? TreeModel.Predicted.PROBABILITIES : TreeModel.Predicted.PROBABILITY;
      case "", "none", "null", "custom", "na" -> TreeModel.Predicted.MARGIN;
      default -> TreeModel.Predicted.NUMBER;
    };
  }

  private static double sigmoid(List<String> parts) {
    for (String part : parts) {
      if (part.startsWith(SIGMOID)) {
        return Numbers.number("sigmoid", part.substring(SIGMOID.length()));
      }
    }
    return 1;
  }

  private static TreeModel.Link logistic(double steepness) {
    return (numbers, from, count) -> {
      for (int i = from; i < from + count; i++) {
        numbers[i] = 1 / (1 + DoubleMath.exp(-steepness * numbers[i]));
      }
    };
  }

  private static void squared(double[] numbers, int from, int count) {
    for (int i = from; i < from + count; i++) {
      numbers[i] = Math.signum(numbers[i]) * numbers[i] * numbers[i];
    }
  }

  private static void exponential(double[] numbers, int from, int count) {
    for (int i = from; i < from + count; i++) {
      numbers[i] = DoubleMath.exp(numbers[i]);
    }
  }

  private static void softplus(double[] numbers, int from, int count) {
    for (int i = from; i < from + count; i++) {
      numbers[i] = StrictMath.log1p(DoubleMath.exp(numbers[i]));
    }
  }

  private static void softmax(double[] numbers, int from, int count) {
    double largest = numbers[from];
    for (int i = from; i < from + count; i++) {
      largest = Math.max(largest, numbers[i]);
    }
    double sum = 0;
    for (int i = from; i < from + count; i++) {
      numbers[i] = DoubleMath.exp(numbers[i] - largest);
      sum += numbers[i];
    }
    for (int i = from; i < from + count; i++) {
      numbers[i] /= sum;
    }
  }
}
