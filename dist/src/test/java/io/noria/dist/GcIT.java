package io.noria.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noria.testkit.Seeds;
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
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code noria gc} as a process: killed anywhere, and beside writers. */
class GcIT {
  private static final String API = "/api/2.0/mlflow";

  @TempDir private Path temp;

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http = HttpClient.newHttpClient();

  private JsonNode call(NoriaProcess server, String path, String body) throws Exception {
    var answer = server.post(path, body);
    assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(200);
    return json.readTree(answer.body());
  }

  private String run(NoriaProcess server) throws Exception {
    return call(server, API + "/runs/create", "{\"experiment_id\":\"0\"}")
        .at("/run/info/run_id")
        .asText();
  }

  private int put(NoriaProcess server, String run, String name, String text) throws Exception {
    return http.send(
            HttpRequest.newBuilder(URI.create(server.url() + address(run, name)))
                .PUT(HttpRequest.BodyPublishers.ofString(text))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .statusCode();
  }

  private static String address(String run, String name) {
    return "/api/2.0/mlflow-artifacts/artifacts/0/" + run + "/artifacts/" + name;
  }

  private void delete(NoriaProcess server, String run) throws Exception {
    call(server, API + "/runs/delete", "{\"run_id\":\"" + run + "\"}");
  }

  private Process gc(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("gc", "--older-than", "0", "--json"));
    all.addAll(List.of(arguments));
    return NoriaProcess.command(all.toArray(String[]::new))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private JsonNode finished(Process process) throws Exception {
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(out).isZero();
    return json.readTree(out);
  }

  private long objects(Path data) throws Exception {
    try (Stream<Path> files = Files.walk(data.resolve("objects"))) {
      return files.filter(file -> file.getFileName().toString().matches("[0-9a-f]{64}")).count();
    }
  }

  @Test
  void killedAnywhereItLosesNothingAndTheNextOneFreesAll() throws Exception {
    Random random = new Random(Seeds.chosen());
    Path data = temp.resolve("data");
    Map<String, String> living = new TreeMap<>();
    try (NoriaProcess server =
        NoriaProcess.server(temp.resolve("one.log"), "--data", data.toString())) {
      for (int i = 0; i < 400; i++) {
        String run = run(server);
        String text = "weights of " + i / 3;
        assertThat(put(server, run, "a.txt", text)).isEqualTo(200);
        assertThat(put(server, run, "own.txt", "only " + i)).isEqualTo(200);
        if (random.nextInt(4) > 0) {
          delete(server, run);
        } else {
          living.put(run, text);
        }
      }
    }
    long before = objects(data);
    for (int kill = 0; kill < 12; kill++) {
      Process process = gc("--data", data.toString(), "--grace", "0");
      process.waitFor(200 + random.nextInt(1200), TimeUnit.MILLISECONDS);
      process.destroyForcibly().waitFor();
    }
    finished(gc("--data", data.toString(), "--grace", "0"));
    assertThat(objects(data))
        .isEqualTo(living.size() + living.values().stream().distinct().count());
    assertThat(objects(data)).isLessThan(before);
    try (NoriaProcess server =
        NoriaProcess.server(temp.resolve("two.log"), "--data", data.toString())) {
      for (Map.Entry<String, String> run : living.entrySet()) {
        assertThat(server.get(address(run.getKey(), "a.txt")).body()).isEqualTo(run.getValue());
      }
      JsonNode found =
          call(
              server,
              API + "/runs/search",
              "{\"experiment_ids\":[\"0\"],\"run_view_type\":\"ALL\",\"max_results\":1000}");
      assertThat(found.path("runs").size()).isEqualTo(living.size());
    }
  }

  @Test
  void besideWritersOfTheSameBytesNothingAnsweredIsSwept() throws Exception {
    Map<String, String> ledger = new ConcurrentHashMap<>();
    AtomicBoolean done = new AtomicBoolean();
    try (NoriaProcess server = NoriaProcess.server(temp.resolve("server.log"), "--ephemeral");
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> writers = new ArrayList<>();
      for (int writer = 0; writer < 6; writer++) {
        Random random = new Random(Seeds.chosen() + writer);
        writers.add(
            threads.submit(() -> {
              while (!done.get()) {
                String run = run(server);
                String text = "one of few: " + random.nextInt(40);
                if (put(server, run, "a.txt", text) == 200) {
                  ledger.put(run, text);
                }
                if (random.nextInt(3) > 0) {
                  ledger.remove(run);
                  delete(server, run);
                }
              }
              return null;
            }));
      }
      long freed = 0;
      for (int round = 0; round < 8; round++) {
        freed +=
            finished(gc("--url", server.url(), "--grace", "1s")).path("freed_objects").asLong();
      }
      done.set(true);
      for (Future<?> writer : writers) {
        writer.get();
      }
      assertThat(ledger).isNotEmpty();
      for (Map.Entry<String, String> run : ledger.entrySet()) {
        assertThat(server.get(address(run.getKey(), "a.txt")).body()).isEqualTo(run.getValue());
      }
      ledger.keySet().forEach(run -> deleteQuietly(server, run));
      JsonNode last = finished(gc("--url", server.url(), "--grace", "0"));
      assertThat(freed + last.path("freed_objects").asLong()).isPositive();
      assertThat(last.path("freed_objects")).isEqualTo(last.path("objects"));
    }
  }

  private void deleteQuietly(NoriaProcess server, String run) {
    try {
      delete(server, run);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aFolderWithAServerIsRefusedAndADryRunChangesNothing() throws Exception {
    Path data = temp.resolve("data");
    try (NoriaProcess server =
        NoriaProcess.server(temp.resolve("server.log"), "--data", data.toString())) {
      String run = run(server);
      put(server, run, "a.txt", "bytes");
      delete(server, run);
      Path err = temp.resolve("err");
      Process refused =
          NoriaProcess.command("gc", "--data", data.toString()).redirectError(err.toFile()).start();
      assertThat(refused.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(refused.exitValue()).isEqualTo(1);
      assertThat(Files.readString(err)).contains("has a server running on it");
      JsonNode dry = finished(gc("--url", server.url(), "--dry-run", "--grace", "0"));
      assertThat(dry.at("/purged/runs").asInt()).isEqualTo(1);
      assertThat(dry.path("freed_objects").asInt()).isEqualTo(1);
      for (String soon : List.of("\"older_than_s\":0", "\"grace_s\":3599,\"older_than_s\":86400")) {
        var answer = server.post("/noria/v1/gc", "{" + soon + "}");
        assertThat(answer.statusCode()).as(answer.body()).isIn(400, 422);
        assertThat(answer.body()).contains("noria gc --data");
      }
      call(server, API + "/runs/restore", "{\"run_id\":\"" + run + "\"}");
      assertThat(server.get(address(run, "a.txt")).body()).isEqualTo("bytes");
    }
  }
}
