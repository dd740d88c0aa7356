package io.noria.dist.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.noria.dist.LocalServer;
import io.noria.engine.Column;
import io.noria.engine.Engine;
import io.noria.engine.Frame;
import io.noria.serving.PredictionRows;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A month of questions predicted once more as a table, by the version that answered most of them:
 * what it answered one by one must be what it answers in a batch.
 */
final class BatchAct {
  private static final long LOOK_AGAIN_MILLIS = 50;
  private static final long MOST_SECONDS = 240;

  private final Control control;
  private final LocalServer server;
  private final PrintStream say;

  BatchAct(Control control, LocalServer server, PrintStream say) {
    this.control = control;
    this.server = server;
    this.say = say;
  }

  /**
   * Plays it; again it finds the batch that is there.
   *
   * @param folder which batches may use
   * @param now the moment in the data's world
   * @return what came of it, for the summary
   */
  ObjectNode play(Year year, Engine engine, Path folder, YearMonth month, Instant now)
      throws IOException, InterruptedException {
    Instant from = Year.startOf(month);
    Instant to = Year.startOf(month.plusMonths(1));
    PredictionRows log = server.logged("flights", from, to);
    int version = answering(log);
    Files.createDirectories(folder);
    Path in = folder.resolve("asked-" + month + ".parquet");
    Path out = folder.resolve("told-" + month + ".parquet");
    if (!Files.exists(in)) {
      Path coming = folder.resolve(".asked.parquet");
      engine.writeParquet(year.table(from, to), coming);
      Files.move(coming, in);
    }
    JsonNode batch =
        control.post(
            "/noria/v1/batch-predictions",
            Map.of(
                "model",
                "models:/flights/" + version,
                "in",
                in.toString(),
                "out",
                out.toString(),
                "only_predictions",
                false,
                "probabilities",
                true,
                "reason",
                month + " once more, as a table",
                "key",
                "demo-" + month,
                "event_time",
                now.toString()));
    String id = batch.path("id").asText();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
    while (List.of("PENDING", "RUNNING").contains(batch.path("status").asText())
        && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
      batch = control.get("/noria/v1/batch-predictions/" + id);
    }
    if (!batch.path("status").asText().equals("SUCCEEDED")) {
      throw new IOException("the batch " + id + " did not succeed: " + batch);
    }
    ObjectNode told = compared(log, version, engine.readParquet(List.of(out), List.of()));
    double seconds =
        (Instant.parse(batch.path("ended_at").asText()).toEpochMilli()
                - Instant.parse(batch.path("started_at").asText()).toEpochMilli())
            / 1e3;
    told.put("month", month.toString()).put("version", version).put("seconds", seconds);
    say.println();
    say.println("A month as a table   (noria predict --on-server)");
    say.printf(
        Locale.ROOT,
        "  %s: %,d rows in %.1f s by version %d; %,d of them it had answered one by one, %,d of these"
            + " bit for bit the same%n",
        month,
        told.path("rows").asLong(),
        seconds,
        version,
        told.path("compared").asLong(),
        told.path("equal").asLong());
    return told;
  }

  /** The version that answered most. */
  private static int answering(PredictionRows log) {
    Map<Integer, Integer> counts = new HashMap<>();
    for (int row = 0; row < log.size(); row++) {
      counts.merge(log.version()[row], 1, Integer::sum);
    }
    return counts.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElseThrow(() -> new IllegalStateException("nothing was asked"));
  }

  private static ObjectNode compared(PredictionRows log, int version, Frame table) {
    Map<String, Integer> place = new HashMap<>();
    for (int row = 0; row < log.size(); row++) {
      String key = log.keys()[row];
      if (key != null && log.version()[row] == version) {
        place.put(key, row);
      }
    }
    Column keys = table.column("flight_key");
    Column likely = table.column("probability_1");
    long compared = 0;
    long equal = 0;
    double largest = 0;
    for (int row = 0; row < table.rows(); row++) {
      Integer one = place.get(String.valueOf(keys.value(row)));
      if (one != null) {
        double difference = Math.abs(likely.number(row) - log.score()[one]);
        compared++;
        equal += difference == 0 ? 1 : 0;
        largest = Math.max(largest, difference);
      }
    }
    return new ObjectMapper()
        .createObjectNode()
        .put("rows", table.rows())
        .put("compared", compared)
        .put("equal", equal)
        .put("largest_difference", largest);
  }
}
