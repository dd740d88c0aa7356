package io.noria.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noria.testkit.PostgresServer;
import io.noria.testkit.Seeds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server is killed at random moments under sixteen writers of MLflow's protocol. Each keeps a
 * ledger of what was acknowledged: all of it is there afterwards, and beyond it nothing but what
 * was under way. {@code -Dnoria.kill.rounds=N} makes it longer, {@code -Dnoria.seed=N} repeats it.
 */
class MlflowKillIT {
  private static final String API = "/api/2.0/mlflow";
  private static final int WRITERS = 16;
  private static final int ROUNDS = Integer.getInteger("noria.kill.rounds", 4);

  @TempDir private Path temp;

  private final ObjectMapper json = new ObjectMapper();

  @Test
  void nothingThatSqliteAcknowledgedIsLost() throws Exception {
    killed("--data", temp.resolve("data").toString());
  }

  @Test
  void nothingThatPostgresAcknowledgedIsLost() throws Exception {
    String database = PostgresServer.shared().createDatabase();
    killed("--data", temp.resolve("data").toString(), "--database-url", database);
  }

  private void killed(String... arguments) throws Exception {
    long seed = Seeds.chosen();
    System.out.println("noria.seed=" + seed);
    Random random = new Random(seed);
    List<Ledger> ledgers = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      ledgers.addAll(round(random, arguments));
    }
    try (NoriaProcess server = NoriaProcess.server(temp.resolve("last.log"), arguments)) {
      int points = 0;
      for (Ledger ledger : ledgers) {
        points += ledger.points;
        compare(server, ledger);
      }
      assertThat(points).as("the writers were heard").isPositive();
      assertThat(found(server)).as("runs found by a search").containsAll(ids(ledgers));
    }
  }

  private static Set<String> ids(List<Ledger> ledgers) {
    Set<String> ids = new HashSet<>();
    ledgers.forEach(ledger -> ids.add(ledger.run));
    return ids;
  }

  /** One life of the server; the ledgers of those writers that got a run. */
  private List<Ledger> round(Random random, String... arguments) throws Exception {
    List<Ledger> ledgers = new ArrayList<>();
    try (NoriaProcess server = NoriaProcess.server(temp.resolve("server.log"), arguments);
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
      List<Future<Ledger>> writers = new ArrayList<>();
      // The writer of so many acknowledged writes kills the server under the others' next ones.
      AtomicInteger left = new AtomicInteger(WRITERS + random.nextInt(6000));
      for (int i = 0; i < WRITERS; i++) {
        writers.add(threads.submit(() -> write(server, left)));
      }
      for (Future<Ledger> writer : writers) {
        Ledger ledger = writer.get();
        if (!ledger.run.isEmpty()) {
          ledgers.add(ledger);
        }
      }
    }
    return ledgers;
  }

  /** What one writer was told. Its i-th write is one point, each fifth a batch of more. */
  private static final class Ledger {
    private String run = "";
    private int acknowledged;
    private int points;
  }

  private Ledger write(NoriaProcess server, AtomicInteger left) throws Exception {
    Ledger ledger = new Ledger();
    try {
      var created = server.post(API + "/runs/create", "{\"experiment_id\":\"0\"}");
      assertThat(created.statusCode()).as(created.body()).isEqualTo(200);
      ledger.run = json.readTree(created.body()).at("/run/info/run_id").asText();
      while (true) {
        int i = ledger.acknowledged;
        var answer =
            batch(i)
                ? server.post(API + "/runs/log-batch", batch(ledger.run, i))
                : server.post(API + "/runs/log-metric", point(ledger.run, i));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        ledger.acknowledged = i + 1;
        ledger.points += batch(i) ? 10 : 1;
        if (left.decrementAndGet() == 0) {
          server.kill();
        }
      }
    } catch (IOException e) {
      return ledger; // It was killed: what was under way may be there or not.
    }
  }

  private static boolean batch(int i) {
    return i % 5 == 4;
  }

  private static String point(String run, int i) {
    return "{\"run_id\":\"" + run + "\"," + metric("single", i) + "}";
  }

  private static String metric(String key, int step) {
    return "\"key\":\""
        + key
        + "\",\"value\":"
        + value(step)
        + ",\"timestamp\":"
        + (1_600_000_000_000L + step)
        + ",\"step\":"
        + step;
  }

  private static double value(int step) {
    return 1.0 / (step + 3);
  }

  /** Ten points of a key, a param and a tag: all of it or nothing. */
  private static String batch(String run, int i) {
    StringBuilder body = new StringBuilder("{\"run_id\":\"").append(run).append("\",\"metrics\":[");
    for (int j = 0; j < 10; j++) {
      body.append(j == 0 ? "{" : ",{").append(metric("batched", i * 10 + j)).append('}');
    }
    return body.append("],\"params\":[{\"key\":\"p")
        .append(i)
        .append("\",\"value\":\"")
        .append(i)
        .append("\"}],\"tags\":[{\"key\":\"t")
        .append(i)
        .append("\",\"value\":\"")
        .append(i)
        .append("\"}]}")
        .toString();
  }

  private void compare(NoriaProcess server, Ledger ledger) throws Exception {
    int next = ledger.acknowledged;
    List<Integer> single = new ArrayList<>();
    List<Integer> batched = new ArrayList<>();
    for (int i = 0; i < next; i++) {
      add(i, single, batched);
    }
    List<Integer> singleAfter = new ArrayList<>(single);
    List<Integer> batchedAfter = new ArrayList<>(batched);
    add(next, singleAfter, batchedAfter);
    List<Integer> keptSingle = steps(server, ledger.run, "single");
    List<Integer> keptBatched = steps(server, ledger.run, "batched");
    assertThat(keptSingle).as("points of " + ledger.run).isIn(single, singleAfter);
    assertThat(keptBatched).as("batches of " + ledger.run).isIn(batched, batchedAfter);
    JsonNode data = run(server, ledger.run);
    int batches = keptBatched.size() / 10;
    assertThat(data.path("params").size()).as("params of " + ledger.run).isEqualTo(batches);
    // One more tag is the run's name.
    assertThat(data.path("tags").size()).as("tags of " + ledger.run).isEqualTo(batches + 1);
    for (JsonNode metric : data.path("metrics")) {
      List<Integer> kept = metric.path("key").asText().equals("single") ? keptSingle : keptBatched;
      assertThat(metric.path("step").asInt()).as("latest " + metric).isEqualTo(kept.getLast());
    }
  }

  private static void add(int i, List<Integer> single, List<Integer> batched) {
    if (!batch(i)) {
      single.add(i);
      return;
    }
    for (int j = 0; j < 10; j++) {
      batched.add(i * 10 + j);
    }
  }

  private List<Integer> steps(NoriaProcess server, String run, String key) throws Exception {
    var answer = server.get(API + "/metrics/get-history?run_id=" + run + "&metric_key=" + key);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    List<Integer> steps = new ArrayList<>();
    for (JsonNode point : json.readTree(answer.body()).path("metrics")) {
      int step = point.path("step").asInt();
      assertThat(point.path("value").asDouble()).as("value at " + step).isEqualTo(value(step));
      steps.add(step);
    }
    return steps;
  }

  private JsonNode run(NoriaProcess server, String run) throws Exception {
    var answer = server.get(API + "/runs/get?run_id=" + run);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json.readTree(answer.body()).at("/run/data");
  }

  private Set<String> found(NoriaProcess server) throws Exception {
    var answer =
        server.post(API + "/runs/search", "{\"experiment_ids\":[\"0\"],\"max_results\":5000}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    Set<String> ids = new HashSet<>();
    json.readTree(answer.body())
        .path("runs")
        .forEach(run -> ids.add(run.at("/info/run_id").asText()));
    return ids;
  }
}
