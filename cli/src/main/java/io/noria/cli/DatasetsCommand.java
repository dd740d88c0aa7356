package io.noria.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.client.NoriaClient;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code noria datasets}. */
@Command(
    name = "datasets",
    description = "Lists datasets, the versions of one, or a version's profile.")
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
}
