package io.noria.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noria.registry.BundleInfo;
import io.noria.registry.FeatureColumn;
import io.noria.registry.LinearModel;
import io.noria.registry.Signature;
import io.noria.testkit.S3Server;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code noria predict} over buckets and folders, killed in the middle. */
class PredictIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern KEY = Pattern.compile("<Key>([^<]*)</Key>");
  private static final int FILES = 16;
  private static final int ROWS = 10_000;

  @TempDir private Path temp;

  private final S3Server s3 = S3Server.shared();
  private final String bucket = s3.createBucket();
  private final HttpClient http = HttpClient.newHttpClient();

  private static final BundleInfo INFO =
      new BundleInfo(
          1,
          new Signature(List.of(FeatureColumn.of("x", FeatureColumn.Type.DOUBLE))),
          BundleInfo.Objective.REGRESSION,
          "y",
          List.of(),
          0.5,
          List.of(),
          BundleInfo.Runtime.LINEAR,
          "");
  private static final LinearModel TWICE =
      new LinearModel(
          List.of(0.0), List.of(new LinearModel.Number("x", 0, 1)), List.of(List.of(2.0)));

  private Path model() throws Exception {
    Path folder = Files.createDirectories(temp.resolve("twice"));
    Files.writeString(folder.resolve(BundleInfo.FILE), INFO.toJson());
    Files.writeString(folder.resolve(LinearModel.FILE), TWICE.toJson());
    return folder;
  }

  private ProcessBuilder predict(String... arguments) {
    List<String> all = new ArrayList<>(List.of("predict"));
    all.addAll(List.of(arguments));
    ProcessBuilder builder = NoriaProcess.command(all.toArray(String[]::new));
    builder.environment().put("XDG_CACHE_HOME", temp.resolve("cache").toString());
    builder.environment().put("NORIA_STORAGE_S3_ENDPOINT", s3.endpoint().toString());
    builder.environment().put("NORIA_STORAGE_S3_ACCESS_KEY_ID", "anybody");
    builder.environment().put("NORIA_STORAGE_S3_SECRET_ACCESS_KEY", "open-sesame");
    builder.environment().put("NORIA_STORAGE_S3_PART_BYTES", Integer.toString(5 << 20));
    return builder.redirectError(temp.resolve("err").toFile());
  }

  private String ended(ProcessBuilder command) throws Exception {
    Path out = Files.createTempFile(temp, "out", "");
    Process process = command.redirectOutput(out.toFile()).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended").isTrue();
    assertThat(process.exitValue()).as(Files.readString(temp.resolve("err"))).isZero();
    return Files.readString(out);
  }

  private HttpResponse<String> s3(String path) throws Exception {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(s3.endpoint().resolve(path))
                .header(
                    "Authorization",
                    "AWS4-HMAC-SHA256 Credential=anybody/20260101/us-east-1/s3/aws4_request,"
                        + " SignedHeaders=host, Signature=0")
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    return answer;
  }

  private List<String> keys(String prefix) throws Exception {
    List<String> keys = new ArrayList<>();
    String xml = s3("/" + bucket + "?list-type=2&prefix=" + prefix).body();
    for (Matcher matcher = KEY.matcher(xml); matcher.find(); ) {
      keys.add(matcher.group(1));
    }
    return keys;
  }

  private void put(String key, String text) throws Exception {
    URI at = s3.endpoint().resolve("/" + bucket + "/" + key);
    int status =
        http.send(
                HttpRequest.newBuilder(at).PUT(HttpRequest.BodyPublishers.ofString(text)).build(),
                HttpResponse.BodyHandlers.discarding())
            .statusCode();
    assertThat(status).isEqualTo(200);
  }

  private static String csv(int from, int rows) {
    StringBuilder csv = new StringBuilder("x,note\n");
    for (int i = from; i < from + rows; i++) {
      csv.append(i).append(",row ").append(i).append(" as it came\n");
    }
    return csv.toString();
  }

  private static void assertRight(String csv, int from, int rows) {
    List<String> lines = csv.lines().toList();
    assertThat(lines.getFirst()).isEqualTo("x,note,prediction");
    assertThat(lines).hasSize(rows + 1);
    for (int i = 0; i < rows; i++) {
      int x = from + i;
      assertThat(lines.get(i + 1)).isEqualTo(x + ",row " + x + " as it came," + 2.0 * x);
    }
  }

  @Test
  void aBucketGoesOnWithTheMissingFilesAfterKill9() throws Exception {
    for (int i = 0; i < FILES; i++) {
      put("asked/day-%02d.csv".formatted(i), csv(i * ROWS, ROWS));
    }
    put("asked/readme.md", "no table");
    String[] command = {
      "--model",
      model().toString(),
      "--json",
      "--in",
      "s3://" + bucket + "/asked/",
      "--out",
      "s3://" + bucket + "/told/"
    };
    Process process = predict(command).start();
    await().atMost(Duration.ofSeconds(60)).until(() -> keys("told/").size() > 2);
    for (ProcessHandle child : process.descendants().toList()) {
      child.destroyForcibly();
    }
    process.destroyForcibly().waitFor();
    int before = keys("told/").size();
    assertThat(before).isLessThan(FILES);

    JsonNode done = JSON.readTree(ended(predict(command)));
    assertThat(done.path("files").asInt()).isEqualTo(FILES);
    assertThat(done.path("files_kept").asInt()).isEqualTo(before);
    assertThat(done.path("rows").asInt()).isEqualTo(FILES * ROWS);
    assertThat(keys("told/")).hasSize(FILES);
    for (int i = 0; i < FILES; i++) {
      assertRight(s3("/" + bucket + "/told/day-%02d.csv".formatted(i)).body(), i * ROWS, ROWS);
    }
    try (Stream<Path> left = Files.walk(temp.resolve("cache/noria/predict"))) {
      assertThat(left.filter(Files::isRegularFile)).as("what was fetched is gone").isEmpty();
    }
  }

  /** As large that it goes up in parts. */
  @Test
  void aLargeFileGoesOnWithTheMissingChunksAfterKill9() throws Exception {
    int rows = 300_000;
    put("large.csv", csv(0, rows));
    String[] command = {
      "--model",
      model().toString(),
      "--json",
      "--in",
      "s3://" + bucket + "/large.csv",
      "--out",
      "s3://" + bucket + "/large-told.csv",
      "--threads",
      "1"
    };
    Process process = predict(command).start();
    Path scratch = temp.resolve("cache/noria/predict");
    await().atMost(Duration.ofSeconds(60)).until(() -> chunks(scratch) > 0);
    for (ProcessHandle child : process.descendants().toList()) {
      child.destroyForcibly();
    }
    process.destroyForcibly().waitFor();
    assertThat(keys("large-told")).as("nothing before all is done").isEmpty();

    JsonNode done = JSON.readTree(ended(predict(command)));
    assertThat(done.path("rows").asInt()).isEqualTo(rows);
    assertThat(done.path("kept").asInt()).isPositive();
    assertRight(s3("/" + bucket + "/large-told.csv").body(), 0, rows);
  }

  private NoriaProcess server(Path open) throws Exception {
    return NoriaProcess.server(
        temp.resolve("log"),
        "--data",
        temp.resolve("data").toString(),
        "--set",
        "noria.serving.batch-paths=" + open,
        "--set",
        "noria.storage.s3.endpoint=" + s3.endpoint(),
        "--set",
        "noria.storage.s3.access-key-id=anybody",
        "--set",
        "noria.storage.s3.secret-access-key=open-sesame");
  }

  private static JsonNode json(HttpResponse<String> answer) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private static String body(String in, String out) {
    return "{\"model\":\"models:/twice@best\",\"in\":\"%s\",\"out\":\"%s\"}".formatted(in, out);
  }

  private static JsonNode over(NoriaProcess server, String id) {
    return await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> json(server.get("/noria/v1/batch-predictions/" + id)),
            batch -> !List.of("PENDING", "RUNNING").contains(batch.path("status").asText()));
  }

  private static long files(Path folder) throws Exception {
    if (!Files.exists(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".csv")).count();
    }
  }

  @Test
  void aServerGoesOnAfterKill9AndKeepsToItsFolders() throws Exception {
    Path open = Files.createDirectories(temp.resolve("open"));
    Files.createDirectories(open.resolve("in"));
    for (int i = 0; i < FILES; i++) {
      Files.writeString(open.resolve("in/day-%02d.csv".formatted(i)), csv(i * ROWS, ROWS));
    }
    String all = "/noria/v1/batch-predictions";
    String id;
    long before;
    try (NoriaProcess server = server(open)) {
      TinyModel.alias(server, "twice", "best", TinyModel.register(server, "twice", INFO, TWICE));
      id = json(server.post(all, body(open + "/in", open + "/out/"))).path("id").asText();
      await().atMost(Duration.ofSeconds(60)).until(() -> files(open.resolve("out")) > 2);
      server.kill();
      before = files(open.resolve("out"));
    }
    assertThat(before).isLessThan(FILES);
    try (NoriaProcess server = server(open)) {
      JsonNode done = over(server, id);
      assertThat(done.path("status").asText()).as(done.toString()).isEqualTo("SUCCEEDED");
      assertThat(done.at("/progress/files_done").asInt()).isEqualTo(FILES);
      assertThat(done.at("/progress/rows").asInt()).isEqualTo(FILES * ROWS);
      assertThat(done.at("/progress/rows_kept").asInt()).isPositive();
      for (int i = 0; i < FILES; i++) {
        assertRight(
            Files.readString(open.resolve("out/day-%02d.csv".formatted(i))), i * ROWS, ROWS);
      }
      refusals(server, open);
      buckets(server, open);
    }
  }

  private void refusals(NoriaProcess server, Path open) throws Exception {
    String all = "/noria/v1/batch-predictions";
    for (String[] each :
        new String[][] {
          {"/etc/passwd", open + "/o.csv", "403"},
          {open + "/in", "/tmp/o.csv", "403"},
          {open + "/../data/noria.db", open + "/o.csv", "403"},
          {open + "/none.csv", open + "/o.csv", "404"},
          {open + "/in", open + "/o", "400"},
          {"s3://no-such-bucket-here/a.csv", open + "/o.csv", "404"}
        }) {
      var answer = server.post(all, body(each[0], each[1]));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(Integer.parseInt(each[2]));
    }
    assertThat(server.post(all, "{\"model\":\"twice\",\"in\":\"a\",\"out\":\"b\"}").statusCode())
        .isBetween(400, 422);
    assertThat(server.get(all + "/none").statusCode()).isEqualTo(404);
  }

  /** From a bucket into a bucket, asked for at the terminal; then one that is stopped. */
  private void buckets(NoriaProcess server, Path open) throws Exception {
    put("few.csv", csv(0, 10));
    JsonNode done =
        JSON.readTree(
            ended(
                predict(
                    "--on-server",
                    "--json",
                    "--url",
                    server.url(),
                    "--model",
                    "models:/twice/1",
                    "--in",
                    "s3://" + bucket + "/few.csv",
                    "--out",
                    "s3://" + bucket + "/few-told.csv")));
    assertThat(done.path("version").asText()).isEqualTo("model_version:twice/1");
    assertRight(s3("/" + bucket + "/few-told.csv").body(), 0, 10);

    String one = "/noria/v1/batch-predictions/";
    String id =
        json(server.post("/noria/v1/batch-predictions", body(open + "/in", open + "/again/")))
            .path("id")
            .asText();
    json(server.post(one + id + "/cancel", "{}"));
    assertThat(over(server, id).path("status").asText()).isEqualTo("CANCELLED");
    assertThat(ended(predict("jobs", "--url", server.url()))).contains(id).contains("SUCCEEDED");
    assertThat(
            json(server.get("/noria/v1/lineage?direction=both&depth=2&ref=model_version:twice%2F1"))
                .toString())
        .contains(id + "/predict");
  }

  private static long chunks(Path scratch) throws Exception {
    if (!Files.exists(scratch)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(scratch).sorted(Comparator.naturalOrder())) {
      return files
          .filter(file -> file.getFileName().toString().matches("chunk-\\d+.parquet"))
          .count();
    } catch (java.io.UncheckedIOException e) {
      return 0;
    }
  }
}
