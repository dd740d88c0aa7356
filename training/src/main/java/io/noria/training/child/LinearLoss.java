package io.noria.training.child;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The mean loss of a linear model on rows, and half the squared weights times {@code l2} over the
 * number of rows: half the squared error, the logistic loss, or that of softmax. As scikit-learn
 * has them, {@code l2} is {@code 1 / C} of {@code LogisticRegression} and {@code alpha} of {@code
 * Ridge}. Intercepts are not held back.
 *
 * <p>The parameters are the weights column by column, one for each output, then the intercepts.
 * Rows are added up in parts of fixed bounds, so that the sums, and the model's bytes, do not
 * depend on how many threads there are.
 */
final class LinearLoss implements Lbfgs.Function {
  private static final int PARTS = 8;

  private final Matrix matrix;
  private final LinearDesign design;
  private final Kind kind;
  private final int outputs;
  private final int rows;
  private final double l2;

  /** What is lost. */
  enum Kind {
    /** Half the squared error. */
    SQUARED,
    /** Of two classes. */
    LOGISTIC,
    /** Of more classes. */
    SOFTMAX;

    /** By XGBoost's name. */
    static Kind of(String objective) {
      return objective.startsWith("reg:")
          ? SQUARED
          : objective.startsWith("multi:") ? SOFTMAX : LOGISTIC;
    }
  }

  LinearLoss(Matrix matrix, LinearDesign design, Kind kind, int outputs, int rows, double l2) {
    this.matrix = matrix;
    this.design = design;
    this.kind = kind;
    this.outputs = outputs;
    this.rows = rows;
    this.l2 = l2;
  }

  /** How many parameters there are. */
  int size() {
    return (design.columns() + 1) * outputs;
  }

  @Override
  public double at(double[] point, double[] gradient) {
    double[] losses = new double[PARTS];
    List<double[]> gradients = new ArrayList<>();
    for (int part = 0; part < PARTS; part++) {
      gradients.add(new double[gradient.length]);
    }
    double[] weights = scaled(point);
    IntStream.range(0, PARTS)
        .parallel()
        .forEach(part -> losses[part] = part(part, point, weights, gradients.get(part)));
    Arrays.fill(gradient, 0);
    double loss = 0;
    for (int part = 0; part < PARTS; part++) {
      loss += losses[part];
      double[] partial = gradients.get(part);
      for (int k = 0; k < gradient.length; k++) {
        gradient[k] += partial[k];
      }
    }
    for (int feature = 0; feature < design.features(); feature++) {
      int column = design.number(feature);
      for (int k = 0; column >= 0 && k < outputs; k++) {
        gradient[column * outputs + k] /= design.scale(feature);
      }
    }
    double held = 0;
    for (int k = 0; k < design.columns() * outputs; k++) {
      held += point[k] * point[k];
      gradient[k] += l2 * point[k];
    }
    for (int k = 0; k < gradient.length; k++) {
      gradient[k] /= rows;
    }
    return (loss + l2 * held / 2) / rows;
  }

  /** The weights of numbers over the numbers' scales, by feature. */
  private double[] scaled(double[] point) {
    double[] scaled = new double[design.features() * outputs];
    for (int feature = 0; feature < design.features(); feature++) {
      int column = design.number(feature);
      for (int k = 0; column >= 0 && k < outputs; k++) {
        scaled[feature * outputs + k] = point[column * outputs + k] / design.scale(feature);
      }
    }
    return scaled;
  }

  private double part(int part, double[] point, double[] weights, double[] gradient) {
    int from = (int) ((long) rows * part / PARTS);
    int to = (int) ((long) rows * (part + 1) / PARTS);
    double[] margins = new double[outputs];
    double loss = 0;
    for (int row = from; row < to; row++) {
      margins(row, point, weights, margins);
      loss += residuals(margins, matrix.labels()[row]);
      gradient(row, margins, gradient);
    }
    return loss;
  }

  private void margins(int row, double[] point, double[] weights, double[] margins) {
    int features = design.features();
    float[] values = matrix.values();
    int at = row * features;
    System.arraycopy(point, design.columns() * outputs, margins, 0, outputs);
    for (int feature = 0; feature < features; feature++) {
      float value = values[at + feature];
      if (!Float.isNaN(value) && !design.text(feature)) {
        double apart = value - design.mean(feature);
        for (int k = 0; k < outputs; k++) {
          margins[k] += weights[feature * outputs + k] * apart;
        }
      } else {
        int column = design.indicator(feature, value);
        for (int k = 0; column >= 0 && k < outputs; k++) {
          margins[k] += point[column * outputs + k];
        }
      }
    }
  }

  /** Adds up the gradient; that of numbers still lacks the division by their scales. */
  private void gradient(int row, double[] residuals, double[] gradient) {
    int features = design.features();
    float[] values = matrix.values();
    int at = row * features;
    for (int feature = 0; feature < features; feature++) {
      float value = values[at + feature];
      if (!Float.isNaN(value) && !design.text(feature)) {
        int column = design.number(feature);
        double apart = value - design.mean(feature);
        for (int k = 0; column >= 0 && k < outputs; k++) {
          gradient[column * outputs + k] += residuals[k] * apart;
        }
      } else {
        int column = design.indicator(feature, value);
        for (int k = 0; column >= 0 && k < outputs; k++) {
          gradient[column * outputs + k] += residuals[k];
        }
      }
    }
    int intercepts = design.columns() * outputs;
    for (int k = 0; k < outputs; k++) {
      gradient[intercepts + k] += residuals[k];
    }
  }

  /** Turns margins into the loss's derivative by them; gives the loss. */
  private double residuals(double[] margins, float label) {
    switch (kind) {
      case SQUARED -> {
        margins[0] -= label;
        return margins[0] * margins[0] / 2;
      }
      case LOGISTIC -> {
        double margin = margins[0];
        double signed = label > 0.5f ? margin : -margin;
        margins[0] = 1 / (1 + Math.exp(-margin)) - label;
        // log(1 + exp(-m)), whichever way it would overflow.
        return Math.max(0, -signed) + Math.log1p(Math.exp(-Math.abs(signed)));
      }
      case SOFTMAX -> {
        double largest = largest(margins);
        double own = margins[(int) label];
        double sum = softmax(margins, largest);
        margins[(int) label] -= 1;
        return Math.log(sum) + largest - own;
      }
    }
    throw new IllegalStateException("no such loss: " + kind);
  }

  private static double largest(double[] margins) {
    double largest = margins[0];
    for (double margin : margins) {
      largest = Math.max(largest, margin);
    }
    return largest;
  }

  private static double softmax(double[] margins, double largest) {
    double sum = 0;
    for (int k = 0; k < margins.length; k++) {
      margins[k] = Math.exp(margins[k] - largest);
      sum += margins[k];
    }
    for (int k = 0; k < margins.length; k++) {
      margins[k] /= sum;
    }
    return sum;
  }

  /** The model's answers for the rows from there to the matrix's end. */
  float[][] answers(double[] point, int from) {
    double[] weights = scaled(point);
    float[][] answers = new float[matrix.rows() - from][outputs];
    IntStream.range(0, answers.length)
        .parallel()
        .forEach(i -> {
          double[] margins = new double[outputs];
          margins(from + i, point, weights, margins);
          switch (kind) {
            case SQUARED -> {}
            case LOGISTIC -> margins[0] = 1 / (1 + Math.exp(-margins[0]));
            case SOFTMAX -> softmax(margins, largest(margins));
          }
          for (int k = 0; k < outputs; k++) {
            answers[i][k] = (float) margins[k];
          }
        });
    return answers;
  }
}
