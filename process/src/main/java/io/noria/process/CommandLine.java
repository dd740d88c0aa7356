package io.noria.process;

import io.noria.base.NoriaException;
import java.util.ArrayList;
import java.util.List;

/**
 * A command as people write it in a file, cut into a program and its arguments. No shell has a part
 * in it: quotes (single, double) and backslashes keep spaces together as a POSIX shell reads them,
 * everything else is taken as it stands.
 */
public final class CommandLine {
  private static final int LONGEST = 4096;

  private CommandLine() {}

  /**
   * Cuts a line. A program {@code python} that is not on the PATH becomes {@code python3}, as
   * Debian names it.
   *
   * @throws NoriaException INVALID_ARGUMENT when it is empty, too long, or a quote is not closed
   */
  public static List<String> parse(String line) {
    if (line.length() > LONGEST || line.indexOf('\0') >= 0) {
      throw NoriaException.invalid(
          "command: %d characters (expected: up to %d, none of them 0)"
              .formatted(line.length(), LONGEST));
    }
    List<String> words = words(line);
    if (words.isEmpty() || words.getFirst().isEmpty()) {
      throw NoriaException.invalid(
          "command: '" + line + "' (expected: a program and its arguments)");
    }
    String path = System.getenv("PATH");
    if (words.getFirst().equals("python")
        && Wrappers.find("python", path) == null
        && Wrappers.find("python3", path) != null) {
      words.set(0, "python3");
    }
    return List.copyOf(words);
  }

  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean within = false;
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quote == 0 && Character.isWhitespace(c)) {
        if (within) {
          words.add(word.toString());
        }
        word.setLength(0);
        within = false;
        continue;
      }
      within = true;
      if (quote == 0 && (c == '\'' || c == '"')) {
        quote = c;
      } else if (c == quote) {
        quote = 0;
      } else if (c == '\\' && quote != '\'' && i + 1 < line.length()) {
        char next = line.charAt(++i);
        // Within double quotes a backslash stands for itself before most characters.
        if (quote == '"' && next != '"' && next != '\\') {
          word.append(c);
        }
        word.append(next);
      } else {
        word.append(c);
      }
    }
    if (quote != 0) {
      throw NoriaException.invalid("command: " + line + " (expected: a closing " + quote + ")");
    }
    if (within) {
      words.add(word.toString());
    }
    return words;
  }
}
