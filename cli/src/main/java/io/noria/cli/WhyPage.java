package io.noria.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A prediction's story on a terminal. */
final class WhyPage {
  private static final int SHOWN = 12;
  private static final int HEAD = 10;
  private static final int MOST_NAMED = 3;

  /** A contribution, a step of the running value, and the blanks between the parts. */
  private static final int NUMBERS = 8 + 13 + 4;

  private static final int ERROR = 8;
  private static final int NARROWEST = 12;

  private final Look look;
  private final boolean all;

  WhyPage(Look look, boolean all) {
    this.look = look;
    this.all = all;
  }

  void print(JsonNode why, PrintWriter out) {
    wrap(look.in(1, Remote.text(why, "summary")), Remote.text(why, "summary"), "", out);
    out.println();
    features(why, out);
    neighbours(why, out);
    thread(why, out);
    next(why.path("next"), out);
  }

  // --- features ---------------------------------------------------------------------------------

  private void features(JsonNode why, PrintWriter out) {
    JsonNode explanation = why.path("explanation");
    if (explanation.isMissingNode()) {
      wrap(null, Remote.text(why, "explanation_problem"), "", out);
      out.println();
      new Table()
          .column("feature", "name")
          .column("as served", row -> shown(row.path("value")))
          .print(why.path("features"), "It takes no features.", out);
      out.println();
      return;
    }
    List<JsonNode> rows = new ArrayList<>();
    why.path("features").forEach(rows::add);
    int shown = all ? rows.size() : Math.min(SHOWN, rows.size());
    double largest = rows.isEmpty() ? 0 : Math.abs(rows.getFirst().path("contribution").asDouble());
    boolean estimated = !explanation.path("exact").asBoolean();
    Widths widths = Widths.of(look.width(), rows.subList(0, shown), estimated);
    out.println(
        look.in(
            2,
            Look.fit("feature", widths.name())
                + " "
                + Look.fit("as served", widths.value())
                + " "
                + Look.fit(
                    "added, " + Remote.text(explanation, "scale"),
                    2 * widths.side() + 1 + 8 + (estimated ? ERROR : 0))
                + " "
                + Look.fit(running(explanation), 13)
                + (widths.note() == 0 ? "" : " beside training")));
    for (JsonNode row : rows.subList(0, shown)) {
      feature(row, widths, largest, out);
    }
    rest(rows.subList(shown, rows.size()), out);
    ends(explanation, out);
    out.println();
  }

  /** Columns of the table's parts. */
  private record Widths(int name, int value, int side, int note) {
    static Widths of(int width, List<JsonNode> rows, boolean estimated) {
      int name = "feature".length();
      int value = "as served".length();
      for (JsonNode row : rows) {
        name = Math.max(name, row.path("name").asText().length());
        value = Math.max(value, shown(row.path("value")).length());
      }
      name = Math.min(name, Math.min(24, width / 4));
      value = Math.min(value, Math.min(16, width / 6));
      int side = Math.max(4, Math.min(12, (width - name - value - 50) / 3));
      int left = width - name - value - 2 * side - 1 - NUMBERS - (estimated ? ERROR : 0);
      return new Widths(name, value, side, left < NARROWEST ? 0 : left);
    }
  }

  private static String running(JsonNode explanation) {
    return Remote.text(explanation, "label").isEmpty() ? "number" : "probability";
  }

  private void feature(JsonNode row, Widths widths, double largest, PrintWriter out) {
    double contribution = row.path("contribution").asDouble();
    String error =
        row.has("standard_error")
            ? Look.fit(
                String.format(Locale.ROOT, " ±%.3f", row.path("standard_error").asDouble()), ERROR)
            : "";
    double after = row.path("running_value").asDouble();
    String mark = row.path("mark").asText();
    String note = note(row);
    boolean strange = !mark.equals("usual") && !mark.equals("missing") && !mark.equals("unknown");
    out.println(
        Look.fit(row.path("name").asText(), widths.name())
            + " "
            + Look.fit(shown(row.path("value")), widths.value())
            + " "
            + look.bar(contribution, largest, widths.side())
            + String.format(Locale.ROOT, "%8s", Look.signed(contribution))
            + error
            + " "
            + Look.fit(number(after - row.path("change").asDouble()) + " → " + number(after), 13)
            + " "
            + look.in(
                strange ? 33 : 0, Look.fit((strange ? "! " : "") + note, widths.note()).strip()));
  }

