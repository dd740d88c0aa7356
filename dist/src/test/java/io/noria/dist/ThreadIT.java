package io.noria.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bad data, found too late: a small project has turned twice, then the data that its live model
 * learned from turns out to be wrong. Everything is typed as a user types it.
 */
class ThreadIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path temp;
  private NoriaProcess server;

  private record Ended(int status, String out, String err) {
    JsonNode json() throws IOException {
      return JSON.readTree(out);
    }
  }

  @BeforeEach
  void turnTwice() throws Exception {
    server = NoriaProcess.server(temp.resolve("log"), "--ephemeral");
    Path project = temp.resolve("orders");
    Files.createDirectories(project.resolve("data/orders"));
    Files.writeString(
        project.resolve("noria.yaml"),
        """
        project: orders
        data:
          orders: { path: data/orders/*.csv, time: ordered, version: monthly }
          shops: { path: data/shops.csv }
        prepare: { sql: features.sql, as_of: ordered, key: order_id }
        target: { column: back, positive: 1, arrives: ordered + 1 day }
        model:
          candidates: [ { train_on: 1 month } ]
          search: { trials: 2, rounds: 10, space: { max_depth: [2, 3] } }
        gates: { champion: [ { metric: auc, at_least: 0.5 } ] }
        deploy: { name: orders, follow: champion }
        retrain: { on: [ new data ], cool_down: 1 days }
        """);
    Files.writeString(
        project.resolve("features.sql"),
        """
        SELECT o.order_id, o.ordered, o.a, o.b, s.size, o.back
        FROM orders o LEFT JOIN shops s ON s.shop = o.shop
        """);
    StringBuilder shops = new StringBuilder("shop,size\n");
    for (int i = 0; i < 9; i++) {
      shops.append(i).append(',').append(i * i).append('\n');
    }
    Files.writeString(project.resolve("data/shops.csv"), shops);
    month(project, 1);
    month(project, 2);
    apply();
    settle();
    month(project, 3);
    server.post("/noria/v1/projects/orders/collect", "{\"event_time\":\"2020-04-01T00:00:00Z\"}");
    settle();
    assertThat(deployment().path("version").asInt()).as("the second turn's version").isEqualTo(2);
  }

  private HttpResponse<String> apply() throws Exception {
    return server.post(
        "/noria/v1/projects/apply",
        JSON.writeValueAsString(
            Map.of(
                "folder",
                temp.resolve("orders").toString(),
                "event_time",
                "2020-03-01T00:00:00Z")));
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  /** The target follows {@code a}, more or less. */
  private static void month(Path project, int month) throws IOException {
    Random random = new Random(month);
    StringBuilder rows = new StringBuilder("order_id,ordered,shop,a,b,back\n");
    for (int i = 0; i < 1200; i++) {
      double a = random.nextDouble();
      rows.append(
          String.format(
              Locale.ROOT,
              "%d-%d,2020-%02d-%02d %02d:00:00,%d,%.6f,%.6f,%d%n",
              month,
              i,
              month,
              1 + i / 48,
              (i / 2) % 24,
              i % 9,
              a,
              random.nextDouble(),
              random.nextDouble() < 0.1 + 0.8 * a ? 1 : 0));
    }
    Files.writeString(
        project.resolve("data/orders/2020-0" + month + ".csv"), rows, StandardCharsets.UTF_8);
  }

  private void settle() throws Exception {
    var settled = server.post("/noria/v1/projects/orders/settle", "{\"timeout_seconds\":50}");
    assertThat(JSON.readTree(settled.body()).path("settled").asBoolean()).isTrue();
  }

  private Ended run(String... arguments) throws Exception {
    Path out = Files.createTempFile(temp, "out", "");
    Path err = Files.createTempFile(temp, "err", "");
    ProcessBuilder builder =
        NoriaProcess.command(arguments).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("NORIA_URL", server.url());
    Process process = builder.start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).as(List.of(arguments) + " ended").isTrue();
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private JsonNode get(String path) throws Exception {
    return JSON.readTree(server.get("/noria/v1" + path).body());
  }

  private JsonNode deployment() throws Exception {
    return get("/deployments/orders");
  }

  private JsonNode openAlerts() throws Exception {
    return get("/deployments/orders/alerts?status=open").path("items");
  }

  private void follow(String name, String reference) throws Exception {
    var made =
        server.post(
            "/noria/v1/deployments",
            JSON.writeValueAsString(Map.of("name", name, "model", "orders", "follow", reference)));
    assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
  }

  private void predict(int questions) throws Exception {
    for (int i = 0; i < questions; i++) {
      var answer =
          server.post(
              "/deployments/orders/predict", "{\"features\":{\"a\":0.5,\"b\":0.5,\"size\":4}}");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
  }

  @Test
  void aModelIsMadeAgainToTheSameDigestAndWhatNobodyRecordedIsNot() throws Exception {
    Ended again = run("rerun", "orders/2");
    assertThat(again.status()).as(again.out() + again.err()).isZero();
    assertThat(again.out())
        .contains("✓ prepare-2020-02: the same")
        .contains("✓ search-1: the same")
        .contains("model_version:orders/2 was made again to the same digests");

    JsonNode rerun = get("/reruns?ref=model_version:orders/2").path("items").get(0);
    assertThat(rerun.path("state").asText()).isEqualTo("same");
    assertThat(rerun.path("tasks")).hasSize(2);
    JsonNode search = rerun.path("tasks").get(1);
    assertThat(search.path("environment").path("xgboost").asText()).matches("\\d+\\..*");
    assertThat(search.path("environment")).isEqualTo(search.path("original_environment"));
    assertThat(search.path("outputs"))
        .anySatisfy(output -> {
          assertThat(output.path("name").asText()).isEqualTo("model/model.json");
          assertThat(output.path("digest")).isEqualTo(output.path("original_digest"));
        });
    assertThat(get("/models/orders/versions").path("items")).as("registers nothing").hasSize(2);
    JsonNode tagged =
        get("/runs?filter=tags.%60noria.rerun_of%60%20%3D%20%27model_version%3Aorders%2F2%27");
    assertThat(tagged.path("items")).as("a search and its trials").hasSize(3);
    JsonNode pipeline = get("/pipelines/runs/" + rerun.path("id").asText());
    assertThat(pipeline.path("tasks"))
        .allSatisfy(task -> assertThat(task.path("status").asText()).isEqualTo("SUCCEEDED"));

    JsonNode run =
        JSON.readTree(
            server
                .post(
                    "/api/2.0/mlflow/runs/create",
                    "{\"experiment_id\":\"0\",\"user_id\":\"ann\",\"start_time\":1}")
                .body());
    Ended foreign = run("rerun", run.path("run").path("info").path("run_id").asText());
    assertThat(foreign.status()).isEqualTo(1);
    assertThat(foreign.err()).contains("cannot be made again", "its command and its code");
    Ended judging = run("rerun", "task:" + ofVersion(2, "judge-1"));
    assertThat(judging.status()).isEqualTo(1);
    assertThat(judging.err()).contains("makes records rather than outputs");
  }

  private String ofVersion(int version, String task) throws Exception {
    JsonNode detail = get("/models/orders/versions/" + version);
    String run = detail.path("run").asText().replaceFirst("^run:", "");
    JsonNode tags = get("/runs/" + run).path("tags");
    return tags.path("noria.pipeline_run").asText() + "/" + task;
  }

  @Test
  void badDataIsRevokedAndTheDeploymentGoesBackByOneCommand() throws Exception {
    predict(7);

    JsonNode shops =
        run("datasets", "revoke", "shops", "all", "--why", "only looking", "--dry-run", "--json")
            .json();
    assertThat(shops.path("changed").asBoolean()).isFalse();
    assertThat(shops.path("impact").path("model_versions")).as("by features").hasSize(2);
    assertThat(shops.path("proposals").get(0).path("action").asText()).isEqualTo("retrain");
    assertThat(get("/datasets/shops/versions/all").path("status").asText()).isEqualTo("accepted");

    Ended revoked = run("datasets", "revoke", "orders", "2020-02", "--why", "clock was wrong");
    assertThat(revoked.status()).as(revoked.err()).isZero();
    assertThat(revoked.out())
        .contains("orders@2020-02: accepted → revoked")
        .contains("noria models rollback orders 1 --why \"orders@2020-02 revoked\"");
    JsonNode version = get("/datasets/orders/versions/2020-02");
    assertThat(version.path("status").asText()).isEqualTo("revoked");
    assertThat(version.path("revoked").path("why").asText()).isEqualTo("clock was wrong");

    JsonNode alert = openAlerts().get(0);
    assertThat(openAlerts()).hasSize(1);
    assertThat(alert.path("watch").asText()).isEqualTo("revoked data");
    assertThat(alert.path("summary").asText())
        .contains("version 2 of orders, which was trained on orders@2020-02")
        .contains("noria models rollback orders 1");
    assertThat(alert.path("proposal").path("action").asText()).isEqualTo("rollback");
    assertThat(alert.path("proposal").path("version").asInt()).isEqualTo(1);

    JsonNode impact = get("/lineage/impact?ref=dataset_version:orders@2020-02");
    assertThat(impact.path("model_versions")).hasSize(1);
    assertThat(impact.path("runs").path("count").asInt()).as("a search, two trials").isEqualTo(3);
    assertThat(impact.path("deployments").get(0).path("live").asBoolean()).isTrue();
    assertThat(impact.path("predictions").asInt()).isEqualTo(7);

    assertThat(run("datasets", "revoke", "orders", "2020-02", "--why", "again").out())
        .contains("revoked already; nothing changed");
    assertThat(openAlerts()).hasSize(1);

    Path bad = temp.resolve("orders/data/orders/2020-02.csv");
    Files.setLastModifiedTime(bad, FileTime.fromMillis(0));
    assertThat(apply().body())
        .contains("orders@2020-02, which was revoked (clock was wrong); it stays out");
    assertThat(get("/datasets/orders/versions").path("items")).hasSize(3);

    follow("pinned", "version:2");
    follow("staged", "stage:Production");
    Ended nowhere = run("deployments", "rollback", "pinned");
    assertThat(nowhere.status()).isEqualTo(1);
    assertThat(nowhere.err()).contains("train again without it: noria run orders");
    assertThat(run("deployments", "rollback", "pinned", "--to", "1").err())
        .contains("version 1 never was 2 of orders");

    Ended dry = run("deployments", "rollback", "orders", "--dry-run");
    assertThat(dry.out()).contains("alias champion: version 2 → version 1");
    assertThat(deployment().path("version").asInt()).isEqualTo(2);
    Ended back = run("deployments", "rollback", "orders", "--why", "clock was wrong");
    assertThat(back.status()).as(back.err()).isZero();
    assertThat(deployment().path("version").asInt()).isEqualTo(1);
    predict(1);
    settle();
    assertThat(openAlerts()).as("what answers now has not seen the bad data").isEmpty();
    assertThat(get("/deployments/staged").path("version").asInt()).isEqualTo(1);
    assertThat(get("/deployments/pinned/alerts?status=open").path("items"))
        .as("deployed after the revocation, on bad data")
        .hasSize(1);
    assertThat(
            get("/lineage/impact?ref=dataset_version:orders@2020-02").path("predictions").asInt())
        .isEqualTo(7);

    Ended still = run("rerun", "orders/2");
    assertThat(still.status()).as(still.out() + still.err()).isZero();
    assertThat(still.out()).contains("note: orders@2020-02 is revoked: clock was wrong");

    assertThat(
            run("datasets", "revoke", "orders", "2020-02", "--why", "it was right", "--undo").out())
        .contains("orders@2020-02: revoked → accepted");
    assertThat(get("/datasets/orders/versions/2020-02").path("status").asText())
        .isEqualTo("accepted");
    assertThat(run("deployments", "rollback", "orders", "--to", "9").err())
        .contains("no version 9");
  }
}
