package io.noria.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.client.ActiveRun;
import io.noria.client.Artifacts;
import io.noria.client.Experiments;
import io.noria.client.Models;
import io.noria.client.NoriaClient;
import io.noria.client.RunBatch;
import io.noria.client.Runs;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java client against a server of its own. */
class JavaClientTest {
  @TempDir static Path folder;
  private static TestServer server;
  private static NoriaClient client;

  @BeforeAll
  static void open() {
    server = new TestServer(folder);
    client = NoriaClient.of(server.url(), null, Duration.ofSeconds(30));
  }

  @AfterAll
  static void close() {
    client.close();
    server.close();
  }

  private static void refused(ErrorCode code, String message, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOf(NoriaException.class)
        .hasMessageContaining(message)
        .extracting(e -> ((NoriaException) e).code())
        .isEqualTo(code);
  }

  @Test
  void experimentsAreMadeFoundAndDescribed() {
    Experiments.Experiment made = client.experiments().ensure("client-experiments");
    assertThat(client.experiments().ensure("client-experiments")).isEqualTo(made);
    assertThat(client.experiments().describe(made.id(), "# Why").tags())
        .containsEntry("mlflow.note.content", "# Why");
    assertThat(client.experiments().tag(made.id(), Map.of("team", "ops")).tags())
        .containsEntry("team", "ops");
    assertThat(client.experiments().tag(made.id(), Collections.singletonMap("team", null)).tags())
        .doesNotContainKey("team");
    assertThat(client.experiments().list())
        .extracting(Experiments.Experiment::id)
        .contains(made.id());
    refused(
        ErrorCode.ALREADY_EXISTS,
        "client-experiments",
        () -> client.experiments().create("client-experiments", Map.of()));
    refused(ErrorCode.NOT_FOUND, "experiment", () -> client.experiments().get("999"));
  }

  @Test
  void aRunIsLoggedToSearchedAndEnded() {
    String id;
    try (ActiveRun run = client.runs().start("client-runs", "first")) {
      id = run.id();
      run.logParams(Map.of("depth", 6, "eta", 0.1));
      RunBatch batch = new RunBatch().tag("team", "ops").metric("nan", Double.NaN, 0);
      for (int i = 0; i < 2500; i++) {
        batch.metric("auc", i / 2500.0, i, Instant.ofEpochSecond(i));
      }
      for (int i = 0; i < 150; i++) {
        batch.param("p" + i, i);
      }
      run.log(batch);
      run.logMetric("loss", Double.POSITIVE_INFINITY, 1);
      assertThat(client.runs().get(id).status()).isEqualTo("RUNNING");
      refused(ErrorCode.INVALID_ARGUMENT, "depth", () -> run.logParam("depth", 7));
    }
    Runs.Run ended = client.runs().get(id);
    assertThat(ended.status()).isEqualTo("FINISHED");
    assertThat(ended.endedAt()).isNotNull();
    assertThat(ended.params()).hasSize(152).containsEntry("depth", "6");
    assertThat(ended.tags()).containsEntry("team", "ops");
    assertThat(ended.metrics().get("auc")).isEqualTo(2499 / 2500.0);
    assertThat(ended.metrics().get("nan")).isNaN();
    assertThat(ended.metrics().get("loss")).isInfinite();
    List<Runs.Point> curve = client.runs().history(id, "auc");
    assertThat(curve).hasSize(2500);
    assertThat(curve.get(1234)).isEqualTo(new Runs.Point(1234, 1234 / 2500.0));

    ActiveRun child = client.runs().startChild(ended, "child");
    assertThat(child.end("FAILED").status()).isEqualTo("FAILED");
    child.close();
    assertThat(client.runs().get(child.id()).status()).isEqualTo("FAILED");
    assertThat(child.run().tags()).containsEntry("mlflow.parentRunId", id);
    for (int i = 0; i < 120; i++) {
      client.runs().start("client-many", "r" + i).close();
    }
    String many = client.experiments().ensure("client-many").id();
    assertThat(client.runs().search(many, "")).hasSize(120);
    assertThat(client.runs().search(ended.experimentId(), "params.depth = '6'", "metrics.auc DESC"))
        .extracting(Runs.Run::id)
        .containsExactly(id);
    refused(
        ErrorCode.INVALID_ARGUMENT,
        "filter",
        () -> client.runs().search(many, "what is this?").toList());
    refused(ErrorCode.NOT_FOUND, "nobody", () -> client.runs().get("nobody"));
    refused(
        ErrorCode.INVALID_ARGUMENT,
        "status: LOST",
        () -> client.runs().start("client-runs", "x").end("LOST"));
    refused(
        ErrorCode.NOT_FOUND, "experiment", () -> client.runs().start(Map.of("experiment", "999")));
  }

