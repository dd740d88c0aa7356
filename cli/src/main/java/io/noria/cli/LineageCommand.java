package io.noria.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.client.NoriaClient;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code noria lineage}. */
@Command(
    name = "lineage",
    description = "Walks from any record to what made it and what it made.",
    footer = {
      "",
      "For example: noria lineage model_version:flights/3",
      "             noria lineage dataset_version:flights@2013-04 --impact"
    })
final class LineageCommand extends Remote {
  enum Direction {
    BOTH,
    BACK,
    FORWARD
  }

  @Parameters(
      paramLabel = "ID",
      description = "kind:id, for example run:0f3a… or deployment:flights")
  private String id = "";

  @Option(
      names = "--direction",
      paramLabel = "back|forward|both",
      defaultValue = "both",
      description = "which way to walk (default both)")
  private Direction direction = Direction.BOTH;

  @Option(
      names = "--impact",
      description = "every run, model version and deployment made from it, and their predictions")
  private boolean impact;

  @Override
  JsonNode call(NoriaClient client) {
    if (impact) {
      return client.get("/lineage/impact?ref=" + NoriaClient.segment(id) + "&max_results=1000");
    }
    return client.get(
        "/lineage?ref="
            + NoriaClient.segment(id)
            + "&direction="
            + direction.name().toLowerCase(java.util.Locale.ROOT));
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    if (impact) {
      ImpactText.print(answer, out);
      return;
    }
    new Table()
        .column("from", "from")
        .column("", "relation")
        .column("to", "to")
        .print(answer.path("edges"), "Nothing is linked to " + id + ".", out);
  }
}
