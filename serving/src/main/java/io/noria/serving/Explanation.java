package io.noria.serving;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What each feature added to one answer of a model version. For every part, bias and contributions
 * add up to its margin, whatever the order of adding.
 *
 * @param method how it was computed
 * @param link how margins become the numbers that are answered
 * @param features the raw columns, in the order of the signature
 * @param parts one; or one for each class of many, in the order of the bundle's classes
 * @param explained the place in the parts of the one that was answered
 * @param standardErrors of the explained part's contributions, in their order; null when they are
 *     exact
 * @param evaluations how many rows the model answered for an estimate; 0 when exact
 */
public record Explanation(
    Method method,
    Link link,
    List<String> features,
    List<Part> parts,
    int explained,
    @Nullable List<Double> standardErrors,
    int evaluations) {
  /** How contributions are computed. */
  public enum Method {
    /** Path-dependent SHAP values of trees; exact. */
    TREE_SHAP,
    /** Weight times the distance from the reference sample's mean; exact. */
    LINEAR,
    /** Shapley values estimated over random orders of the features and rows of the sample. */
    SAMPLED_SHAPLEY
  }

  /** How margins become the numbers that are answered. */
  public enum Link {
    /** As they are. */
    IDENTITY,
    /** The logistic function. */
    LOGISTIC,
    /** The exponential function. */
    LOG,
    /** Softmax over the classes. */
    SOFTMAX;

    /** Turns margins, one for each part, into the numbers that are answered. */
    public double[] values(double[] margins) {
      double[] values = margins.clone();
      switch (this) {
        case IDENTITY -> {}
        case LOGISTIC -> {
          for (int i = 0; i < values.length; i++) {
            values[i] = 1 / (1 + Math.exp(-values[i]));
          }
        }
        case LOG -> {
          for (int i = 0; i < values.length; i++) {
            values[i] = Math.exp(values[i]);
          }
        }
        case SOFTMAX -> softmax(values);
      }
      return values;
    }

    private static void softmax(double[] values) {
      double largest = Double.NEGATIVE_INFINITY;
      for (double value : values) {
        largest = Math.max(largest, value);
      }
      double sum = 0;
      for (int i = 0; i < values.length; i++) {
        values[i] = Math.exp(values[i] - largest);
        sum += values[i];
      }
      for (int i = 0; i < values.length; i++) {
        values[i] /= sum;
      }
    }
  }

  /**
   * One margin and what it is made of.
   *
   * @param label the class it speaks for; empty for a regression
   * @param bias what a row without any known feature gets
   * @param contributions of the features, in their order
   * @param margin their sum
   * @param value the margin as it is answered: a probability, or the number
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Part(
      String label, double bias, double[] contributions, double margin, double value) {}

  /** Copies. */
  public Explanation {
    features = List.copyOf(features);
    parts = List.copyOf(parts);
    standardErrors = standardErrors == null ? null : List.copyOf(standardErrors);
  }

  /** Whether nothing was estimated. */
  public boolean exact() {
    return standardErrors == null;
  }

  /** The part that was answered. */
  public Part answered() {
    return parts.get(explained);
  }

  /** The place of the part with the largest value. */
  public static int largest(List<Part> parts) {
    int largest = 0;
    for (int i = 1; i < parts.size(); i++) {
      if (parts.get(i).value() > parts.get(largest).value()) {
        largest = i;
      }
    }
    return largest;
  }
}