  @Test
  void filesAreStreamedBothWays() throws Exception {
    ActiveRun run = client.runs().start("client-files", "files");
    Path here = Files.createDirectories(folder.resolve("up/model/deep"));
    Files.writeString(folder.resolve("up/model/a b.txt"), "äöü");
    byte[] large = new byte[3_000_000];
    new java.util.Random(7).nextBytes(large);
    Files.write(here.resolve("large.bin"), large);
    run.logFolder("", folder.resolve("up"));
    run.logFile("notes.md", folder.resolve("up/model/a b.txt"));
    client
        .artifacts()
        .upload(
            run.id(),
            "stream.txt",
            new ByteArrayInputStream("streamed".getBytes(StandardCharsets.UTF_8)));
    assertThat(client.artifacts().list(run.id(), ""))
        .extracting(Artifacts.Artifact::path)
        .containsExactly("model", "notes.md", "stream.txt");
    try (InputStream in = client.artifacts().open(run.id(), "stream.txt")) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("streamed");
    }
    Path down = folder.resolve("down");
    assertThat(client.artifacts().downloadFolder(run.id(), "", down)).hasSize(4);
    assertThat(Files.readAllBytes(down.resolve("model/deep/large.bin"))).isEqualTo(large);
    assertThat(Files.readString(down.resolve("model/a b.txt"))).isEqualTo("äöü");
    client.artifacts().delete(run.id(), "model");
    assertThat(client.artifacts().list(run.id(), "")).hasSize(2);
    refused(
        ErrorCode.INVALID_ARGUMENT,
        "../up",
        () -> client.artifacts().upload(run.id(), "../up", new ByteArrayInputStream(new byte[1])));
    refused(
        ErrorCode.NOT_FOUND,
        "none",
        () -> client.artifacts().download(run.id(), "none", down.resolve("x")));
    assertThat(down.resolve("x")).doesNotExist();
    refused(
        ErrorCode.NOT_FOUND,
        "expected: a file to upload",
        () -> client.artifacts().upload(run.id(), "y", folder.resolve("missing")));
  }

  @Test
  void modelsAreRegisteredMovedAndAskedAbout() {
    ActiveRun run = client.runs().start("client-models", "train");
    run.logMetric("auc", 0.75, 1);
    client
        .artifacts()
        .upload(
            run.id(),
            "model/MLmodel",
            new ByteArrayInputStream("flavors: {sklearn: {}}".getBytes(StandardCharsets.UTF_8)));
    Models models = client.models();
    Models.Version first = models.register("client-model", run.id(), "model");
    Models.Version second = models.register("client-model", run.id(), "model");
    assertThat(first.run()).isEqualTo(run.id());
    models.setAlias("client-model", "champion", 1, "first");
    Instant then =
        models.aliasesAt("client-model", Instant.now().plusSeconds(5)).getFirst().since();
    models.setAlias("client-model", "champion", 2, "better");
    models.setStage("client-model", 2, "Production", "good");
    assertThat(models.byAlias("client-model", "champion"))
        .map(Models.Version::version)
        .contains(second.version());
    assertThat(models.aliasesAt("client-model", then).getFirst().version()).isEqualTo(1);
    assertThat(models.stagesAt("client-model", Instant.now().plusSeconds(5)).getFirst().name())
        .isEqualTo("Production");
    assertThat(models.tag("client-model", 1, Map.of("license", "MIT")).tags())
        .containsEntry("license", "MIT");
    String readme = models.card("client-model", 1, "huggingface");
    assertThat(readme)
        .startsWith("---\nlicense: \"mit\"\nlibrary_name: \"sklearn\"\n")
        .contains("- \"auc\"", "value: 0.75", "# client-model version 1");
    assertThat(models.card("client-model", 1, "mct")).contains("\"schema_version\":\"0.0.2\"");
    assertThat(models.copy("client-model", 1, "client-copy").version()).isEqualTo(1);
    models.dropAlias("client-model", "champion");
    assertThat(models.byAlias("client-model", "champion")).isEmpty();
    assertThat(models.names()).contains("client-model", "client-copy");
    assertThat(models.versions("client-model")).hasSize(2);
    refused(ErrorCode.NOT_FOUND, "no version 9", () -> models.get("client-model", 9));
    refused(ErrorCode.INVALID_ARGUMENT, "format", () -> models.card("client-model", 1, "pdf"));
  }
}
