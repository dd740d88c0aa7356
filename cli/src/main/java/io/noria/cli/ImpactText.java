package io.noria.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Where a record went, for a person. */
final class ImpactText {
  private static final int RUNS_SHOWN = 20;

  private ImpactText() {}

  static void print(JsonNode impact, PrintWriter out) {
    out.println(Remote.text(impact, "summary"));
    if (impact.path("truncated").asBoolean()) {
      out.println("(the graph is larger than is walked; this is a part of it)");
    }
    if (!impact.path("deployments").isEmpty()) {
      new Table()
          .column("deployment", "name")
          .column("", row -> row.path("live").asBoolean() ? "live now" : "")
          .column("answered with", ImpactText::spans)
          .column("predictions", "predictions")
          .column("since", "predictions_since")
          .print(impact.path("deployments"), "", out);
    }
    if (!impact.path("model_versions").isEmpty()) {
      new Table()
          .column(
              "model version", row -> Remote.text(row, "model") + "/" + Remote.text(row, "version"))
          .column("stage", "stage")
          .column("aliases", row -> String.join(", ", texts(row.path("aliases"))))
          .column("run", "run")
          .print(impact.path("model_versions"), "", out);
    }
    runs(impact.path("runs"), out);
  }

  private static void runs(JsonNode runs, PrintWriter out) {
    ArrayNode shown = JsonNodeFactory.instance.arrayNode();
    for (JsonNode run : runs.path("items")) {
      if (shown.size() < RUNS_SHOWN) {
        shown.add(run);
      }
    }
    if (!shown.isEmpty()) {
      new Table()
          .column("run", "ref")
          .column("name", "name")
          .column("status", "status")
          .column("rerun of", "rerun_of")
          .print(shown, "", out);
    }
    int more = runs.path("count").asInt() - shown.size();
    if (more > 0) {
      out.println("and " + more + " more runs (--json lists a thousand)");
    }
  }

  private static String spans(JsonNode deployment) {
    List<String> spans = new ArrayList<>();
    for (JsonNode span : deployment.path("spans")) {
      String to = Remote.text(span, "to");
      spans.add(
          "%s from %s%s"
              .formatted(
                  Remote.text(span, "version"),
                  Remote.text(span, "from"),
                  to.isEmpty() ? "" : " to " + to));
    }
    return String.join("; ", spans);
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(item -> texts.add(item.asText()));
    return texts;
  }
}
