package io.noria.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ServerSocket;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server holds, written for MLflow: a real MLflow opens it and answers the same. */
class LeavingIT {
  private static final Duration LONGEST = Duration.ofMinutes(3);

  @TempDir private Path temp;

  @Test
  void anUnmodifiedMlflowAnswersAsNoriaDid() throws Exception {
    Path folder = temp.resolve("left behind");
    String here;
    try (NoriaProcess noria = NoriaProcess.server(temp.resolve("noria.log"), "--ephemeral")) {
      python("fill.py", noria.url());
      here = python("snapshot.py", noria.url());

      String said = export(0, folder.toString(), "--url", noria.url());
      assertThat(said)
          .contains("3 experiments", "6 runs", "2 traces", "908 points")
          .contains("mlflow server --backend-store-uri sqlite:///");
      assertThat(folder.resolve("mlflow.db")).isRegularFile();
      assertThat(temp.resolve("left behind.partial")).doesNotExist();

      assertThat(export(1, folder.toString(), "--url", noria.url()))
          .contains("is there already (expected: a new folder, or an empty one)");
      assertThat(export(1, temp.resolve("none").toString(), "--url", noria.url(), "--only", "x*"))
          .contains("--only x*: no experiment of such a name");
      assertThat(
              export(0, temp.resolve("some").toString(), "--url", noria.url(), "--only", "buried"))
          .contains("1 experiments, 1 runs")
          .contains("model churn model: no version of it comes from these experiments; left out");
    }
    try (Mlflow mlflow = Mlflow.serve(folder, temp.resolve("mlflow.log"))) {
      assertThat(python("snapshot.py", mlflow.url())).isEqualTo(here);
    }
    try (NoriaProcess other = NoriaProcess.server(temp.resolve("other.log"), "--ephemeral")) {
      Path files = folder.resolve("artifacts");
      String database = folder.resolve("mlflow.db").toString();
      assertThat(
              noria(
                      "import",
                      "mlflow",
                      database,
                      "--artifacts",
                      files.toString(),
                      "--url",
                      other.url())
                  .text())
          .contains("908 points", "14 files");
      assertThat(withoutDatasets(python("snapshot.py", other.url())))
          .isEqualTo(withoutDatasets(here));
    }
  }

  @Test
  void historiesOfNeptuneAndCometComeOver() throws Exception {
    python("elsewhere.py", "write", temp.toString());
    try (NoriaProcess noria = NoriaProcess.server(temp.resolve("noria.log"), "--ephemeral")) {
      for (String system : List.of("neptune", "comet")) {
        String folder = temp.resolve(system).toString();
        Said first = noria("import", system, folder, "--url", noria.url());
        assertThat(first.status()).as(first.text()).isZero();
        assertThat(noria("import", system, folder, "--url", noria.url()).text())
            .contains(" 0 points, 0 files", "Everything came.");
      }
      python("elsewhere.py", "check", noria.url());
    }
  }

  /** Evaluation datasets are written out, but not read in. */
  private static JsonNode withoutDatasets(String shown) throws IOException {
    ObjectNode tree = (ObjectNode) new ObjectMapper().readTree(shown);
    tree.remove("datasets");
    return tree;
  }

  private String export(int status, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("export", "mlflow"));
    all.addAll(List.of(arguments));
    Said said = noria(all.toArray(String[]::new));
    assertThat(said.status()).as(said.text()).isEqualTo(status);
    return said.text();
  }

  private record Said(int status, String text) {}

  private Said noria(String... arguments) throws Exception {
    Path output = Files.createTempFile(temp, "said", ".txt");
    Process process =
        NoriaProcess.command(arguments)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return new Said(process.exitValue(), Files.readString(output));
  }

  private String python(String script, String... arguments) throws Exception {
    Path out = Files.createTempFile(temp, script, ".json");
    Path err = temp.resolve(script + ".err");
    List<String> words = new ArrayList<>(List.of(Python.executable()));
    words.add(Path.of("src/test/python/leaving").toAbsolutePath().resolve(script).toString());
    words.addAll(List.of(arguments));
    ProcessBuilder command = new ProcessBuilder(words);
    command.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    Process process = command.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    assertThat(process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(err)).isZero();
    return Files.readString(out);
  }

  /** The reference server on an exported folder. */
  private record Mlflow(Process process, String url) implements AutoCloseable {
    static Mlflow serve(Path folder, Path log) throws IOException, InterruptedException {
      int port;
      try (ServerSocket free = new ServerSocket(0)) {
        port = free.getLocalPort();
      }
      ProcessBuilder command =
          new ProcessBuilder(
                  Python.executable(),
                  "-m",
                  "mlflow",
                  "server",
                  "--backend-store-uri",
                  "sqlite:///" + folder.resolve("mlflow.db"),
                  "--artifacts-destination",
                  folder.resolve("artifacts").toString(),
                  "--host",
                  "127.0.0.1",
                  "--port",
                  Integer.toString(port),
                  "--workers",
                  "1")
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      command.environment().put("MLFLOW_DISABLE_TELEMETRY", "true");
      Mlflow mlflow = new Mlflow(command.start(), "http://127.0.0.1:" + port);
      boolean up = false;
      try {
        await()
            .atMost(LONGEST)
            .pollInterval(Duration.ofMillis(500))
            .untilAsserted(() -> assertThat(mlflow.answers()).as(Files.readString(log)).isTrue());
        up = true;
      } finally {
        if (!up) {
          mlflow.close();
        }
      }
      return mlflow;
    }

    private boolean answers() throws InterruptedException {
      try (HttpClient http = HttpClient.newHttpClient()) {
        return http.send(
                    HttpRequest.newBuilder(URI.create(url + "/health")).build(),
                    HttpResponse.BodyHandlers.discarding())
                .statusCode()
            == 200;
      } catch (IOException e) {
        return false;
      }
    }

    @Override
    public void close() throws InterruptedException {
      // The command starts workers; they end with it when it is asked, not when it is killed.
      List<ProcessHandle> workers = process.descendants().toList();
      process.destroy();
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      workers.forEach(ProcessHandle::destroyForcibly);
    }
  }
}
