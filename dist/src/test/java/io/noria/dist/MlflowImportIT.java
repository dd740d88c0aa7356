package io.noria.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noria.testkit.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Histories that the real MLflow wrote come over, and the real MLflow finds them equal. */
class MlflowImportIT {
  private static final Path SCRIPTS = Path.of("src/test/python/importing").toAbsolutePath();
  private static final int RUNS = 40;
  private static final int POINTS = 10_000;

  @TempDir private Path temp;
  private final ObjectMapper json = new ObjectMapper();

  private String python(String executable, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(executable));
    command.add(SCRIPTS.resolve(arguments[0]).toString());
    command.addAll(List.of(arguments).subList(1, arguments.length));
    Path errors = temp.resolve("python.log");
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(temp.toFile()).redirectError(errors.toFile());
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    builder.environment().remove("MLFLOW_TRACKING_URI");
    Said said = said(builder, 5);
    assertThat(said.status())
        .as(() -> String.join(" ", command) + "\n" + said.output() + text(errors))
        .isZero();
    return said.output();
  }

  private record Said(int status, String output) {}

  /** Its output goes into a file: reading it would wait for the process however long it takes. */
  private Said said(ProcessBuilder command, int minutes) throws Exception {
    Path output = Files.createTempFile(temp, "said", ".txt");
    Process process = command.redirectOutput(output.toFile()).start();
    if (!process.waitFor(minutes, TimeUnit.MINUTES)) {
      process.destroyForcibly().waitFor();
      throw new AssertionError(
          String.join(" ", command.command()) + ": no end after " + minutes + " minutes");
    }
    return new Said(process.exitValue(), Files.readString(output));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Everything that a store holds, by kind and id. */
  private Map<String, JsonNode> look(String executable, String store, String... more)
      throws Exception {
    List<String> arguments = new ArrayList<>(List.of("look.py", store));
    arguments.addAll(List.of(more));
    Map<String, JsonNode> found = new TreeMap<>();
    for (String line : python(executable, arguments.toArray(String[]::new)).lines().toList()) {
      JsonNode one = json.readTree(line);
      found.put(one.get(0).asText() + " " + one.get(1).asText(), one.get(2));
    }
    return found;
  }

  private JsonNode bring(String source, String url, int status) throws Exception {
    Path errors = temp.resolve("import.log");
    ProcessBuilder command =
        NoriaProcess.command("import", "mlflow", source, "--json", "--url", url)
            .redirectError(errors.toFile());
    Said said = said(command, 3);
    assertThat(said.status()).as(() -> said.output() + text(errors)).isEqualTo(status);
    return json.readTree(said.output());
  }

  private Map<String, JsonNode> comesOver(
      String executable, String store, String source, String... more) throws Exception {
    List<String> fill = new ArrayList<>(List.of("fill.py", store, temp.resolve("art").toString()));
    fill.addAll(List.of(more));
    python(executable, fill.toArray(String[]::new));
    Map<String, JsonNode> there = look(executable, store, more);
    assertThat(there.keySet()).anyMatch(key -> key.startsWith("version clf/3"));
    try (NoriaProcess server = NoriaProcess.server(temp.resolve("server.log"), "--ephemeral")) {
      JsonNode report = bring(source, server.url(), 0);
      assertThat(report.path("lost")).as(report.toString()).isEmpty();
      assertThat(look(executable, server.url(), more)).isEqualTo(there);

      JsonNode again = bring(source, server.url(), 0);
      assertThat(again.path("created").asLong() + again.path("updated").asLong())
          .as(again.toString())
          .isZero();
      assertThat(again.path("points").asLong() + again.path("files").asLong()).isZero();
    }
    return there;
  }

  @Test
  void aDatabaseComesOverEqual() throws Exception {
    Path file = temp.resolve("mlflow.db");
    Map<String, JsonNode> there =
        comesOver(Python.executable(), "sqlite:///" + file, file.toString());

    // The same in PostgreSQL.
    String jdbc = PostgresServer.shared().createDatabase();
    TableCopy.sqliteToPostgres(file, jdbc);
    String address =
        jdbc.replace("jdbc:postgresql://", "postgresql://noria@").replaceFirst("\\?.*$", "");
    try (NoriaProcess server = NoriaProcess.server(temp.resolve("server.log"), "--ephemeral")) {
      JsonNode report = bring(address, server.url(), 0);
      assertThat(report.path("source").asText()).doesNotContain("noria@");
      assertThat(look(Python.executable(), server.url())).isEqualTo(there);
    }
  }

  @Test
  void anOlderDatabaseComesOverEqual() throws Exception {
    Path file = temp.resolve("mlflow.db");
    comesOver(Python.mlflow36(), "sqlite:///" + file, "sqlite:///" + file, "no-traces");
  }

  @Test
  void aFolderComesOverEqual() throws Exception {
    Path folder = temp.resolve("mlruns");
    comesOver(Python.executable(), folder.toUri().toString(), folder.toString());
  }

  @Test
  void goesOnAfterEitherSideWasKilled() throws Exception {
    Path file = temp.resolve("mlflow.db");
    python(
        Python.executable(),
        "many.py",
        file.toString(),
        Integer.toString(RUNS),
        Integer.toString(POINTS));
    String[] data = {"--data", temp.resolve("data").toString()};
    try (NoriaProcess server = NoriaProcess.server(temp.resolve("server.log"), data)) {
      Process importer =
          NoriaProcess.command("import", "mlflow", file.toString(), "--url", server.url())
              .redirectErrorStream(true)
              .redirectOutput(temp.resolve("killed.log").toFile())
              .start();
      awaitRuns(server, 5);
      importer.destroyForcibly().waitFor();
      Process second =
          NoriaProcess.command("import", "mlflow", file.toString(), "--url", server.url())
              .redirectErrorStream(true)
              .redirectOutput(temp.resolve("second.log").toFile())
              .start();
      awaitRuns(server, 10);
      server.kill();
      second.destroyForcibly().waitFor();
    }
    try (NoriaProcess server = NoriaProcess.server(temp.resolve("again.log"), data)) {
      bring(file.toString(), server.url(), 0);
      assertThat(python(Python.executable(), "count.py", server.url()).strip())
          .isEqualTo(RUNS + " runs " + (long) RUNS * POINTS + " points");
      assertThat(bring(file.toString(), server.url(), 0).path("points").asLong()).isZero();
    }
  }

  private void awaitRuns(NoriaProcess server, int least) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(50))
        .until(() ->
            json.readTree(
                        server
                            .get("/noria/v1/imports/whole?source=" + source() + "&kind=run")
                            .body())
                    .path("items")
                    .size()
                >= least);
  }

  private String source() {
    return io.noria.client.NoriaClient.segment(
        "MLflow database sqlite:///" + temp.resolve("mlflow.db").toAbsolutePath());
  }
}
