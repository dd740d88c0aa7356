package io.noria.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noria.registry.BundleInfo;
import io.noria.registry.FeatureColumn;
import io.noria.registry.LinearModel;
import io.noria.registry.Signature;
import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code noria serve} as somebody with a model's file types it. */
class ServeIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path temp;

  private final HttpClient http = HttpClient.newHttpClient();

  private record Ended(int status, String out, String err) {}

  private Ended noria(String... arguments) throws Exception {
    Path out = Files.createTempFile(temp, "out", "");
    Path err = Files.createTempFile(temp, "err", "");
    Process process =
        NoriaProcess.command(arguments)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(List.of(arguments) + " ended").isTrue();
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** A folder with a model that always answers so. */
  private Path constant(String name, double answer) throws Exception {
    Path folder = Files.createDirectories(temp.resolve(name));
    Signature inputs =
        new Signature(
            List.of(
                FeatureColumn.of("x", FeatureColumn.Type.DOUBLE),
                FeatureColumn.of("n", FeatureColumn.Type.LONG)));
    var info =
        new BundleInfo(
            1,
            inputs,
            BundleInfo.Objective.REGRESSION,
            "y",
            List.of(),
            0.5,
            List.of(),
            BundleInfo.Runtime.LINEAR,
            "");
    var linear =
        new LinearModel(
            List.of(answer), List.of(new LinearModel.Number("x", 0, 1)), List.of(List.of(0.0)));
    Files.writeString(folder.resolve(BundleInfo.FILE), info.toJson());
    Files.writeString(folder.resolve(LinearModel.FILE), linear.toJson());
    return folder;
  }

  private HttpResponse<String> ask(String url, String body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(url))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode get(String url) throws Exception {
    return JSON.readTree(
        http.send(
                HttpRequest.newBuilder(URI.create(url)).build(),
                HttpResponse.BodyHandlers.ofString())
            .body());
  }

  /** The body that the printed line sends. */
  private static String body(String curl) {
    return curl.substring(curl.indexOf(" -d '") + 5, curl.length() - 1);
  }

  /** Asks without a pause until it is closed. */
  private final class Asking implements AutoCloseable {
    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicReference<String> failed = new AtomicReference<>("");
    private final List<Thread> threads = new ArrayList<>();

    Asking(String url, String body) {
      for (int i = 0; i < 2; i++) {
        threads.add(
            Thread.startVirtualThread(() -> {
              while (!stop.get()) {
                try {
                  HttpResponse<String> answer = ask(url, body);
                  if (answer.statusCode() != 200) {
                    failed.set(answer.statusCode() + " " + answer.body());
                  }
                  answered.incrementAndGet();
                } catch (Exception e) {
                  failed.set(String.valueOf(e));
                }
              }
            }));
      }
    }

    @Override
    public void close() throws InterruptedException {
      long before = answered.get();
      await().until(() -> answered.get() > before + 2 || !failed.get().isEmpty());
      stop.set(true);
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(failed.get()).as("refusals among %d answers", answered.get()).isEmpty();
    }
  }

  @Test
  void aFolderAnswersAndAChangedFileIsASwapWithoutALostRequest() throws Exception {
    Path folder = constant("price model", 1.5);
    Process process =
        NoriaProcess.command("serve", folder.toString(), "--port", "0")
            .redirectError(temp.resolve("log").toFile())
            .start();
    try (BufferedReader out = process.inputReader()) {
      String listening = out.readLine();
      assertThat(listening).as(Files.readString(temp.resolve("log"))).isNotNull();
      String url = listening.substring("Noria is listening on ".length());
      String predict = url + "/deployments/price-model/predict";
      assertThat(out.readLine())
          .as(Files.readString(temp.resolve("log")))
          .startsWith("price-model answers at " + predict + " (price-model version 1, ");
      String curl = out.readLine();
      assertThat(curl).startsWith("curl -s " + predict).contains("\"x\":0.5,\"n\":1");
      assertThat(out.readLine()).contains("gRPC").contains("docs/serving/dialects.md");
      assertThat(ask(predict, body(curl)).body()).contains("1.5");
      assertThat(ask(url + "/predict", body(curl)).body()).contains("1.5");

      try (Asking asking = new Asking(predict, body(curl))) {
        constant("price model", 2.5);
        Ended changed = noria("serve", folder.toString(), "--url", url);
        assertThat(changed.status()).as(changed.err()).isZero();
        assertThat(changed.out()).contains("answers at").contains("version 2");
      }
      assertThat(ask(predict, body(curl)).body()).contains("2.5");

      Ended again = noria("serve", folder.toString(), "--url", url, "--json");
      JsonNode said = JSON.readTree(again.out());
      assertThat(said.path("changed").asBoolean()).as(again.out()).isFalse();
      assertThat(said.path("version").asInt()).isEqualTo(2);
      assertThat(get(url + "/noria/v1/models/price-model/versions").path("items").size())
          .isEqualTo(2);

      interrupt(process);
    } finally {
      process.destroyForcibly();
    }
  }

  private static void interrupt(Process process) throws Exception {
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("stopped by Ctrl-C").isTrue();
    assertThat(process.exitValue()).isEqualTo(130);
  }

  @Test
  void aRegisteredModelIsFollowedAndFilesAreTrustedByTheirDigests() throws Exception {
    Path data = temp.resolve("data");
    try (NoriaProcess server =
        NoriaProcess.server(temp.resolve("log"), "--data", data.toString())) {
      TinyModel.register(server, "tiny", 1);
      TinyModel.register(server, "tiny", 2);
      TinyModel.alias(server, "tiny", "best", "1");
      Ended served = noria("serve", "models:/tiny@best", "--url", server.url());
      assertThat(served.status()).as(served.err()).isZero();
      assertThat(served.out()).contains("follows alias:best");
      assertThat(TinyModel.predict(server, "tiny")).isEqualTo("1.0");
      TinyModel.alias(server, "tiny", "best", "2");
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(TinyModel.predict(server, "tiny")).isEqualTo("2.0"));
      assertThat(noria("serve", "models:/tiny/1", "--url", server.url(), "--name", "old").status())
          .isZero();
      assertThat(TinyModel.predict(server, "old")).isEqualTo("1.0");
      assertThat(
              noria("serve", "models:/tiny/latest", "--url", server.url(), "--name", "old").out())
          .contains("tiny version 2");

      // The name is a deployment's that somebody else counts on.
      Path other = constant("tiny", 9);
      Ended taken = noria("serve", other.toString(), "--url", server.url());
      assertThat(taken.status()).isEqualTo(1);
      assertThat(taken.err()).contains("follows alias:best").contains("--name");
      assertThat(noria("serve", "models:/none/1", "--url", server.url()).err())
          .contains("no registered model none");
      trust(server);
    }
    Process process =
        NoriaProcess.command(
                "serve", "models:/tiny/Development", "--port", "0", "--data", data.toString())
            .redirectError(temp.resolve("log").toFile())
            .start();
    try (BufferedReader out = process.inputReader()) {
      assertThat(out.readLine()).startsWith("Noria is listening on ");
      assertThat(out.readLine()).contains("tiny version 2").contains("follows stage:Development");
      interrupt(process);
    } finally {
      process.destroyForcibly();
    }
  }

  private void trust(NoriaProcess server) throws Exception {
    String version = "/noria/v1/models/tiny/versions/1";
    JsonNode files = JSON.readTree(server.get(version + "/files").body());
    assertThat(files.path("files").size()).isEqualTo(2);
    assertThat(files.path("rule").asText()).isEqualTo("named");
    assertThat(files.has("trusted")).isFalse();
    String wrong = "{\"digest\":\"" + "0".repeat(64) + "\"}";
    assertThat(server.post(version + "/trust", wrong).statusCode()).isEqualTo(409);
    assertThat(server.post(version + "/trust", "{\"digest\":\"x\"}").statusCode())
        .isBetween(400, 422);
    String digest = files.path("digest").asText();
    var trusted = server.post(version + "/trust", "{\"digest\":\"" + digest + "\"}");
    assertThat(trusted.statusCode()).as(trusted.body()).isEqualTo(200);
    assertThat(JSON.readTree(trusted.body()).at("/trusted/version").asInt()).isEqualTo(1);
  }
}