  private static String note(JsonNode row) {
    JsonNode offline = row.path("offline");
    String note = Remote.text(row, "note");
    return offline.path("differs").asBoolean()
        ? "the pipeline has " + shown(offline.path("value")) + "; " + note
        : note;
  }

  private static void rest(List<JsonNode> rows, PrintWriter out) {
    if (!rows.isEmpty()) {
      double sum = rows.stream().mapToDouble(row -> row.path("contribution").asDouble()).sum();
      out.printf(
          Locale.ROOT,
          "%d more %s added %s together (--all shows them)%n",
          rows.size(),
          rows.size() == 1 ? "feature" : "features",
          Look.signed(sum));
    }
  }

  private void ends(JsonNode explanation, PrintWriter out) {
    String label = Remote.text(explanation, "label");
    wrap(
        null,
        "From %s without knowing anything to %s%s. %s%s."
            .formatted(
                number(explanation.path("bias_value").asDouble()),
                number(explanation.path("value").asDouble()),
                label.isEmpty() ? "" : " for " + label,
                capital(Remote.text(explanation, "note")),
                explanation.path("agrees").asBoolean()
                    ? ""
                    : "; what was logged is another number"),
        "",
        out);
    JsonNode classes = explanation.path("classes");
    if (!classes.isEmpty()) {
      List<String> shown = new ArrayList<>();
      classes.forEach(
          of -> shown.add(of.path("label").asText() + " " + number(of.path("value").asDouble())));
      wrap(null, "Probabilities: " + String.join(", ", shown), "", out);
    }
  }

  // --- neighbours -------------------------------------------------------------------------------

  private void neighbours(JsonNode why, PrintWriter out) {
    JsonNode neighbours = why.path("neighbours");
    if (neighbours.path("items").isEmpty()) {
      return;
    }
    Map<String, String> asked = new LinkedHashMap<>();
    why.path("features")
        .forEach(row -> asked.put(row.path("name").asText(), shown(row.path("value"))));
    out.println(look.in(1, "Training rows most like it"));
    String target = Remote.text(neighbours, "target");
    int used = 2 + 8 + 2 + Math.max(5, target.length()) + 2 + 7 + 2;
    new Table()
        .column(
            " distance",
            row -> String.format(Locale.ROOT, " %.3f", row.path("distance").asDouble()))
        .column(target.isEmpty() ? "label" : target, "label")
        .column("scored", row -> row.has("score") ? number(row.path("score").asDouble()) : "")
        .column(
            "there but not here",
            row ->
                Look.fit(differs(row, asked), Math.max(20, look.width() - used - 4))
                    .stripTrailing())
        .print(neighbours.path("items"), "", out);
    out.println();
  }

  private static String differs(JsonNode row, Map<String, String> asked) {
    List<String> named = new ArrayList<>();
    for (JsonNode name : row.path("differs")) {
      if (named.size() < MOST_NAMED) {
        named.add(
            name.asText()
                + " "
                + shown(row.path("features").path(name.asText()))
                + " ("
                + asked.getOrDefault(name.asText(), "")
                + ")");
      }
    }
    int more = row.path("differs").size() - named.size();
    return named.isEmpty()
        ? "nothing: the same values"
        : String.join(", ", named) + (more > 0 ? " …" : "");
  }

  // --- the thread -------------------------------------------------------------------------------

  private void thread(JsonNode why, PrintWriter out) {
    out.println(look.in(1, "The thread"));
    version(why, out);
    for (JsonNode verdict : why.path("verdicts")) {
      line(
          "gate",
          "%s %s: %s"
              .formatted(
                  Remote.text(verdict, "gate"),
                  Remote.text(verdict, "outcome"),
                  Remote.text(verdict, "why")),
          out);
    }
    run(why.path("run"), out);
    data(why.path("data"), out);
    JsonNode making = why.path("making");
    if (!making.isMissingNode()) {
      String trigger = Remote.text(making, "trigger_why");
      line(
          "made by",
          Remote.text(making, "pipeline_run")
              + (trigger.isEmpty() ? ", " + Remote.text(making, "reason") : ", because " + trigger),
          out);
    }
    JsonNode skew = why.path("skew");
    if (!skew.isMissingNode()) {
      List<String> differing = new ArrayList<>();
      skew.path("differing").forEach(name -> differing.add(name.asText()));
      line(
          "offline",
          Remote.text(skew, "note")
              + (differing.isEmpty() ? "" : ": " + String.join(", ", differing)),
          out);
    }
    out.println();
  }

