package io.noria.serving.tree;

/**
 * What becomes of a row's scores at the end: ONNX's post_transform, as ONNX Runtime computes it.
 */
enum OnnxTransform {
  NONE,
  LOGISTIC,
  SOFTMAX,
  SOFTMAX_ZERO,
  PROBIT;

  private static final float ZERO = 0.0000001f;

  static OnnxTransform of(String name) {
    for (OnnxTransform transform : values()) {
      if (transform.name().equals(name)) {
        return transform;
      }
    }
    throw OnnxAttributes.unsupported(
        "post_transform: " + name + " (expected: NONE, SOFTMAX, LOGISTIC, SOFTMAX_ZERO or PROBIT)");
  }

  /** Turns two or more scores, in place. */
  void apply(double[] scores, int from, int count) {
    switch (this) {
      case NONE -> {}
      case SOFTMAX -> softmax(scores, from, count);
      case SOFTMAX_ZERO -> softmaxZero(scores, from, count);
      case LOGISTIC -> {
        for (int i = from; i < from + count; i++) {
          scores[i] = logistic((float) scores[i]);
        }
      }
      case PROBIT -> {
        for (int i = from; i < from + count; i++) {
          scores[i] = probit((float) scores[i]);
        }
      }
    }
  }

  static float logistic(float score) {
    float of = 1 / (1 + FloatMath.exp(-Math.abs(score)));
    return score < 0 ? 1 - of : of;
  }

  /** An approximation of the normal distribution's quantile (Winitzki's of the error function). */
  static float probit(float score) {
    float x = 2 * score - 1;
    float log = FloatMath.log((1 - x) * (1 + x));
    float v = 2 / (3.14159f * 0.147f) + 0.5f * log;
    float v2 = 1 / 0.147f * log;
    float v3 = -v + (float) Math.sqrt(v * v - v2);
    float inverse = (x < 0 ? -1f : 1f) * (float) Math.sqrt(v3);
    return 1.41421356f * inverse;
  }

  private static void softmax(double[] scores, int from, int count) {
    float largest = largest(scores, from, count);
    float sum = 0;
    for (int i = from; i < from + count; i++) {
      scores[i] = FloatMath.exp((float) scores[i] - largest);
      sum += (float) scores[i];
    }
    divide(scores, from, count, sum);
  }

  /** As softmax, but what is zero stays zero. */
  private static void softmaxZero(double[] scores, int from, int count) {
    float largest = largest(scores, from, count);
    float scale = FloatMath.exp(-largest);
    float sum = 0;
    for (int i = from; i < from + count; i++) {
      float score = (float) scores[i];
      if (Math.abs(score) > ZERO) {
        scores[i] = FloatMath.exp(score - largest);
        sum += (float) scores[i];
      } else {
        scores[i] = score * scale;
      }
    }
    divide(scores, from, count, sum);
  }

  private static void divide(double[] scores, int from, int count, float sum) {
    for (int i = from; i < from + count; i++) {
      scores[i] = (float) scores[i] / sum;
    }
  }

  private static float largest(double[] scores, int from, int count) {
    float largest = -Float.MAX_VALUE;
    for (int i = from; i < from + count; i++) {
      largest = Math.max(largest, (float) scores[i]);
    }
    return largest;
  }
}
