package io.noria.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.base.NoriaException;
import io.noria.client.NoriaClient;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code noria run}. */
@Command(name = "run", description = "Turns a project's wheel once: prepare, train, judge, deploy.")
final class RunCommand extends Remote {
  @Parameters(
      paramLabel = "PROJECT",
      arity = "0..1",
      description = "the project (default: the only one there is)")
  private String project = "";

  @Option(names = "--no-wait", description = "return once it has started")
  private boolean noWait;

  @Override
  JsonNode call(NoriaClient client) {
    String name = project.isEmpty() ? only(client) : project;
    JsonNode started = client.post("/projects/" + NoriaClient.segment(name) + "/run", Map.of());
    if (noWait) {
      return started;
    }
    client.post(
        "/projects/" + NoriaClient.segment(name) + "/settle", Map.of("timeout_seconds", 540));
    String id = text(started, "pipeline_run").replaceFirst("^pipeline_run:", "");
    return id.isEmpty() ? started : client.get("/pipelines/runs/" + NoriaClient.segment(id));
  }

  private static String only(NoriaClient client) {
    JsonNode projects = client.get("/projects").path("items");
    if (projects.size() == 1) {
      return text(projects.get(0), "name");
    }
    throw NoriaException.invalid(
        projects.isEmpty()
            ? "there is no project on this server; `noria apply FOLDER` makes one"
            : "there are " + projects.size() + " projects; name one: noria run PROJECT");
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    out.println(
        text(answer, "ref") + "  " + text(answer, "status") + "  " + text(answer, "reason"));
    if (answer.path("tasks").isArray()) {
      new Table()
          .column("task", "name")
          .column("step", "step")
          .column("status", "status")
          .column("cache", "/cache/reason")
          .column("error", "error")
          .print(answer.path("tasks"), "no tasks", out);
    }
  }
}
