package io.noria.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.client.NoriaClient;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code noria predict jobs}. */
@Command(
    name = "jobs",
    description = "Lists the batch predictions of the server, newest first; shows or cancels one.")
public final class PredictJobsCommand extends Remote {
  @Parameters(paramLabel = "ID", arity = "0..1", description = "of one; none lists them")
  private String id = "";

  @Option(names = "--cancel", description = "ask it to stop; what is done stays")
  private boolean cancel;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "at most N rows (default 50)")
  private int limit = 50;

  @Override
  JsonNode call(NoriaClient client) {
    if (id.isEmpty()) {
      if (cancel) {
        throw io.noria.base.NoriaException.invalid("--cancel: of which (expected: its ID)");
      }
      return client.get("/batch-predictions?max_results=" + Math.clamp(limit, 1, 1000));
    }
    String one = "/batch-predictions/" + NoriaClient.segment(id);
    if (cancel) {
      client.post(one + "/cancel", Map.of());
    }
    return client.get(one);
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    if (id.isEmpty()) {
      new Table()
          .column("id", "id")
          .column("status", "status")
          .column("done", PredictJobsCommand::share)
          .column("rows", "/progress/rows")
          .column("version", "version")
          .column("in", "in")
          .column("out", "out")
          .column("submitted", "submitted_at")
          .print(
              answer.path("items"),
              "No batch predictions yet. Ask for one: noria predict --detach …",
              out);
      return;
    }
    out.println(text(answer, "id") + "  " + text(answer, "status") + "  " + share(answer));
    out.println("  " + text(answer, "version") + " (" + text(answer, "model") + ")");
    out.println("  " + text(answer, "in") + " → " + text(answer, "out"));
    out.println(
        "  %s rows, %s of %s files, %s rows got null"
            .formatted(
                text(answer, "/progress/rows"),
                text(answer, "/progress/files_done"),
                text(answer, "/progress/files"),
                text(answer, "/progress/nulls")));
    if (answer.hasNonNull("made")) {
      out.println("  made " + text(answer, "made"));
    }
    if (answer.hasNonNull("error")) {
      out.println("  " + text(answer, "error"));
    }
  }

  private static String share(JsonNode batch) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * batch.at("/progress/share").asDouble());
  }
}
