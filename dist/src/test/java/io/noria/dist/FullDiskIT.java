package io.noria.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The disk fills up under writers: every write is refused in words, reading goes on, what was
 * acknowledged stays, and with room again the same process goes on writing.
 */
class FullDiskIT {
  private static final String API = "/api/2.0/mlflow";
  private static final String ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts/";
  private static final int WRITERS = 8;
  private static final String CLIENT =
      """
      import sys, mlflow
      from mlflow.exceptions import MlflowException
      client = mlflow.MlflowClient(sys.argv[1])
      try:
          client.log_batch(sys.argv[2], params=[mlflow.entities.Param("text", "x" * 6000)] )
          for number in range(100_000):
              client.log_param(sys.argv[2], f"text{number}", "x" * 6000)
      except MlflowException as e:
          print(e.error_code, e.message)
      """;

  @TempDir private Path temp;

  private final ObjectMapper json = new ObjectMapper();

  /** The run that MLflow's own client writes to. */
  private String others = "";

  @Test
  void writesAreRefusedUntilThereIsRoomAgainAndNothingIsLost() throws Exception {
    try (SmallDisk disk = SmallDisk.in(temp.resolve("disk"))) {
      String[] arguments = {"--data", disk.folder().resolve("data").toString()};
      List<Ledger> ledgers = new ArrayList<>();
      byte[] artifact = bytes(300_000);
      try (NoriaProcess server = NoriaProcess.server(temp.resolve("server.log"), arguments)) {
        for (int i = 0; i < WRITERS; i++) {
          ledgers.add(Ledger.begin(server));
        }
        String first = ledgers.getFirst().run();
        others = Ledger.begin(server).run();
        assertThat(put(server, first, "kept.bin", artifact).statusCode()).isEqualTo(200);
        fillUnderWriters(disk, server, ledgers);
        whileFull(disk, server, ledgers, artifact);
        disk.empty(server);
        Awaitility.await("healthy without a restart")
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(
                () -> assertThat(server.get("/health").body()).contains("\"status\":\"healthy\""));
        for (Ledger ledger : ledgers) {
          for (int i = 0; i < 10; i++) {
            var answer = ledger.write(server);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
          }
          ledger.compareExactly(server);
        }
        assertThat(put(server, first, "later.bin", artifact).statusCode()).isEqualTo(200);
        server.kill();
      }
      try (NoriaProcess server = NoriaProcess.server(temp.resolve("again.log"), arguments)) {
        for (Ledger ledger : ledgers) {
          ledger.compareExactly(server);
        }
        String first = ledgers.getFirst().run();
        assertThat(server.bytes(ARTIFACTS + "0/" + first + "/artifacts/kept.bin"))
            .isEqualTo(artifact);
        assertThat(server.bytes(ARTIFACTS + "0/" + first + "/artifacts/later.bin"))
            .isEqualTo(artifact);
      }
    }
  }

  /** Returns when each writer has been refused. */
  private static void fillUnderWriters(SmallDisk disk, NoriaProcess server, List<Ledger> ledgers)
      throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
      List<Future<HttpResponse<String>>> refusals = new ArrayList<>();
      for (Ledger ledger : ledgers) {
        refusals.add(
            threads.submit(() -> {
              HttpResponse<String> answer = ledger.write(server);
              while (answer.statusCode() == 200) {
                answer = ledger.write(server);
              }
              return answer;
            }));
      }
      Awaitility.await("the writers are at it")
          .atMost(Duration.ofSeconds(60))
          .until(() -> ledgers.stream().allMatch(ledger -> ledger.points() > 100));
      disk.fill(server);
      for (Future<HttpResponse<String>> refusal : refusals) {
        HttpResponse<String> answer = refusal.get(5, TimeUnit.MINUTES);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(507);
        assertThat(answer.body())
            .contains("\"error_code\":\"RESOURCE_EXHAUSTED\"", "no space left", "noria gc");
      }
    }
  }

  private void whileFull(SmallDisk disk, NoriaProcess server, List<Ledger> ledgers, byte[] artifact)
      throws Exception {
    String first = ledgers.getFirst().run();
    var refused = put(server, first, "refused.bin", bytes(8 << 20));
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(507);
    assertThat(refused.body()).contains("no space left");
    assertThat(leftovers(disk)).as("half-written objects").isEmpty();
    if (disk.wholly()) {
      var part =
          server.post(
              "/api/2.0/mlflow-artifacts/mpu/create/0/" + first + "/artifacts/parts.bin",
              "{\"path\":\"parts.bin\",\"num_parts\":2}");
      assertThat(part.statusCode()).as(part.body()).isEqualTo(507);
    }
    for (Ledger ledger : ledgers) {
      ledger.compareExactly(server);
    }
    assertThat(server.bytes(ARTIFACTS + "0/" + first + "/artifacts/kept.bin")).isEqualTo(artifact);
    var found = server.post(API + "/runs/search", "{\"experiment_ids\":[\"0\"]}");
    assertThat(json.readTree(found.body()).path("runs").size()).isEqualTo(WRITERS + 1);
    if (!disk.wholly()) {
      return; // Smaller files still find room, so that what follows would come and go.
    }
    Awaitility.await("health says so")
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> {
          // The last blocks of the log may have taken something small.
          ledgers.getFirst().write(server);
          JsonNode health = json.readTree(server.get("/health").body());
          assertThat(health.path("status").asText()).isEqualTo("degraded");
          assertThat(health.path("problems").path("database").asText()).contains("no space left");
        });
    assertThat(client(server, others)).contains("RESOURCE_EXHAUSTED", "no space left");
  }

  /** What MLflow's own client tells its user. It writes until it is refused. */
  private String client(NoriaProcess server, String run) throws Exception {
    Path log = temp.resolve("client.log");
    ProcessBuilder client =
        new ProcessBuilder(Python.executable(), "-c", CLIENT, server.url(), run)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    client.environment().put("MLFLOW_DISABLE_TELEMETRY", "true");
    Process process = client.start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("told at once").isTrue();
    return Files.readString(log);
  }

  private static List<Path> leftovers(SmallDisk disk) throws IOException {
    try (Stream<Path> tree = Files.walk(disk.folder().resolve("data/objects/tmp"))) {
      return tree.filter(Files::isRegularFile)
          .filter(file -> !file.toString().endsWith(".lock"))
          .toList();
    }
  }

  private static HttpResponse<String> put(
      NoriaProcess server, String run, String path, byte[] bytes) throws Exception {
    return server.put(ARTIFACTS + "0/" + run + "/artifacts/" + path, bytes);
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }
}
