package io.noria.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.client.NoriaClient;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code noria drift}. */
@Command(
    name = "drift",
    description = "Shows a deployment's drift in its latest window, worst first.")
final class DriftCommand extends Remote {
  @Parameters(paramLabel = "DEPLOYMENT", description = "the deployment's name")
  private String deployment = "";

  @Override
  JsonNode call(NoriaClient client) {
    return client.get("/deployments/" + NoriaClient.segment(deployment) + "/drift");
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    out.println(
        "window "
            + text(answer, "from")
            + " to "
            + text(answer, "to")
            + " against "
            + text(answer, "reference"));
    new Table()
        .column("column", "column")
        .column("test", "test")
        .column("value", "value")
        .column("p", "p_value")
        .column("threshold", "threshold")
        .column("", row -> row.path("over").asBoolean() ? "drifted" : "")
        .print(answer.path("items"), "No window has been scored yet.", out);
  }
}
