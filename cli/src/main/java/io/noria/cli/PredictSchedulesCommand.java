package io.noria.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.client.NoriaClient;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

/** {@code noria predict schedules}. */
@Command(
    name = "schedules",
    description = "Lists the batch predictions that projects have by cron.")
public final class PredictSchedulesCommand extends Remote {
  @Override
  JsonNode call(NoriaClient client) {
    return client.get("/batch-schedules");
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    new Table()
        .column("name", "name")
        .column("cron", "cron")
        .column("zone", "zone")
        .column("next", "next_at")
        .column("last batch", "last_batch")
        .column("in", "in")
        .column("out", "out")
        .column("problem", "problem")
        .print(
            answer.path("items"),
            "No schedules. They are in noria.yaml: docs/serving/batch.md.",
            out);
  }
}
