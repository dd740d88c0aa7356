package io.noria.project.init;

import io.noria.storage.json.Json;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Values of YAML as people write them: bare where that is safe, else in quotes. */
final class YamlText {
  private static final Set<String> WORDS =
      Set.of("yes", "no", "on", "off", "true", "false", "null", "y", "n", "nan", "inf");

  private YamlText() {}

  /** A text. */
  static String of(String text) {
    boolean bare =
        text.matches("[A-Za-z_][A-Za-z0-9_./*+-]*( [A-Za-z0-9_./*+-]+)*\\??")
            && !WORDS.contains(text.toLowerCase(Locale.ROOT));
    return bare ? text : Json.write(text);
  }

  /** A text or a whole number; of a number the text is the same. */
  static String label(String text) {
    return text.matches("0|-?[1-9][0-9]{0,14}") ? text : of(text);
  }

  /** A list on one line. */
  static String list(List<String> texts) {
    return texts.stream().map(YamlText::label).collect(Collectors.joining(", ", "[", "]"));
  }
}
