package io.noria.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noria.testkit.S3Server;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built program with its objects in S3: everything that is an object goes there and back. */
class ObjectsInS3IT {
  private static final Pattern KEY = Pattern.compile("<Key>([^<]*)</Key>");

  private static final String ARTIFACTS =
      """
      import sys, pathlib, mlflow
      mlflow.set_tracking_uri(sys.argv[1])
      folder = pathlib.Path(sys.argv[3])
      if sys.argv[2] == "up":
          mlflow.set_experiment("in s3")
          with mlflow.start_run() as run:
              folder.mkdir()
              (folder / "big.bin").write_bytes(bytes(range(256)) * (24 << 12))
              mlflow.log_artifacts(str(folder), "model")
              mlflow.log_text("hello", "notes.txt")
          print(run.info.run_id)
      else:
          down = mlflow.artifacts.download_artifacts(
              run_id=sys.argv[4], artifact_path="model", dst_path=str(folder))
          assert (pathlib.Path(down) / "big.bin").read_bytes() == bytes(range(256)) * (24 << 12)
          assert mlflow.artifacts.load_text("runs:/" + sys.argv[4] + "/notes.txt") == "hello"
      """;

  @TempDir private Path temp;

  private final S3Server s3 = S3Server.shared();
  private final String bucket = s3.createBucket();
  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http = HttpClient.newHttpClient();

  private NoriaProcess server(String log) throws IOException {
    return NoriaProcess.server(
        temp.resolve(log),
        "--data",
        temp.resolve("data").toString(),
        "--set",
        "noria.storage.objects=s3://" + bucket + "/noria",
        "--set",
        "noria.storage.s3.endpoint=" + s3.endpoint(),
        "--set",
        "noria.storage.s3.access-key-id=anybody",
        "--set",
        "noria.storage.s3.secret-access-key=open-sesame");
  }

  private List<String> keys() throws IOException, InterruptedException {
    URI list = s3.endpoint().resolve("/" + bucket + "?list-type=2");
    String xml =
        http.send(HttpRequest.newBuilder(list).build(), HttpResponse.BodyHandlers.ofString())
            .body();
    List<String> keys = new ArrayList<>();
    for (Matcher matcher = KEY.matcher(xml); matcher.find(); ) {
      keys.add(matcher.group(1));
    }
    return keys;
  }

  private String python(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(Python.executable(), "-c", ARTIFACTS));
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(temp, "python", ".out");
    Path err = Files.createTempFile(temp, "python", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0");
    builder.environment().put("MLFLOW_DISABLE_TELEMETRY", "true");
    Process process = builder.start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("python ended").isTrue();
    assertThat(process.exitValue()).as(Files.readString(err)).isZero();
    return Files.readString(out)
        .lines()
        .filter(line -> line.matches("[0-9a-f]{32}"))
        .findFirst()
        .orElse("");
  }

  private JsonNode post(NoriaProcess server, String path, String body) throws Exception {
    var answer = server.post(path, body);
    assertThat(answer.statusCode()).as(path + " " + answer.body()).isBetween(200, 299);
    return json.readTree(answer.body());
  }

  @Test
  void artifactsDataVersionsModelsAndPredictionsLieThereAndComeBack() throws Exception {
    Path project = SmallProject.write(temp.resolve("project"), YearMonth.of(2020, 1), 2);
    String run;
    try (NoriaProcess server = server("one.log")) {
      run = python(server.url(), "up", temp.resolve("up").toString());
      post(
          server,
          "/noria/v1/projects/apply",
          "{\"folder\":\"" + project + "\",\"event_time\":\"2020-03-02T00:00:00Z\"}");
      JsonNode settled =
          post(server, "/noria/v1/projects/orders/settle", "{\"timeout_seconds\":55}");
      assertThat(settled.path("settled").asBoolean()).as(settled.toString()).isTrue();
      predict(server);
    }
    assertThat(temp.resolve("data/objects")).doesNotExist();
    assertThat(keys())
        .hasSizeGreaterThan(5)
        .allMatch(key -> key.matches("noria/[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{64}"));

    // Nothing of it need be on this machine.
    deleteTree(temp.resolve("data/object-cache"));
    int before = keys().size();
    try (NoriaProcess server = server("two.log")) {
      python(server.url(), "down", temp.resolve("down").toString(), run);
      assertThat(predict(server)).as("the same model").isEqualTo("0");
      Awaitility.await("what the first server predicted is sealed")
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(keys().size()).isGreaterThan(before));
      var version = server.get("/noria/v1/datasets/orders/versions");
      assertThat(version.body()).contains("\"status\":\"accepted\"");
      var health = server.get("/noria/v1/health");
      assertThat(health.body()).contains("\"status\":\"ok\"");
    }
    assertThat(
            Files.readString(temp.resolve("one.log")) + Files.readString(temp.resolve("two.log")))
        .doesNotContain("open-sesame");
  }

  private String predict(NoriaProcess server) throws Exception {
    JsonNode answer =
        post(
            server,
            "/deployments/orders/predict",
            "{\"features\":{\"a\":0.05,\"b\":0.5,\"shop\":\"north\"}}");
    return answer.path("prediction").asText();
  }

  private static void deleteTree(Path root) throws IOException {
    List<Path> all;
    try (var tree = Files.walk(root)) {
      all = tree.sorted(java.util.Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }

  @Test
  void aBucketThatIsNotThereStopsTheStartWithASentence() throws Exception {
    Path err = temp.resolve("err");
    Process process =
        NoriaProcess.command(
                "server",
                "--port",
                "0",
                "--data",
                temp.resolve("data").toString(),
                "--set",
                "noria.storage.objects=s3://no-such-bucket",
                "--set",
                "noria.storage.s3.endpoint=" + s3.endpoint(),
                "--set",
                "noria.storage.s3.access-key-id=anybody",
                "--set",
                "noria.storage.s3.secret-access-key=open-sesame")
            .redirectError(err.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(Files.readString(err))
        .contains("object store s3://no-such-bucket/: looking at the bucket failed: 404")
        .doesNotContain("open-sesame", "\tat ");
  }
}
