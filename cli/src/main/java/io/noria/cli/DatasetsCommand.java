package io.noria.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.client.NoriaClient;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code noria datasets}. */
@Command(
    name = "datasets",
    description = "Lists datasets, the versions of one, or a version's profile.",
    subcommands = DatasetsCommand.Revoke.class)
final class DatasetsCommand extends Remote {
  @Parameters(
      index = "0",
      paramLabel = "DATASET",
      arity = "0..1",
      description = "a dataset's name; none lists them")
  private String dataset = "";

  @Parameters(
      index = "1",
      paramLabel = "VERSION",
      arity = "0..1",
      description = "a version's label")
  private String version = "";

  @Override
  JsonNode call(NoriaClient client) {
    if (dataset.isEmpty()) {
      return all(client, "/datasets", 10_000);
    }
    String versions = "/datasets/" + NoriaClient.segment(dataset) + "/versions";
    return version.isEmpty()
        ? all(client, versions, 10_000)
        : client.get(versions + "/" + NoriaClient.segment(version));
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    if (dataset.isEmpty()) {
      new Table()
          .column("dataset", "name")
          .column("versions", "versions")
          .column("refused", "refused")
          .column("latest", "latest")
          .print(answer.path("items"), "No datasets yet. See docs/data.md.", out);
    } else if (version.isEmpty()) {
      new Table()
          .column("version", "label")
          .column("revision", "revision")
          .column("status", "status")
          .column("rows", "rows")
          .column("from", "from")
          .column("to", "to")
          .column(
              "digest",
              row -> text(row, "digest").substring(0, Math.min(12, text(row, "digest").length())))
          .column(
              "failures",
              row ->
                  row.path("failures").isEmpty()
                      ? ""
                      : row.path("failures").size() + " broken expectations")
          .print(answer.path("items"), "No versions yet.", out);
    } else {
      out.println(
          text(answer, "ref")
              + "  "
              + text(answer, "status")
              + "  "
              + text(answer, "rows")
              + " rows");
      if (answer.path("revoked").isObject()) {
        out.println(
            "  revoked by %s at %s: %s"
                .formatted(
                    text(answer, "/revoked/by"),
                    text(answer, "/revoked/at"),
                    text(answer, "/revoked/why")));
      }
      for (JsonNode failure : answer.path("failures")) {
        out.println(
            "  ✕ "
                + text(failure, "expectation")
                + ": expected "
                + text(failure, "expected")
                + ", found "
                + text(failure, "found"));
      }
      new Table()
          .column("column", "column")
          .column("type", "type")
          .column("nulls", "nulls")
          .column("distinct", "distinct")
          .column("min", "min")
          .column("mean", "mean")
          .column("max", "max")
          .print(answer.path("profile"), "No profile.", out);
    }
  }

  /** Withdraws a version. */
  @Command(
      name = "revoke",
      description =
          "Withdraws a version: it counts no longer, and every deployment whose live model was"
              + " trained on it gets an alert with the way back.",
      footer = {"", "For example: noria datasets revoke flights 2013-04 --why \"wrong clock\""})
  static final class Revoke extends Remote {
    @Parameters(index = "0", paramLabel = "DATASET", description = "the dataset's name")
    private String dataset = "";

    @Parameters(
        index = "1",
        paramLabel = "VERSION",
        description = "the version, such as 2013-04 or 2013-04.2")
    private String version = "";

    @Option(
        names = "--why",
        paramLabel = "REASON",
        required = true,
        description = "kept with the version")
    private String why = "";

    @Option(names = "--undo", description = "take the revocation back")
    private boolean undo;

    @Option(names = "--dry-run", description = "only say what would change, and where it went")
    private boolean dryRun;

    @Override
    JsonNode call(NoriaClient client) {
      return client.post(
          "/datasets/%s/versions/%s/%s"
              .formatted(
                  NoriaClient.segment(dataset),
                  NoriaClient.segment(version),
                  undo ? "reinstate" : "revoke"),
          Map.of("why", why, "dry_run", dryRun));
    }

    @Override
    void print(JsonNode answer, PrintWriter out) {
      if (answer.path("changes").isEmpty()) {
        out.println(
            text(answer, "/version/ref")
                + " is "
                + text(answer, "/version/status")
                + " already; nothing changed.");
      }
      answer.path("changes").forEach(change -> out.println("~ " + change.asText()));
      out.println();
      ImpactText.print(answer.path("impact"), out);
      for (JsonNode proposal : answer.path("proposals")) {
        out.println();
        out.println(text(proposal, "deployment") + ": " + text(proposal, "why"));
        if (!text(proposal, "command").isEmpty()) {
          out.println("  " + text(proposal, "command"));
        }
      }
    }
  }
}
