package io.noria.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noria.testkit.PostgresServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code noria backup} while writers write, and {@code noria restore}, as processes. */
class BackupIT {
  private static final String API = "/api/2.0/mlflow";
  private static final int WRITERS = 6;

  @TempDir private Path temp;

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http = HttpClient.newHttpClient();

  /** What was answered: run to the metric's value and the artifact's text. */
  private final Map<String, Integer> ledger = new ConcurrentSkipListMap<>();

  private JsonNode call(NoriaProcess server, String path, String body) throws Exception {
    var answer = server.post(path, body);
    assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(200);
    return json.readTree(answer.body());
  }

  private void write(NoriaProcess server, int number) throws Exception {
    String run =
        call(server, API + "/runs/create", "{\"experiment_id\":\"0\"}")
            .at("/run/info/run_id")
            .asText();
    call(
        server,
        API + "/runs/log-batch",
        "{\"run_id\":\"%s\",\"metrics\":[{\"key\":\"m\",\"value\":%d,\"timestamp\":1,\"step\":3}],\"params\":[{\"key\":\"p\",\"value\":\"%d\"}]}"
            .formatted(run, number, number));
    var put =
        http.send(
            HttpRequest.newBuilder(URI.create(server.url() + artifact(run)))
                .PUT(HttpRequest.BodyPublishers.ofString("text " + number))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(put.statusCode()).isEqualTo(200);
    ledger.put(run, number);
  }

  private static String artifact(String run) {
    return "/api/2.0/mlflow-artifacts/artifacts/0/" + run + "/artifacts/a.txt";
  }

  private JsonNode noria(int status, String... arguments) throws Exception {
    Path err = Files.createTempFile(temp, "command", ".err");
    Process process = NoriaProcess.command(arguments).redirectError(err.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(out + Files.readString(err)).isEqualTo(status);
    return status == 0
        ? json.readTree(out)
        : json.createObjectNode().put("problem", Files.readString(err));
  }

  /** Everything that was in the ledger is answered as it was. */
  private void compare(NoriaProcess server, Map<String, Integer> acknowledged) throws Exception {
    for (Map.Entry<String, Integer> entry : acknowledged.entrySet()) {
      String run = entry.getKey();
      JsonNode data =
          json.readTree(server.get(API + "/runs/get?run_id=" + run).body()).at("/run/data");
      assertThat(data.at("/params/0/value").asText()).isEqualTo(entry.getValue().toString());
      assertThat(data.at("/metrics/0/value").asInt()).isEqualTo(entry.getValue());
      assertThat(server.get(artifact(run)).body()).isEqualTo("text " + entry.getValue());
    }
  }

  @Test
  void aCopyTakenWhileOthersWriteGivesTheSameAnswers() throws Exception {
    Path data = temp.resolve("data");
    Path to = temp.resolve("backup");
    AtomicBoolean done = new AtomicBoolean();
    AtomicInteger numbers = new AtomicInteger();
    Map<String, Integer> first;
    Map<String, Integer> second;
    try (NoriaProcess server =
            NoriaProcess.server(temp.resolve("server.log"), "--data", data.toString());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        writers.add(
            threads.submit(() -> {
              while (!done.get()) {
                write(server, numbers.incrementAndGet());
              }
              return null;
            }));
      }
      Awaitility.await().until(() -> ledger.size() > 30);
      first = Map.copyOf(ledger);
      JsonNode one = noria(0, "backup", "--data", data.toString(), "--to", to.toString(), "--json");
      assertThat(one.path("objects").asInt()).isGreaterThanOrEqualTo(first.size());
      Awaitility.await().until(() -> ledger.size() > first.size() + 20);
      second = Map.copyOf(ledger);
      JsonNode two = noria(0, "backup", "--data", data.toString(), "--to", to.toString(), "--json");
      assertThat(two.path("copied").asLong())
          .as("only what is new")
          .isLessThan(two.path("objects").asLong());
      noria(0, "backup", "--data", data.toString(), "--to", temp + "/copy.tar", "--json");
      done.set(true);
      for (Future<?> writer : writers) {
        writer.get();
      }
    }
    String there = temp.resolve("restored").toString();
    noria(0, "restore", "--from", to.toString(), "--data", there, "--json");
    assertThat(noria(1, "restore", "--from", to.toString(), "--data", there).toString())
        .contains("is not empty");
    try (NoriaProcess server = NoriaProcess.server(temp.resolve("two.log"), "--data", there)) {
      compare(server, second);
      write(server, 1_000_000);
    }
    noria(0, "restore", "--from", temp + "/copy.tar", "--data", there, "--force", "--json");
    try (NoriaProcess server = NoriaProcess.server(temp.resolve("three.log"), "--data", there)) {
      compare(server, second);
    }
  }

  @Test
  void aDamagedBackupIsRefusedAndLeavesNothing() throws Exception {
    Path data = temp.resolve("data");
    Path to = temp.resolve("backup");
    try (NoriaProcess server =
        NoriaProcess.server(temp.resolve("server.log"), "--data", data.toString())) {
      write(server, 1);
    }
    noria(0, "backup", "--data", data.toString(), "--to", to.toString(), "--copy", "--json");
    Path object;
    try (Stream<Path> files = Files.walk(to.resolve("objects"))) {
      object = files.filter(Files::isRegularFile).findFirst().orElseThrow();
    }
    Files.writeString(object, "text 2");
    String there = temp.resolve("restored").toString();
    assertThat(noria(1, "restore", "--from", to.toString(), "--data", there).toString())
        .contains("has a damaged object");
    assertThat(Path.of(there)).doesNotExist();
    Files.delete(to.resolve("manifest.json"));
    assertThat(noria(1, "restore", "--from", to.toString(), "--data", there).toString())
        .contains("holds no whole backup");
  }

  @Test
  void rowsGoFromOneDatabaseToTheOther() throws Exception {
    Path data = temp.resolve("data");
    try (NoriaProcess server =
        NoriaProcess.server(temp.resolve("one.log"), "--data", data.toString())) {
      for (int i = 0; i < 20; i++) {
        write(server, i);
      }
    }
    String to = temp.resolve("backup").toString();
    noria(0, "backup", "--data", data.toString(), "--to", to, "--json");
    String url = PostgresServer.shared().createDatabase();
    String second = temp.resolve("second").toString();
    noria(0, "restore", "--from", to, "--data", second, "--database-url", url, "--json");
    assertThat(
            noria(1, "restore", "--from", to, "--data", temp + "/x", "--database-url", url)
                .toString())
        .contains("has Noria's tables already");
    String back = temp.resolve("back").toString();
    try (NoriaProcess server =
        NoriaProcess.server(temp.resolve("two.log"), "--data", second, "--database-url", url)) {
      compare(server, ledger);
      write(server, 100);
      noria(0, "backup", "--data", second, "--database-url", url, "--to", back, "--json");
    }
    String third = temp.resolve("third").toString();
    noria(0, "restore", "--from", back, "--data", third, "--json");
    try (NoriaProcess server = NoriaProcess.server(temp.resolve("three.log"), "--data", third)) {
      compare(server, ledger);
      write(server, 101);
    }
  }
}
