package io.noria.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.client.NoriaClient;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code noria deployments}. */
@Command(
    name = "deployments",
    description = "Lists deployments, or the swaps of one.",
    subcommands = {
      DeploymentsCommand.Rollback.class,
      TrafficCommand.class,
      CanaryCommand.class,
      TermsCommands.Stage.class,
      TermsCommands.Promote.class,
      TermsCommands.Limit.class,
      TermsCommands.Cache.class,
      DeploymentLogCommand.class
    })
final class DeploymentsCommand extends Remote {
  @Parameters(
      paramLabel = "DEPLOYMENT",
      arity = "0..1",
      description = "a deployment's name; none lists them")
  private String deployment = "";

  @Option(names = "--stage", paramLabel = "STAGE", description = "only those at the stage")
  private String stage = "";

  @Override
  JsonNode call(NoriaClient client) {
    String only = stage.isEmpty() ? "" : "?stage=" + NoriaClient.segment(stage);
    return deployment.isEmpty()
        ? all(client, "/deployments" + only, 10_000)
        : client.get("/deployments/" + NoriaClient.segment(deployment));
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    Table summary =
        new Table()
            .column("deployment", "name")
            .column("stage", "stage")
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
    if (answer.hasNonNull("canary")) {
      CanaryCommand.print(answer.path("canary"), deployment, out);
    }
    new Table()
        .column("swapped to", "version")
        .column("at", "at")
        .column("event time", "event_time")
        .column("why", "why")
        .print(answer.path("swaps"), "Never swapped.", out);
  }

  /** Back to the version that answered before. */
  @Command(
      name = "rollback",
      description =
          "Takes a deployment back: away from revoked data, else to the version that answered"
              + " before.",
      footer = {"", "For example: noria deployments rollback flights --why \"late at night\""})
  static final class Rollback extends Remote {
    @Parameters(paramLabel = "DEPLOYMENT", description = "the deployment's name")
    private String deployment = "";

    @Option(
        names = "--to",
        paramLabel = "VERSION",
        description = "the version to go back to (default: the one proposed)")
    private int to;

    @Option(names = "--why", paramLabel = "REASON", description = "kept in the history")
    private String why = "";

    @Option(names = "--dry-run", description = "only say what would change")
    private boolean dryRun;

    @Override
    JsonNode call(NoriaClient client) {
      Map<String, Object> body = new HashMap<>();
      body.put("why", why);
      body.put("dry_run", dryRun);
      if (to > 0) {
        body.put("version", to);
      }
      return client.post("/deployments/" + NoriaClient.segment(deployment) + "/rollback", body);
    }

    @Override
    int status(JsonNode answer) {
      return answer.path("allowed").asBoolean() ? 0 : 1;
    }

    @Override
    void print(JsonNode answer, PrintWriter out) {
      if (!text(answer, "refused_because").isEmpty()) {
        out.println("Would be refused: " + text(answer, "refused_because"));
        return;
      }
      Changes.print(
          answer,
          deployment + " answers with version " + text(answer, "version") + " already.",
          out);
    }
  }
}
