package io.noria.serving.tree;

import java.util.List;
import java.util.stream.LongStream;

/**
 * How the classifier's scores become a label and a score for each class. With two classes the
 * leaves may speak for one of them only: its score then stands for both.
 *
 * @param labels the label of each class; for texts their places
 * @param texts the labels' texts; empty when they are numbers
 * @param onlyOne whether all leaves speak for the same one of two classes
 * @param positive whether no weight is below zero
 */
@SuppressWarnings("ArrayRecordComponent")
record OnnxClasses(long[] labels, List<String> texts, boolean onlyOne, boolean positive) {
  static OnnxClasses of(OnnxAttributes attributes) {
    List<String> texts = attributes.texts("classlabels_strings");
    long[] labels =
        texts.isEmpty()
            ? attributes.integers("classlabels_int64s").clone()
            : LongStream.range(0, texts.size()).toArray();
    long speaking = LongStream.of(attributes.integers("class_ids")).distinct().count();
    boolean positive = true;
    for (double weight : attributes.numbers("class_weights")) {
      positive &= !(weight < 0);
    }
    return new OnnxClasses(
        labels, List.copyOf(texts), labels.length == 2 && speaking == 1, positive);
  }

  /** Turns the sums of a row, in place, into its scores; returns its label. */
  long finish(double[] scores, boolean[] scored, int at, double[] base, OnnxTransform transform) {
    if (labels.length == 2) {
      return two(scores, scored, at, base, transform);
    }
    for (int i = 0; i < base.length && i < labels.length; i++) {
      scores[at + i] = (float) (scores[at + i] + (float) base[i]);
      scored[at + i] = true;
    }
    if (labels.length == 1) {
      if (transform == OnnxTransform.PROBIT) {
        scores[at] = OnnxTransform.probit((float) scores[at]);
      }
      return scores[at] > 0 ? 1 : 0;
    }
    int best = -1;
    for (int i = 0; i < labels.length; i++) {
      if (scored[at + i] && (best < 0 || scores[at + i] > scores[at + best])) {
        best = i;
      }
    }
    transform.apply(scores, at, labels.length);
    return labels[Math.max(0, best)];
  }

  private long two(
      double[] scores, boolean[] scored, int at, double[] base, OnnxTransform transform) {
    boolean both = scored[at + 1];
    if (base.length == 2) {
      if (both) {
        scores[at + 1] = (float) ((float) base[1] + scores[at]);
        scores[at] = -scores[at + 1];
      } else {
        scores[at + 1] = (float) (scores[at + 1] + (float) base[1]);
        scores[at] = (float) (scores[at] + (float) base[0]);
      }
    } else if (base.length == 1) {
      scores[at] = (float) (scores[at] + (float) base[0]);
    }
    double speaks = both ? scores[at + 1] : scores[at];
    boolean wins = speaks > (onlyOne && positive ? 0.5 : 0);
    for (int i = at; i < at + 2; i++) {
      // A class that no leaf spoke for is 0, whatever its base value.
      scores[i] = scored[i] ? scores[i] : 0;
    }
    long label = onlyOne ? labels[wins ? 1 : 0] : wins ? 1 : 0;
    if (both || base.length == 2) {
      transform.apply(scores, at, 2);
    } else {
      fromOne(scores, at, transform);
    }
    return label;
  }

  private void fromOne(double[] scores, int at, OnnxTransform transform) {
    float score = (float) scores[at];
    if (transform == OnnxTransform.PROBIT) {
      scores[at] = OnnxTransform.probit(score);
    } else if (transform == OnnxTransform.LOGISTIC) {
      scores[at + 1] = OnnxTransform.logistic(score);
      scores[at] = OnnxTransform.logistic(-score);
    } else if (onlyOne && positive) {
      scores[at + 1] = score;
      scores[at] = 1f - score;
    } else {
      scores[at + 1] = score;
      scores[at] = -score;
    }
  }
}
