package io.noria.stats;

import io.noria.base.NoriaException;

/**
 * What a model answered for rows. The arrays are shared: do not change them.
 *
 * @param task what it predicts
 * @param classes how many classes; 0 for a regression
 * @param values the positive class's probability of each row; for many classes the probability of
 *     each class, row after row, or nothing when they are not known; the numbers of a regression
 * @param predicted 1 for the positive class and 0 for the other, the class's place of many, the
 *     number of a regression
 */
@SuppressWarnings("ArrayRecordComponent")
public record Answers(Task task, int classes, double[] values, double[] predicted) {
  /** Validates. */
  public Answers {
    int width = width(task, classes);
    boolean unknown = task == Task.MULTICLASS && values.length == 0;
    if (!unknown && values.length != width * predicted.length) {
      throw NoriaException.invalid(
          "answers: %d values, %d predictions of %d classes (expected: %d values a row)"
              .formatted(values.length, predicted.length, classes, width));
    }
  }

  private static int width(Task task, int classes) {
    return task == Task.MULTICLASS ? classes : 1;
  }

  /**
   * Of two classes.
   *
   * @param probabilities of the positive class
   * @param threshold a row is predicted positive when its probability is at or above this
   */
  public static Answers binary(double[] probabilities, double threshold) {
    double[] predicted = new double[probabilities.length];
    for (int i = 0; i < predicted.length; i++) {
      predicted[i] = probabilities[i] >= threshold ? 1 : 0;
    }
    return new Answers(Task.BINARY, 2, probabilities, predicted);
  }

  /**
   * Of many classes: the one of the highest probability is predicted, the first of several.
   *
   * @param probabilities of each class, row after row
   */
  public static Answers multiclass(double[] probabilities, int classes) {
    double[] predicted = new double[probabilities.length / classes];
    for (int row = 0; row < predicted.length; row++) {
      predicted[row] = likeliest(probabilities, row * classes, classes);
    }
    return new Answers(Task.MULTICLASS, classes, probabilities, predicted);
  }

  /** The place of the largest of so many numbers, counted from the start; the first of several. */
  public static int likeliest(double[] probabilities, int start, int classes) {
    int best = 0;
    for (int k = 1; k < classes; k++) {
      if (probabilities[start + k] > probabilities[start + best]) {
        best = k;
      }
    }
    return best;
  }

  /** Numbers. */
  public static Answers numbers(double[] values) {
    return new Answers(Task.REGRESSION, 0, values, values);
  }

  /** How many rows. */
  public int size() {
    return predicted.length;
  }

  /** The probability of a class. */
  public double probability(int row, int of) {
    return values[row * classes + of];
  }

  /** The likelihood that the row's answer is known by: probability of what is predicted. */
  public double score(int row) {
    return task == Task.MULTICLASS && values.length > 0
        ? probability(row, (int) predicted[row])
        : values[row];
  }

  /** The probabilities of one class over all rows. */
  public double[] column(int of) {
    double[] column = new double[size()];
    for (int row = 0; row < column.length; row++) {
      column[row] = probability(row, of);
    }
    return column;
  }

  /** The answers for some of the rows, in the order given. */
  public Answers take(int[] rows) {
    int width = width(task, classes);
    double[] some = new double[values.length == 0 ? 0 : width * rows.length];
    double[] said = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      said[i] = predicted[rows[i]];
      if (some.length > 0) {
        System.arraycopy(values, rows[i] * width, some, i * width, width);
      }
    }
    return new Answers(task, classes, some, task == Task.REGRESSION ? some : said);
  }
}