  private void version(JsonNode why, PrintWriter out) {
    JsonNode version = why.path("version");
    String ref = Remote.text(why, "version_ref");
    if (version.isMissingNode()) {
      line("version", ref + ", deleted since", out);
      return;
    }
    line(
        "version",
        "%s, now %s; when it answered %s"
            .formatted(ref, standing(version), standing(why.path("then"))),
        out);
  }

  private static String standing(JsonNode at) {
    List<String> names = new ArrayList<>(List.of(Remote.text(at, "stage")));
    at.path("aliases").forEach(alias -> names.add(alias.asText()));
    return String.join(", ", names);
  }

  private void run(JsonNode run, PrintWriter out) {
    if (run.isMissingNode()) {
      return;
    }
    List<String> metrics = new ArrayList<>();
    run.path("metrics")
        .properties()
        .forEach(
            metric -> metrics.add(metric.getKey() + " " + number(metric.getValue().asDouble())));
    String commit = Remote.text(run, "commit");
    line(
        "run",
        Remote.text(run, "ref")
            + " "
            + Remote.text(run, "name")
            + (metrics.isEmpty() ? "" : "; " + String.join(", ", metrics))
            + (commit.isEmpty() ? "" : "; commit " + commit),
        out);
  }

  private void data(JsonNode data, PrintWriter out) {
    Map<String, List<String>> versions = new LinkedHashMap<>();
    List<String> withdrawn = new ArrayList<>();
    for (JsonNode read : data) {
      boolean training = read.path("uses").toString().contains("training");
      versions
          .computeIfAbsent(
              Remote.text(read, "dataset") + (training ? ", learned from" : ", for its features"),
              name -> new ArrayList<>())
          .add(Remote.text(read, "version"));
      String status = Remote.text(read, "status");
      if (!status.equals("ACCEPTED")) {
        withdrawn.add(
            Remote.text(read, "ref") + " " + (status.isEmpty() ? "is gone" : "is " + status));
      }
    }
    versions.forEach((of, labels) -> line("data", of + ": " + String.join(", ", labels), out));
    withdrawn.forEach(text -> line("", look.in(31, text), out));
  }

  private void line(String head, String text, PrintWriter out) {
    wrap(null, text, Look.fit("  " + head, HEAD), out);
  }

  private void next(JsonNode steps, PrintWriter out) {
    if (steps.isEmpty()) {
      return;
    }
    out.println(look.in(1, "What one may do"));
    for (JsonNode step : steps) {
      out.println("  " + Remote.text(step, "command"));
      wrap(null, Remote.text(step, "why"), "    ", out);
    }
  }

  /** Prints the text in lines of the terminal's width; one that fits may be shown in a colour. */
  private void wrap(@Nullable String coloured, String text, String head, PrintWriter out) {
    int width = look.width() - head.length();
    if (coloured != null && text.length() <= width) {
      out.println(head + coloured);
      return;
    }
    String rest = text;
    String before = head;
    while (rest.length() > width) {
      int cut = rest.lastIndexOf(' ', width);
      int at = cut <= 0 ? width : cut;
      out.println(before + rest.substring(0, at));
      rest = rest.substring(at).stripLeading();
      before = " ".repeat(head.length());
    }
    out.println(before + rest);
  }

  private static String shown(JsonNode value) {
    return value.isMissingNode() || value.isNull()
        ? "missing"
        : value.isNumber() && !value.isIntegralNumber() ? number(value.asDouble()) : value.asText();
  }

  private static String number(double value) {
    double size = Math.abs(value);
    if (value == Math.rint(value) && size < 1e9) {
      return Long.toString((long) value);
    }
    return size >= 0.001 && size < 1e6
        ? String.format(Locale.ROOT, size < 1 ? "%.3f" : size < 1000 ? "%.2f" : "%.0f", value)
        : String.format(Locale.ROOT, "%.3g", value);
  }

  private static String capital(String text) {
    return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
