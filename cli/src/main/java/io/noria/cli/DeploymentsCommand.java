package io.noria.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.client.NoriaClient;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code noria deployments}. */
@Command(name = "deployments", description = "Lists deployments, or the swaps of one.")
final class DeploymentsCommand extends Remote {
  @Parameters(
      paramLabel = "DEPLOYMENT",
      arity = "0..1",
      description = "a deployment's name; none lists them")
  private String deployment = "";

  @Override
  JsonNode call(NoriaClient client) {
    return deployment.isEmpty()
        ? all(client, "/deployments", 10_000)
        : client.get("/deployments/" + NoriaClient.segment(deployment));
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    Table summary =
        new Table()
            .column("deployment", "name")
            .column("model", "model")
            .column("version", "version")
            .column("follows", "follows")
            .column("requests/s", "requests_per_s")
            .column("p50 ms", "p50_ms")
            .column("p99 ms", "p99_ms")
            .column("errors", "errors")
            .column("open alerts", "alerts_open");
    if (deployment.isEmpty()) {
      summary.print(answer.path("items"), "No deployments yet. See docs/serving.md.", out);
      return;
    }
    summary.print(
        new com.fasterxml.jackson.databind.ObjectMapper().createArrayNode().add(answer), "", out);
    new Table()
        .column("swapped to", "version")
        .column("at", "at")
        .column("event time", "event_time")
        .column("why", "why")
        .print(answer.path("swaps"), "Never swapped.", out);
  }
}
