package io.noria.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noria.testkit.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers on one PostgreSQL do each other's work: what one began, what one swapped, roles. */
class TakeoverIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir private Path temp;

  private final ObjectMapper json = new ObjectMapper();
  private final String database = PostgresServer.shared().createDatabase();

  private NoriaProcess server(String name, String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--data",
                temp.resolve(name).toString(),
                "--database-url",
                database,
                "--set",
                "noria.storage.objects=" + temp.resolve("objects")));
    arguments.addAll(List.of(more));
    return NoriaProcess.server(temp.resolve(name + ".log"), arguments.toArray(String[]::new));
  }

  @Test
  void aModelThatIsSwappedThroughOneIsServedByTheOthersAndRolesAreKept() throws Exception {
    try (NoriaProcess whole = server("whole");
        NoriaProcess serving = server("serving", "--roles", "serving")) {
      TinyModel.register(whole, "tiny", 1.5);
      TinyModel.alias(whole, "tiny", "champion", "1");
      TinyModel.deploy(whole, "tiny", "champion");
      assertThat(TinyModel.predict(whole, "tiny")).isEqualTo("1.5");
      Awaitility.await("deployed through the other")
          .atMost(SOON)
          .until(() -> TinyModel.predict(serving, "tiny").equals("1.5"));
      TinyModel.register(whole, "tiny", 2.5);
      TinyModel.alias(whole, "tiny", "champion", "2");
      for (NoriaProcess each : List.of(whole, serving)) {
        Awaitility.await("swapped")
            .atMost(SOON)
            .until(() -> TinyModel.predict(each, "tiny").equals("2.5"));
      }
      assertThat(swaps(whole)).as("one swap, whoever saw it first").isEqualTo(2);

      var version = json.readTree(serving.get("/noria/v1/version").body());
      assertThat(version.path("roles").toString()).isEqualTo("[\"serving\"]");
      assertThat(serving.get("/health").body()).contains("\"status\":\"healthy\"", "tiny");
      var run = serving.post("/api/2.0/mlflow/runs/create", "{\"experiment_id\":\"0\"}");
      assertThat(run.statusCode()).as(run.body()).isEqualTo(404);
      assertThat(run.body()).contains("ENDPOINT_NOT_FOUND", "role tracking");
      var project = serving.get("/noria/v1/projects");
      assertThat(project.statusCode()).as(project.body()).isEqualTo(501);
      assertThat(project.body()).contains("role pipelines");
      assertThat(serving.get("/").statusCode()).isEqualTo(501);

      try (NoriaProcess tracking = server("tracking", "--roles", "tracking,monitoring")) {
        var refused = tracking.post("/deployments/tiny/predict", "{\"features\":{\"x\":1}}");
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(501);
        assertThat(refused.body()).contains("role serving");
        whole.kill();
        // The killed one had the duty of swapping; the one that still serves takes it over.
        TinyModel.register(tracking, "tiny", 3.5);
        TinyModel.alias(tracking, "tiny", "champion", "3");
        Awaitility.await("swapped by who took over")
            .atMost(Duration.ofSeconds(60))
            .until(() -> TinyModel.predict(serving, "tiny").equals("3.5"));
      }
    }
  }

  private int swaps(NoriaProcess server) throws Exception {
    return json.readTree(server.get("/noria/v1/deployments/tiny").body()).path("swaps").size();
  }

  @Test
  void aRoleThatIsNoneIsRefusedWithTheNearest() throws Exception {
    Path err = temp.resolve("err");
    Process process =
        NoriaProcess.command("server", "--ephemeral", "--port", "0", "--roles", "servin,tracking")
            .redirectError(err.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(Files.readString(err)).contains("'servin' is no role (did you mean serving?");
  }

  @Test
  void whatAKilledServerWasTrainingTheOtherTrains() throws Exception {
    Path go = temp.resolve("go");
    Path begun = temp.resolve("begun");
    Path project = project(begun, go);
    try (NoriaProcess b = server("b", "--roles", "tracking,serving")) {
      NoriaProcess a = server("a");
      try {
        var applied =
            a.post(
                "/noria/v1/projects/apply",
                "{\"folder\":\"" + project + "\",\"event_time\":\"2020-03-02T00:00:00Z\"}");
        assertThat(applied.statusCode()).as(applied.body()).isBetween(200, 299);
        Awaitility.await("the training began").atMost(SOON).until(() -> Files.exists(begun));
      } finally {
        a.kill();
      }
      Files.delete(begun);
      try (NoriaProcess c = server("c", "--roles", "pipelines")) {
        Awaitility.await("the training begins again elsewhere")
            .atMost(Duration.ofSeconds(60))
            .until(() -> Files.exists(begun));
        Files.createFile(go);
        var settled = c.post("/noria/v1/projects/orders/settle", "{\"timeout_seconds\":55}");
        assertThat(settled.statusCode()).as(settled.body()).isEqualTo(200);
        assertThat(json.readTree(settled.body()).path("settled").asBoolean())
            .as(settled.body())
            .isTrue();
        JsonNode runs = json.readTree(c.get("/noria/v1/pipelines/runs").body());
        assertThat(runs.path("items").get(0).path("status").asText())
            .as(runs.toString())
            .isEqualTo("SUCCEEDED");
      }
      var models = b.get("/noria/v1/models");
      assertThat(models.body()).contains("orders");
    }
  }

  /** Its training says that it began and waits for a sign. */
  private Path project(Path begun, Path go) throws IOException {
    Path project = SmallProject.write(temp.resolve("project"), YearMonth.of(2020, 1), 2);
    Files.writeString(
        project.resolve("noria.yaml"),
        """
        project: orders
        data:
          orders: { path: data/orders/*.csv, time: ordered, version: monthly }
        prepare: { sql: sql/features.sql, as_of: ordered, key: order_id }
        target: { column: back, positive: 1, arrives: ordered + 1 day }
        model:
          command: sh train.sh
          predict: sh predict.sh
          candidates: [ { train_on: 1 month } ]
        """);
    Files.writeString(
        project.resolve("train.sh"),
        "touch '%s'\nwhile [ ! -e '%s' ]; do sleep 0.1; done\necho 0.3 >\"$NORIA_OUTPUT/answer\"\n"
            .formatted(begun, go));
    Files.writeString(
        project.resolve("predict.sh"),
        "answer=$(cat answer)\nwhile read -r row; do echo \"$answer\"; done\n");
    return project;
  }
}
