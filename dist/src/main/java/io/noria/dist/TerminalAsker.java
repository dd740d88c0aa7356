package io.noria.dist;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.project.init.Asker;
import java.io.Console;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Asks a person; return takes the default that is shown. */
final class TerminalAsker implements Asker {
  private static final int MOST_SHOWN = 12;

  private final Console console;
  private final PrintStream say;

  TerminalAsker(Console console, PrintStream say) {
    this.console = console;
    this.say = say;
  }

  @Override
  public String ask(Question question) {
    while (true) {
      String line = console.readLine("%s", prompt(question));
      if (line == null) {
        throw new NoriaException(ErrorCode.ABORTED, "no answer; nothing was written");
      }
      String answer = line.strip();
      if (answer.isEmpty() && !question.otherwise().isEmpty()) {
        return question.otherwise();
      }
      List<String> fitting = fitting(question, answer);
      if (!answer.isEmpty() && question.choices().isEmpty()) {
        return answer;
      }
      if (fitting.size() == 1) {
        return fitting.getFirst();
      }
      say.println("  one of: " + String.join(", ", question.choices()));
    }
  }

  private static List<String> fitting(Question question, String answer) {
    if (question.choices().contains(answer)) {
      return List.of(answer);
    }
    String start = answer.toLowerCase(Locale.ROOT);
    return start.isEmpty()
        ? List.of()
        : question.choices().stream()
            .filter(choice -> choice.toLowerCase(Locale.ROOT).startsWith(start))
            .toList();
  }

  private static String prompt(Question question) {
    List<String> choices = question.choices();
    String list =
        choices.isEmpty() || choices.size() > MOST_SHOWN
            ? ""
            : " (" + String.join(", ", choices) + ")";
    String otherwise = question.otherwise().isEmpty() ? "" : " [" + question.otherwise() + "]";
    return question.text() + list + otherwise + " ";
  }
}
