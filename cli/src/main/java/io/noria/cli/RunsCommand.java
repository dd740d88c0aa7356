package io.noria.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.client.NoriaClient;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code noria runs}. */
@Command(name = "runs", description = "Lists runs, or shows one with its parameters and metrics.")
final class RunsCommand extends Remote {
  @Parameters(paramLabel = "RUN", arity = "0..1", description = "a run's id; none lists them")
  private String run = "";

  @Option(names = "--experiment", paramLabel = "ID", description = "only runs of this experiment")
  private String experiment = "";

  @Option(
      names = "--filter",
      paramLabel = "EXPRESSION",
      description =
          "MLflow's grammar, for example \"metrics.auc > 0.7 and params.max_depth = '6'\"")
  private String filter = "";

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "at most N rows (default 50)")
  private int limit = 50;

  @Override
  JsonNode call(NoriaClient client) {
    if (!run.isEmpty()) {
      return client.get("/runs/" + NoriaClient.segment(run));
    }
    List<String> query = new ArrayList<>();
    query.add("max_results=" + Math.min(limit, 1000));
    if (!experiment.isEmpty()) {
      query.add("experiment=" + NoriaClient.segment(experiment));
    }
    if (!filter.isEmpty()) {
      query.add("filter=" + NoriaClient.segment(filter));
    }
    return all(client, "/runs?" + String.join("&", query), limit);
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    if (run.isEmpty()) {
      new Table()
          .column("run", "id")
          .column("name", "name")
          .column("experiment", "experiment_name")
          .column("status", "status")
          .column("started", "started_at")
          .column("metrics", RunsCommand::metrics)
          .print(answer.path("items"), "No runs yet. Log one: see docs/tracking.md.", out);
      return;
    }
    out.println(text(answer, "id") + "  " + text(answer, "name") + "  " + text(answer, "status"));
    answer
        .path("params")
        .properties()
        .forEach(p -> out.println("  param   " + p.getKey() + " = " + p.getValue().asText()));
    answer
        .path("metrics")
        .properties()
        .forEach(m -> out.println("  metric  " + m.getKey() + " = " + text(m.getValue(), "value")));
    answer
        .path("tags")
        .properties()
        .forEach(t -> out.println("  tag     " + t.getKey() + " = " + t.getValue().asText()));
  }

  private static String metrics(JsonNode row) {
    List<String> shown = new ArrayList<>();
    row.path("metrics")
        .properties()
        .forEach(m -> shown.add(m.getKey() + "=" + text(m.getValue(), "value")));
    return String.join(" ", shown.subList(0, Math.min(3, shown.size())));
  }
}
