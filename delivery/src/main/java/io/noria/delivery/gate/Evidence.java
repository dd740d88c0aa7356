package io.noria.delivery.gate;

import io.noria.serving.ScoredModel;
import io.noria.stats.Answers;
import io.noria.stats.Metrics;
import io.noria.stats.Task;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Everything a check may look at.
 *
 * @param rows the judging rows
 * @param candidate the candidate's answers
 * @param champion the champion and its answers; null for none
 * @param baseline the baseline and its answers; null for none
 * @param othersPassed whether the model's other gates have passed the candidate
 */
record Evidence(
    LabelledRows rows,
    Scored candidate,
    @Nullable Scored champion,
    @Nullable Scored baseline,
    boolean othersPassed) {
  /**
   * A model's answers on the rows.
   *
   * @param name in sentences, for example {@code champion 3}
   */
  record Scored(String name, Answers answers, Metrics.OfRows metrics) {
    static Scored of(String name, ScoredModel model, LabelledRows rows) {
      Answers answers = model.score(rows.frame());
      return new Scored(name, answers, Metrics.of(rows.actual(), answers));
    }

    /** Whether both answer every row with the very same numbers. */
    boolean answersAs(Scored other) {
      return Arrays.equals(answers.values(), other.answers.values())
          && Arrays.equals(answers.predicted(), other.answers.predicted());
    }
  }

  /** What is judged. */
  Task task() {
    return candidate.answers().task();
  }
}
