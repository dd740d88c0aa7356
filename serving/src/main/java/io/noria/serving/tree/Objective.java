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
  BINARY_LOGISTIC("binary:logistic", Transform.LOGISTIC),
  /** The margin of the positive class, as it is. */
  BINARY_LOGITRAW("binary:logitraw", Transform.IDENTITY),
  /** 0 or 1. */
  BINARY_HINGE("binary:hinge", Transform.STEP),
  /** A number between 0 and 1. */
  REG_LOGISTIC("reg:logistic", Transform.LOGISTIC),
  /** A number. */
  REG_SQUARED_ERROR("reg:squarederror", Transform.IDENTITY),
  /** A number; the name before 1.0. */
  REG_LINEAR("reg:linear", Transform.IDENTITY),
  /** A number. */
  REG_SQUARED_LOG_ERROR("reg:squaredlogerror", Transform.IDENTITY),
  /** A number. */
  REG_PSEUDO_HUBER_ERROR("reg:pseudohubererror", Transform.IDENTITY),
  /** A number. */
  REG_ABSOLUTE_ERROR("reg:absoluteerror", Transform.IDENTITY),
  /** A number, or one for each of several quantiles. */
  REG_QUANTILE_ERROR("reg:quantileerror", Transform.IDENTITY),
  /** A number, or one for each of several expectiles. */
  REG_EXPECTILE_ERROR("reg:expectileerror", Transform.IDENTITY),
  /** A positive number, modelled by its logarithm. */
  REG_GAMMA("reg:gamma", Transform.EXP),
  /** A positive number, modelled by its logarithm. */
  REG_TWEEDIE("reg:tweedie", Transform.EXP),
  /** A positive number, modelled by its logarithm. */
  COUNT_POISSON("count:poisson", Transform.EXP),
  /** A hazard ratio. */
  SURVIVAL_COX("survival:cox", Transform.EXP),
  /** A time. */
  SURVIVAL_AFT("survival:aft", Transform.EXP),
  /** A probability for each class. */
  MULTI_SOFTPROB("multi:softprob", Transform.SOFTMAX),
  /** A probability for each class (the library itself answers the class only). */
  MULTI_SOFTMAX("multi:softmax", Transform.SOFTMAX),
  /** A score that orders. */
  RANK_PAIRWISE("rank:pairwise", Transform.IDENTITY),
  /** A score that orders. */
  RANK_NDCG("rank:ndcg", Transform.IDENTITY),
  /** A score that orders. */
  RANK_MAP("rank:map", Transform.IDENTITY);

  /** What becomes of a margin. */
  public enum Transform {
    /** It is the prediction. */
    IDENTITY,
    /** It is a logit. */
    LOGISTIC,
    /** It is a logarithm. */
    EXP,
    /** Those of all classes become probabilities that add up to one. */
    SOFTMAX,
    /** 1 when it is positive, else 0. */
    STEP
  }

  private final String wire;
  private final Transform transform;

  Objective(String wire, Transform transform) {
    this.wire = wire;
    this.transform = transform;
  }

  /** The name in XGBoost's parameters. */
  public String wire() {
    return wire;
  }

  /** What becomes of a margin. */
  public Transform transform() {
    return transform;
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
    return this == BINARY_LOGISTIC || this == BINARY_HINGE || multi();
  }

  /** The margin of the base score. */
  float margin(float baseScore) {
    return switch (this) {
      case BINARY_LOGISTIC, REG_LOGISTIC -> -FloatMath.log(1.0f / baseScore - 1.0f);
      case COUNT_POISSON, REG_GAMMA, REG_TWEEDIE, SURVIVAL_COX, SURVIVAL_AFT ->
          FloatMath.log(baseScore);
      default -> baseScore;
    };
  }

  /** Turns the margins of one row, in place, into predictions. */
  void transform(double[] margins, int from, int count) {
    switch (transform) {
      case IDENTITY -> {}
      case LOGISTIC -> {
        for (int i = from; i < from + count; i++) {
          margins[i] = sigmoid((float) margins[i]);
        }
      }
      case EXP -> {
        for (int i = from; i < from + count; i++) {
          margins[i] = FloatMath.exp((float) margins[i]);
        }
      }
      case STEP -> {
        for (int i = from; i < from + count; i++) {
          margins[i] = margins[i] > 0 ? 1 : 0;
        }
      }
      case SOFTMAX -> softmax(margins, from, count);
    }
  }

  /** The logistic function in single precision, as XGBoost has it. */
  static float sigmoid(float margin) {
    float negated = Math.min(-margin, 88.7f);
    return 1.0f / (FloatMath.exp(negated) + 1.0f + 1e-16f);
  }

  private static void softmax(double[] margins, int from, int count) {
    float largest = (float) margins[from];
    for (int i = from; i < from + count; i++) {
      largest = Math.max(largest, (float) margins[i]);
    }
    double sum = 0;
    for (int i = from; i < from + count; i++) {
      margins[i] = FloatMath.exp((float) margins[i] - largest);
      sum += margins[i];
    }
    float total = (float) sum;
    for (int i = from; i < from + count; i++) {
      margins[i] = (float) margins[i] / total;
    }
  }
}
