package io.noria.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rounds of a team's mixed work, each on a server that was made empty again: what remains in memory
 * after a collection, and threads and open files, are as many after the last round as after the
 * first ones. {@code -Dnoria.leak.rounds=N} makes it longer.
 */
class LeakIT {
  private static final int ROUNDS = Integer.getInteger("noria.leak.rounds", 2);
  private static final int WARM_UP = 2;
  private static final int CLIENTS = 8;
  private static final int RUNS = 6;
  private static final String API = "/api/2.0/mlflow";

  @TempDir private Path temp;

  private record Base(long heapBytes, int threads, long files) {}

  @Test
  void nothingOfARoundRemains() throws Exception {
    try (NoriaProcess server = NoriaProcess.server(temp.resolve("server.log"), "--ephemeral")) {
      for (int i = 0; i < WARM_UP; i++) {
        round(server);
      }
      Base before = base(server);
      for (int i = 0; i < ROUNDS; i++) {
        round(server);
      }
      // Threads and files of a connection go a little after its end.
      Awaitility.await("as before: " + before)
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofSeconds(1))
          .untilAsserted(() -> {
            Base after = base(server);
            assertThat(after.heapBytes())
                .as("live heap")
                .isLessThan(before.heapBytes() + (6 << 20));
            assertThat(after.threads()).as("threads").isLessThanOrEqualTo(before.threads() + 4);
            assertThat(after.files()).as("open files").isLessThanOrEqualTo(before.files() + 4);
          });
      System.out.println("LeakIT: before " + before + ", after " + base(server));
    }
  }

  private void round(NoriaProcess server) throws Exception {
    TinyModel.register(server, "tiny", 1.5);
    TinyModel.alias(server, "tiny", "champion", "1");
    TinyModel.deploy(server, "tiny", "champion");
    try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
      List<Future<Boolean>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(threads.submit(() -> day(server)));
      }
      for (Future<Boolean> client : clients) {
        client.get(2, TimeUnit.MINUTES);
      }
    }
    assertThat(server.post("/noria/v1/reset", "").statusCode()).isEqualTo(200);
  }

  /** What one person's programs and browser do, and what goes wrong in between. */
  private static boolean day(NoriaProcess server) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (int i = 0; i < RUNS; i++) {
        Ledger ledger = Ledger.begin(server);
        for (int write = 0; write < 25; write++) {
          assertThat(ledger.write(server).statusCode()).isEqualTo(200);
        }
        String run = ledger.run();
        String file = "/api/2.0/mlflow-artifacts/artifacts/0/" + run + "/artifacts/a.bin";
        assertThat(server.put(file, run.repeat(500).getBytes(StandardCharsets.UTF_8)).statusCode())
            .isEqualTo(200);
        assertThat(server.bytes(file)).hasSize(run.length() * 500);
        ok(server.post(API + "/runs/search", "{\"experiment_ids\":[\"0\"],\"max_results\":50}"));
        ok(server.get("/noria/v1/runs/" + run));
        ok(server.get("/"));
        assertThat(TinyModel.predict(server, "tiny")).isEqualTo("1.5");
        assertThat(server.get("/noria/v1/runs/none").statusCode()).isEqualTo(404);
        assertThat(server.post(API + "/runs/log-batch", "{").statusCode()).isEqualTo(400);
        cutUpload(server, file);
        watchAndLeave(http, server, run);
        ok(server.post(API + "/runs/delete", "{\"run_id\":\"" + run + "\"}"));
      }
    }
    return true;
  }

  private static void ok(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  /** Announces more than it sends. */
  private static void cutUpload(NoriaProcess server, String path) throws IOException {
    int port = URI.create(server.url()).getPort();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket
          .getOutputStream()
          .write(
              ("PUT "
                      + path
                      + ".cut HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n\r\nx")
                  .getBytes(StandardCharsets.US_ASCII));
    }
  }

  private static void watchAndLeave(HttpClient http, NoriaProcess server, String run)
      throws Exception {
    var answer =
        http.send(
            HttpRequest.newBuilder(URI.create(server.url() + "/noria/v1/runs/" + run + "/stream"))
                .build(),
            HttpResponse.BodyHandlers.ofInputStream());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body().read()).isPositive();
    answer.body().close();
  }

  /** What is there of an empty server. */
  private Base base(NoriaProcess server) throws Exception {
    collect(server);
    long heap =
        server
            .get("/metrics")
            .body()
            .lines()
            .filter(line -> line.startsWith("noria_heap_used_bytes "))
            .mapToLong(line -> (long) Double.parseDouble(line.substring(line.indexOf(' '))))
            .findFirst()
            .orElseThrow();
    return new Base(heap, server.threads(), files(server));
  }

  private void collect(NoriaProcess server) throws Exception {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(server.pid()),
                "GC.run")
            .redirectErrorStream(true)
            .redirectOutput(temp.resolve("jcmd.log").toFile())
            .start();
    assertThat(jcmd.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(jcmd.exitValue()).as(Files.readString(temp.resolve("jcmd.log"))).isZero();
  }

  private static long files(NoriaProcess server) throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/" + server.pid() + "/fd"))) {
      return open.count();
    }
  }
}
