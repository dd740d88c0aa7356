package io.noria.protocols.mlflowscoring;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which of the two kinds of bodies came. */
enum ContentType {
  CSV("text/csv"),
  JSON("application/json");

  private final String type;

  ContentType(String type) {
    this.type = type;
  }

  /** What the scoring server says when a body is of no kind that it takes; null when it is. */
  static @Nullable String problem(String header) {
    String[] parts = header.split(";", 10);
    if (of(header) == null) {
      return "This predictor only supports the following content types: Types: "
          + "['text/csv', 'application/json']. Got '"
          + shown(parts[0].strip())
          + "'.";
    }
    for (int i = 1; i < parts.length; i++) {
      String[] parameter = parts[i].strip().split("=", 2);
      String name = parameter[0].strip().toLowerCase(Locale.ROOT);
      if (!name.equals("charset")) {
        return "Unrecognized content type parameters: "
            + shown(name)
            + ". IMPORTANT: only charset is supported.";
      }
      String charset = parameter.length == 2 ? parameter[1].strip().replace("\"", "") : "";
      if (!charset.equalsIgnoreCase("utf-8")) {
        return "The scoring server only supports UTF-8. Got charset '" + shown(charset) + "'.";
      }
    }
    return null;
  }

  private static String shown(String text) {
    return text.length() > 60 ? text.substring(0, 60) + "…" : text;
  }

  static @Nullable ContentType of(String header) {
    String type = header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    for (ContentType each : values()) {
      if (each.type.equals(type)) {
        return each;
      }
    }
    return null;
  }
}
