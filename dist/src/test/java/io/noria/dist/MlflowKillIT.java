package io.noria.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.noria.testkit.PostgresServer;
import io.noria.testkit.Seeds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
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
        points += ledger.points();
        ledger.compare(server);
      }
      assertThat(points).as("the writers were heard").isPositive();
      assertThat(found(server))
          .as("runs found by a search")
          .containsAll(ledgers.stream().map(Ledger::run).toList());
    }
  }

  /** One life of the server; the ledgers of those writers that got a run. */
  private List<Ledger> round(Random random, String... arguments) throws Exception {
    List<Ledger> ledgers = new ArrayList<>();
    try (NoriaProcess server = NoriaProcess.server(temp.resolve("server.log"), arguments);
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
      List<Future<Optional<Ledger>>> writers = new ArrayList<>();
      // The writer of so many acknowledged writes kills the server under the others' next ones.
      AtomicInteger left = new AtomicInteger(WRITERS + random.nextInt(6000));
      for (int i = 0; i < WRITERS; i++) {
        writers.add(threads.submit(() -> write(server, left)));
      }
      for (Future<Optional<Ledger>> writer : writers) {
        writer.get().ifPresent(ledgers::add);
      }
    }
    return ledgers;
  }

  private static Optional<Ledger> write(NoriaProcess server, AtomicInteger left)
      throws InterruptedException {
    Optional<Ledger> ledger = Optional.empty();
    try {
      ledger = Optional.of(Ledger.begin(server));
      while (true) {
        var answer = ledger.get().write(server);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        if (left.decrementAndGet() == 0) {
          server.kill();
        }
      }
    } catch (IOException e) {
      return ledger; // It was killed: what was under way may be there or not.
    }
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
