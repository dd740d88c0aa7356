package io.noria.serving.deployment;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.serving.Given;
import io.noria.serving.Target;
import io.noria.stats.Task;
import java.util.List;

/**
 * Answers given elsewhere, as the log keeps them.
 *
 * @param predicted 1 or 0, the class's place of many, or the number
 * @param scores of the positive class, of the predicted one of many, or the number
 */
@SuppressWarnings("ArrayRecordComponent")
record Recorded(double[] predicted, double[] scores) {
  /** Checks every answer against what the model can say. */
  static Recorded of(Target target, List<Given> answers, int rows) {
    if (answers.size() != rows) {
      throw NoriaException.invalid(
          "predictions: " + answers.size() + " answers for " + rows + " rows (expected: as many)");
    }
    double[] predicted = new double[rows];
    double[] scores = new double[rows];
    for (int i = 0; i < rows; i++) {
      Given given = answers.get(i);
      predicted[i] = predicted(target, given, i);
      scores[i] = score(target, given, i, predicted[i]);
    }
    return new Recorded(predicted, scores);
  }

  private static double predicted(Target target, Given given, int place) {
    double number = target.number(given.prediction());
    if (Double.isNaN(number)) {
      throw refused(
          place,
          "prediction: " + Rows.shortened(given.prediction()),
          target.regression() ? "a number" : "one of " + String.join(", ", target.classes()));
    }
    return number;
  }

  private static double score(Target target, Given given, int place, double predicted) {
    double probability = given.probability();
    if (target.regression()) {
      if (!Double.isNaN(probability)) {
        throw refused(place, "probability: " + probability, "none, since a number is predicted");
      }
      return predicted;
    }
    if (!(probability >= 0 && probability <= 1)) {
      throw refused(
          place,
          "probability: " + (Double.isNaN(probability) ? "nothing" : Rows.number(probability)),
          "a number from 0 to 1, that of the predicted class");
    }
    return target.task() == Task.BINARY && predicted == 0 ? 1 - probability : probability;
  }

  private static NoriaException refused(int place, String came, String expected) {
    return new NoriaException(
        ErrorCode.UNPROCESSABLE,
        "predictions[" + place + "]." + came + " (expected: " + expected + ")");
  }
}
