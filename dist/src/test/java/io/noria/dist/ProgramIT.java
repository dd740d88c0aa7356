package io.noria.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built program as a new user starts it. */
class ProgramIT {
  @TempDir private Path temp;

  private record Ended(int status, String out, String err) {}

  private Ended run(Map<String, String> environment, String... arguments) throws Exception {
    Path out = Files.createTempFile(temp, "out", "");
    Path err = Files.createTempFile(temp, "err", "");
    ProcessBuilder builder =
        NoriaProcess.command(arguments).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(List.of(arguments) + " ended").isTrue();
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  @Test
  void theProgramsClassesComeFromTheAotCache() throws Exception {
    assertThat(sourceOfMain(Map.of())).contains("shared objects file");
    assertThat(sourceOfMain(Map.of("NORIA_NO_AOT", "1"))).contains(".jar");
  }

  private String sourceOfMain(Map<String, String> environment) throws Exception {
    Path loaded = Files.createTempFile(temp, "loaded", "");
    Map<String, String> all = new java.util.HashMap<>(environment);
    all.put("NORIA_JAVA_OPTS", "-Xlog:class+load:file=" + loaded);
    Ended ended = run(all, "--version");
    assertThat(ended.status()).as(ended.err()).isZero();
    assertThat(ended.out()).matches("noria \\d+\\.\\d+\\.\\d+.*\\s*");
    return Files.readAllLines(loaded).stream()
        .filter(line -> line.contains("io.noria.dist.Main "))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aServerIsHealthyBeforeAnyAnalyticOrModelLibraryIsOpened() throws Exception {
    Path log = temp.resolve("log");
    try (NoriaProcess server =
        NoriaProcess.server(log, "--data", temp.resolve("data").toString())) {
      var health = server.get("/health");
      assertThat(health.statusCode()).isEqualTo(200);
      assertThat(health.body()).contains("\"status\":\"healthy\"");
      assertThat(server.libraries())
          .isNotEmpty()
          .noneMatch(library -> library.contains("duckdb") || library.contains("xgboost"));
    }
  }

  @Test
  void aServerThatKeepsItsObjectsInAFolderLoadsNothingOfS3() throws Exception {
    Path loaded = temp.resolve("loaded");
    ProcessBuilder builder =
        NoriaProcess.command("server", "--port", "0", "--data", temp.resolve("data").toString())
            .redirectError(temp.resolve("log").toFile());
    builder.environment().put("NORIA_JAVA_OPTS", "-Xlog:class+load:file=" + loaded);
    Process process = builder.start();
    try (var out = process.inputReader()) {
      assertThat(out.readLine()).startsWith("Noria is listening on ");
    } finally {
      process.destroy();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(Files.readAllLines(loaded))
        .anyMatch(line -> line.contains("io.noria.storage.object.LocalObjectStore "))
        .noneMatch(line -> line.contains("software.amazon") || line.contains("S3ObjectStore"))
        .noneMatch(line -> line.contains("org.apache.hc."));
  }

  @Test
  void whatWasAcknowledgedIsThereAfterAKill() throws Exception {
    Path data = temp.resolve("data");
    String id;
    try (NoriaProcess server =
        NoriaProcess.server(temp.resolve("one"), "--data", data.toString())) {
      id = server.post("/api/2.0/mlflow/experiments/create", "{\"name\":\"kept\"}").body();
      assertThat(id).contains("experiment_id");
      server.kill();
    }
    try (NoriaProcess server =
        NoriaProcess.server(temp.resolve("two"), "--data", data.toString())) {
      var found = server.get("/api/2.0/mlflow/experiments/get-by-name?experiment_name=kept");
      assertThat(found.statusCode()).isEqualTo(200);
      assertThat(found.body()).contains("kept");
    }
  }

  @Test
  void aFolderHasOneServer() throws Exception {
    Path data = temp.resolve("data");
    try (NoriaProcess server =
        NoriaProcess.server(temp.resolve("one"), "--data", data.toString())) {
      Ended second = run(Map.of(), "server", "--port", "0", "--data", data.toString());
      assertThat(second.status()).isEqualTo(1);
      assertThat(second.err()).contains("in use by another server");
      assertThat(server.get("/health").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void anEphemeralServerIsMadeEmptyAndOthersAreNot() throws Exception {
    try (NoriaProcess server = NoriaProcess.server(temp.resolve("log"), "--ephemeral")) {
      server.post("/api/2.0/mlflow/experiments/create", "{\"name\":\"gone\"}");
      assertThat(server.post("/noria/v1/reset", "{}").statusCode()).isEqualTo(200);
      var found = server.get("/api/2.0/mlflow/experiments/get-by-name?experiment_name=gone");
      assertThat(found.statusCode()).isEqualTo(404);
    }
    Path data = temp.resolve("data");
    try (NoriaProcess server =
        NoriaProcess.server(temp.resolve("log"), "--data", data.toString())) {
      assertThat(server.post("/noria/v1/reset", "{}").statusCode()).isBetween(400, 499);
    }
  }

  @Test
  void otherMachinesAreLetInWithTokensOnly() throws Exception {
    Ended ended =
        run(
            Map.of(),
            "server",
            "--port",
            "0",
            "--host",
            "0.0.0.0",
            "--data",
            temp.resolve("data").toString());
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.err()).contains("tokens");
  }

  @Test
  void anUnknownSettingIsRefusedWithTheNearestKnown() throws Exception {
    Ended ended =
        run(Map.of(), "server", "--ephemeral", "--port", "0", "--set", "noria.http.prot=1");
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.err()).contains("noria.http.prot").contains("noria.http.port");
  }

  @Test
  void wrongUsageEndsWithTwo() throws Exception {
    assertThat(run(Map.of(), "server", "--prot", "1").status()).isEqualTo(2);
    assertThat(run(Map.of(), "demo", "--until", "2013-13").status()).isEqualTo(2);
  }
}
