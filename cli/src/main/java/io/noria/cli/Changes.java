package io.noria.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;

/** How a plan's changes are printed. */
final class Changes {
  private Changes() {}

  static void print(JsonNode answer, String whenNone, PrintWriter out) {
    JsonNode changes = answer.path("changes");
    if (changes.isEmpty()) {
      out.println(whenNone);
    }
    for (JsonNode change : changes) {
      if (change.isTextual()) {
        out.println("  " + change.asText());
        continue;
      }
      String sign =
          switch (Remote.text(change, "action")) {
            case "create" -> "+";
            case "delete" -> "-";
            case "nothing", "none", "keep" -> " ";
            default -> "~";
          };
      String words = Remote.text(change, "what") + " " + Remote.text(change, "summary");
      out.println(sign + " " + words.strip());
    }
  }
}
