package io.noria.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.base.Closer;
import io.noria.testkit.PostgresServer;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL goes away under writers, or falls silent, and comes back. */
class PostgresAwayIT {
  private static final int WRITERS = 16;

  @TempDir private Path temp;

  private final PostgresServer postgres = PostgresServer.own();

  private NoriaProcess server(String url, String... more) throws Exception {
    List<String> all =
        new ArrayList<>(List.of("--data", temp.resolve("data").toString(), "--database-url", url));
    all.addAll(List.of(more));
    return NoriaProcess.server(temp.resolve("server.log"), all.toArray(String[]::new));
  }

  @Test
  void allIsRefusedQuicklyWhileItIsAwayAndGoesOnByItself() throws Exception {
    String url = postgres.createDatabase();
    AtomicBoolean done = new AtomicBoolean();
    AtomicInteger refused = new AtomicInteger();
    List<Ledger> ledgers = new ArrayList<>();
    try (NoriaProcess server = server(url);
        HttpClient http = HttpClient.newHttpClient();
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        Closer ending = new Closer()) {
      // First of all, whatever happens: else the others wait for what never ends.
      ending.add(http::shutdownNow);
      ending.add(() -> done.set(true));
      for (int i = 0; i < WRITERS; i++) {
        ledgers.add(Ledger.begin(server));
      }
      Queue<String> events = TwoServersIT.listen(http, server.url() + "/noria/v1/events/stream");
      String followed = ledgers.getFirst().run();
      Queue<String> points =
          TwoServersIT.listen(http, server.url() + "/noria/v1/runs/" + followed + "/stream");
      List<Future<Boolean>> writers = new ArrayList<>();
      for (Ledger ledger : ledgers) {
        writers.add(threads.submit(() -> write(server, ledger, done, refused)));
      }
      Awaitility.await("the writers are at it")
          .atMost(Duration.ofSeconds(60))
          .until(() -> ledgers.stream().allMatch(ledger -> ledger.points() > 20));
      int threadsBefore = server.threads();
      postgres.crash();
      Awaitility.await("all are refused")
          .atMost(Duration.ofSeconds(60))
          .until(() -> refused.get() > 50 * WRITERS);
      assertThat(server.threads()).as("threads while it is away").isLessThan(threadsBefore + 60);
      Awaitility.await("health says so")
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() ->
              assertThat(server.get("/health").body())
                  .contains("\"status\":\"degraded\"", "the database is away"));
      var read = server.get("/api/2.0/mlflow/runs/get?run_id=" + followed);
      assertThat(read.statusCode()).as(read.body()).isIn(200, 503);
      postgres.startAgain();
      List<Integer> before = ledgers.stream().map(Ledger::points).toList();
      Awaitility.await("all write again")
          .atMost(Duration.ofSeconds(60))
          .until(() -> {
            boolean all = true;
            for (int i = 0; i < WRITERS; i++) {
              all &= ledgers.get(i).points() > before.get(i) + 20;
            }
            return all;
          });
      done.set(true);
      for (Future<Boolean> writer : writers) {
        writer.get(1, TimeUnit.MINUTES);
      }
      Awaitility.await("healthy")
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> assertThat(server.get("/health").body()).contains("\"status\":\"healthy\""));
      for (Ledger ledger : ledgers) {
        ledger.compareExactly(server);
      }
      var marked =
          server.post(
              "/api/2.0/mlflow/runs/log-metric",
              "{\"run_id\":\""
                  + followed
                  + "\",\"key\":\"mark\",\"value\":77.125,\"timestamp\":1}");
      assertThat(marked.statusCode()).as(marked.body()).isEqualTo(200);
      Awaitility.await("the live view goes on")
          .atMost(Duration.ofSeconds(60))
          .until(() -> String.join("\n", points).contains("77.125"));
      var ended =
          server.post(
              "/api/2.0/mlflow/runs/update",
              "{\"run_id\":\"" + followed + "\",\"status\":\"FINISHED\"}");
      assertThat(ended.statusCode()).as(ended.body()).isEqualTo(200);
      Awaitility.await("events go on")
          .atMost(Duration.ofSeconds(60))
          .until(() -> String.join("\n", events).contains(followed));
    }
  }

  private static boolean write(
      NoriaProcess server, Ledger ledger, AtomicBoolean done, AtomicInteger refused)
      throws Exception {
    while (!done.get()) {
      HttpResponse<String> answer = ledger.write(server);
      if (answer.statusCode() != 200) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(1L, 20L);
        assertThat(answer.body()).contains("TEMPORARILY_UNAVAILABLE");
        refused.incrementAndGet();
      }
    }
    return true;
  }

  @Test
  void aSilentOneIsGivenUpAfterTheTimeStated() throws Exception {
    String direct = postgres.createDatabase();
    try (StallingProxy proxy = new StallingProxy(postgres.port());
        NoriaProcess server =
            server(
                direct.replace(":" + postgres.port() + "/", ":" + proxy.port() + "/"),
                "--set",
                "noria.storage.sql.connect-timeout=PT1S",
                "--set",
                "noria.storage.sql.timeout=PT3S")) {
      Ledger ledger = Ledger.begin(server);
      assertThat(ledger.write(server).statusCode()).isEqualTo(200);
      proxy.stall(true);
      // The client's own limit is far longer: each is an answer of the server.
      for (int i = 0; i < 20; i++) {
        var answer = ledger.write(server);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
      }
      assertThat(server.get("/health").body()).contains("\"status\":\"degraded\"");
      proxy.stall(false);
      Awaitility.await("it goes on")
          .atMost(Duration.ofSeconds(60))
          .until(() -> ledger.write(server).statusCode() == 200);
      ledger.compareExactly(server);
    }
  }
}
