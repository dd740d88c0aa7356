package io.noria.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.noria.client.NoriaClient;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code noria runs} and what one does with runs. */
@Command(
    name = "runs",
    description = "Lists runs, or shows one with its parameters and metrics.",
    subcommands = {RunsCommand.Delete.class, RunsCommand.Restore.class})
final class RunsCommand extends Remote {
  private static final int PAGE = 1000;

  @Parameters(paramLabel = "RUN", arity = "0..1", description = "a run's id; none lists them")
  private String run = "";

  @Option(
      names = "--experiment",
      paramLabel = "ID",
      description = "only runs of this experiment; may be repeated")
  private List<String> experiments = new ArrayList<>();

  @Option(
      names = "--filter",
      paramLabel = "EXPRESSION",
      description =
          "for example \"metrics.auc > 0.7 and (params.depth = '6' or tags.team is null)\"")
  private String filter = "";

  @Option(
      names = "--order-by",
      paramLabel = "CLAUSE",
      description = "for example \"metrics.auc DESC\"; may be repeated (default: newest first)")
  private List<String> orderBy = new ArrayList<>();

  @Option(
      names = "--columns",
      paramLabel = "COLUMN",
      split = ",",
      description = "what to show, for example metrics.auc,params.depth,tags.team")
  private List<String> columns = new ArrayList<>();

  @Option(names = "--deleted", description = "deleted runs instead")
  private boolean deleted;

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
    Map<String, Object> asked = new LinkedHashMap<>();
    if (!experiments.isEmpty()) {
      asked.put("experiments", experiments);
    }
    asked.put("filter", filter);
    asked.put("order_by", orderBy);
    asked.put("columns", columns);
    asked.put("view", deleted ? "deleted" : "active");
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode items = answer.putArray("items");
    String token;
    do {
      asked.put("limit", Math.clamp((long) limit - items.size(), 1, PAGE));
      JsonNode page = client.post("/runs/search", asked);
      page.path("runs").forEach(items::add);
      answer.set("total", page.path("total"));
      token = page.path("next_page_token").asText("");
      asked.put("page_token", token);
    } while (!token.isEmpty() && items.size() < limit);
    return answer;
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    if (run.isEmpty()) {
      Table table =
          new Table()
              .column("run", "id")
              .column("name", "name")
              .column("experiment", "experiment_name")
              .column("status", "status")
              .column("started", "started_at");
      if (columns.isEmpty()) {
        table.column("metrics", RunsCommand::metrics);
      }
      columns.forEach(column -> table.column(column, row -> cell(row, column)));
      table.print(
          answer.path("items"),
          filter.isEmpty() ? "No runs yet. Log one: see docs/tracking.md." : "No run matches.",
          out);
      long more = answer.path("total").asLong() - answer.path("items").size();
      if (more > 0) {
        out.println("… and " + more + " more (--limit shows more).");
      }
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

  /** A column's value; of a column such as {@code metrics.*}, all its keys and values. */
  private static String cell(JsonNode row, String column) {
    int dot = column.indexOf('.');
    String key = column.substring(dot + 1);
    JsonNode values = row.path(column.substring(0, Math.max(0, dot)));
    if (!key.endsWith("*")) {
      return value(values.path(key));
    }
    List<String> shown = new ArrayList<>();
    values.properties().stream()
        .filter(one -> one.getKey().startsWith(key.substring(0, key.length() - 1)))
        .forEach(one -> shown.add(one.getKey() + "=" + value(one.getValue())));
    return String.join(" ", shown);
  }

  private static String value(JsonNode value) {
    return value.isObject()
        ? text(value, value.has("value") ? "value" : "value_text")
        : value.asText("");
  }

  private static String metrics(JsonNode row) {
    List<String> shown = new ArrayList<>();
    row.path("metrics")
        .properties()
        .forEach(m -> shown.add(m.getKey() + "=" + text(m.getValue(), "value")));
    return String.join(" ", shown.subList(0, Math.min(3, shown.size())));
  }

  /** Deletes or restores runs by their ids. */
  abstract static class Move extends Remote {
    private final String path;
    private final String done;

    @Parameters(paramLabel = "RUN", arity = "1..*", description = "the runs' ids")
    private List<String> runs = new ArrayList<>();

    Move(String path, String done) {
      this.path = path;
      this.done = done;
    }

    @Override
    JsonNode call(NoriaClient client) {
      return client.post(path, Map.of("runs", runs));
    }

    @Override
    void print(JsonNode answer, PrintWriter out) {
      out.println(done + " " + text(answer, "changed") + " of " + runs.size() + ".");
    }
  }

  /** Deletes runs. */
  @Command(
      name = "delete",
      description = "Deletes runs: all of those named, or none. They can be restored.")
  static final class Delete extends Move {
    Delete() {
      super("/runs/delete", "Deleted");
    }
  }

  /** Restores runs. */
  @Command(name = "restore", description = "Restores deleted runs: all of those named, or none.")
  static final class Restore extends Move {
    Restore() {
      super("/runs/restore", "Restored");
    }
  }
}
