package io.noria.serving.tree;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.util.Arrays;

/**
 * How a margin becomes a prediction, and how the stored base score becomes a margin. The formulas
 * are those of XGBoost's objectives (docs, "Learning Task Parameters").
 */
public enum Objective {
  /** The probability of the positive class. */
  BINARY_LOGISTIC("binary:logistic"),
  /** A number between 0 and 1. */
  REG_LOGISTIC("reg:logistic"),
  /** A number. */
  REG_SQUARED_ERROR("reg:squarederror"),
  /** A number. */
  REG_ABSOLUTE_ERROR("reg:absoluteerror"),
  /** A positive number, modelled by its logarithm. */
  COUNT_POISSON("count:poisson"),
  /** A probability for each class. */
  MULTI_SOFTPROB("multi:softprob"),
  /** A probability for each class (the library itself answers the class only). */
  MULTI_SOFTMAX("multi:softmax");

  private final String wire;

  Objective(String wire) {
    this.wire = wire;
  }

  /** The name in XGBoost's parameters. */
  public String wire() {
    return wire;
  }

  /**
   * The objective of that name.
   *
   * @throws NoriaException FAILED_PRECONDITION when it is none of these
   */
  public static Objective of(String wire) {
    for (Objective objective : values()) {
      if (objective.wire.equals(wire)) {
        return objective;
      }
    }
    throw new NoriaException(
        ErrorCode.FAILED_PRECONDITION,
        "objective: "
            + wire
            + " (expected: one of "
            + Arrays.stream(values()).map(Objective::wire).toList()
            + ")");
  }

  /** Whether there are several groups of trees, one for each class. */
  public boolean multi() {
    return this == MULTI_SOFTPROB || this == MULTI_SOFTMAX;
  }

  /** Whether the answer is a class. */
  public boolean classification() {
    return this == BINARY_LOGISTIC || multi();
  }

  /** The margin of the base score. */
  float margin(float baseScore) {
    return switch (this) {
      case BINARY_LOGISTIC, REG_LOGISTIC -> -(float) Math.log(1.0f / baseScore - 1.0f);
      case COUNT_POISSON -> (float) Math.log(baseScore);
      case REG_SQUARED_ERROR, REG_ABSOLUTE_ERROR, MULTI_SOFTPROB, MULTI_SOFTMAX -> baseScore;
    };
  }

  /** Turns the margins of one row, in place, into predictions. */
  void transform(float[] margins) {
    switch (this) {
      case BINARY_LOGISTIC, REG_LOGISTIC -> margins[0] = sigmoid(margins[0]);
      case COUNT_POISSON -> margins[0] = (float) Math.exp(margins[0]);
      case MULTI_SOFTPROB, MULTI_SOFTMAX -> softmax(margins);
      case REG_SQUARED_ERROR, REG_ABSOLUTE_ERROR -> {}
    }
  }

  /** The logistic function in single precision, as XGBoost has it. */
  static float sigmoid(float margin) {
    float negated = Math.min(-margin, 88.7f);
    return 1.0f / ((float) Math.exp(negated) + 1.0f + 1e-16f);
  }

  private static void softmax(float[] margins) {
    float largest = margins[0];
    for (float margin : margins) {
      largest = Math.max(largest, margin);
    }
    double sum = 0;
    for (int i = 0; i < margins.length; i++) {
      margins[i] = (float) Math.exp(margins[i] - largest);
      sum += margins[i];
    }
    float total = (float) sum;
    for (int i = 0; i < margins.length; i++) {
      margins[i] /= total;
    }
  }
}
