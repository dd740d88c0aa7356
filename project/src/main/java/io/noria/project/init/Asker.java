package io.noria.project.init;

import java.util.List;

/** Who answers questions: a person at a terminal, or nobody. */
public interface Asker {
  /**
   * A question.
   *
   * @param text the question, without its default
   * @param otherwise the answer of somebody who only presses return
   * @param choices the answers that are taken; none when any is
   * @param flag how to answer it beforehand, for example {@code --time}
   */
  record Question(String text, String otherwise, List<String> choices, String flag) {
    /** Copies. */
    public Question {
      choices = List.copyOf(choices);
    }
  }

  /** The answer: one of the choices when there are any. */
  String ask(Question question);

  /** Takes every default. */
  static Asker nobody() {
    return Question::otherwise;
  }
}
