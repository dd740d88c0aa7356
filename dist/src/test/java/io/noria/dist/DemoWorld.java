package io.noria.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * One year of the demo, lived once for all tests of this JVM: killed with -9 in the middle, started
 * again, and played to its end. Afterwards a server serves its data folder.
 */
final class DemoWorld {
  private static final DemoWorld WORLD = new DemoWorld();

  private final ObjectMapper json = new ObjectMapper();
  private @Nullable Path folder;
  private @Nullable JsonNode summary;
  private @Nullable NoriaProcess server;

  private DemoWorld() {}

  /** The world after its year; lives it when nobody has yet. */
  static synchronized DemoWorld lived() throws Exception {
    if (WORLD.summary == null) {
      WORLD.live();
    }
    return WORLD;
  }

  private void live() throws Exception {
    folder = Files.createTempDirectory("noria-demo-");
    Path log = folder.resolve("first.log");
    Process first = start(log, folder.resolve("first.out"));
    Awaitility.await("the summer has begun")
        .atMost(Duration.ofMinutes(6))
        .until(() -> !first.isAlive() || Files.readString(log).contains("Jul 2013"));
    assertThat(first.isAlive())
        .as("the demo goes on; its log:\n%s", Files.readString(log))
        .isTrue();
    first.destroyForcibly().waitFor();

    Path out = folder.resolve("second.out");
    Path secondLog = folder.resolve("second.log");
    Process second = start(secondLog, out);
    assertThat(second.waitFor(8, TimeUnit.MINUTES)).as("the demo ended in time").isTrue();
    assertThat(second.exitValue()).as(Files.readString(secondLog)).isZero();
    summary = json.readTree(Files.readAllLines(out).getLast());
    server =
        NoriaProcess.server(
            folder.resolve("server.log"), "--data", folder.resolve("demo/server").toString());
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop-demo-world"));
  }

  private Process start(Path log, Path out) throws IOException {
    return NoriaProcess.command(
            "demo", "--headless", "--port", "0", "--data", folder().resolve("demo").toString())
        .redirectError(log.toFile())
        .redirectOutput(out.toFile())
        .start();
  }

  private void stop() {
    try {
      server().close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  Path folder() {
    assertThat(folder).isNotNull();
    return folder;
  }

  /** The JSON line that the headless demo ended with. */
  JsonNode summary() {
    assertThat(summary).isNotNull();
    return summary;
  }

  NoriaProcess server() {
    assertThat(server).isNotNull();
    return server;
  }

  /** The JSON answer of a GET to the server of the lived year. */
  JsonNode get(String path) throws IOException, InterruptedException {
    var answer = server().get(path);
    assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(200);
    return json.readTree(answer.body());
  }

  /** A POST that must be taken. */
  void post(String path, String body) throws IOException, InterruptedException {
    var answer = server().post(path, body);
    assertThat(answer.statusCode()).as(path + " " + answer.body()).isBetween(200, 299);
  }
}
