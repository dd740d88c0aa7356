package io.noria.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.noria.engine.Engine;
import io.noria.engine.Frame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A person's own table, from {@code noria init} to a model that answers and whose answers are
 * measured: two classes without time, several classes, and a number with time.
 */
class InitIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ASKED = 400;
  private static final int AT_ONCE = 100;

  @TempDir private Path temp;

  /** A table of the examples, with what is predicted and how well it must be. */
  private enum Table {
    BIKES("data/bikes", "* EXCLUDE (hour)", "bikers", "r2", 0.7),
    SEGMENTS("data/segments.csv", "*", "category", "accuracy", 0.9),
    INCOMES("data/incomes.parquet", "* EXCLUDE (person)", "income", "auc", 0.85);

    private final String data;
    private final String asked;
    private final String target;
    private final String metric;
    private final double least;

    Table(String data, String asked, String target, String metric, double least) {
      this.data = data;
      this.asked = asked;
      this.target = target;
      this.metric = metric;
      this.least = least;
    }

    private String project() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    private Path example() {
      return Path.of("../examples").toAbsolutePath().normalize().resolve(project());
    }
  }

  private record Ended(int status, String out, String err) {}

  private Ended noria(String... arguments) throws Exception {
    Path out = Files.createTempFile(temp, "out", "");
    Path err = Files.createTempFile(temp, "err", "");
    Process process =
        NoriaProcess.command(arguments)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).as(List.of(arguments) + " ended").isTrue();
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  @ParameterizedTest
  @ValueSource(strings = {"BIKES", "SEGMENTS", "INCOMES"})
  void aTableBecomesAProjectWhoseWheelTurns(String name) throws Exception {
    Table table = Table.valueOf(name);
    Path folder = temp.resolve("mine");
    Ended init =
        noria(
            "init",
            "--data",
            table.example().resolve(table.data).toString(),
            "--target",
            table.target,
            "--name",
            table.project(),
            "--yes",
            folder.toString());
    assertThat(init.status()).as(init.err()).isZero();
    assertThat(init.out()).contains("Nothing was asked", "noria apply");
    turnAndMeasure(table, folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"BIKES", "SEGMENTS", "INCOMES"})
  void theExampleThatAPersonEditedTurnsToo(String name) throws Exception {
    Table table = Table.valueOf(name);
    turnAndMeasure(table, copy(table.example(), temp.resolve("example")));
  }

  @Test
  void aRefusalIsOneSentenceAndNothingIsWritten() throws Exception {
    Path data = Files.writeString(temp.resolve("t.csv"), "a,y\n1,7\n2,7\n3,7\n");
    Path folder = temp.resolve("mine");
    Ended refused =
        noria("init", "--data", data.toString(), "--target", "y", "--yes", folder.toString());
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err()).contains("target y: is 7 in every row").doesNotContain("\tat ");
    assertThat(folder).doesNotExist();
    assertThat(noria("init", "--target", "y").status()).isEqualTo(2);
  }

  @Test
  void decisionsArePrintedAsJson() throws Exception {
    Table table = Table.INCOMES;
    Ended init =
        noria(
            "init",
            "--data",
            table.example().resolve(table.data).toString(),
            "--target",
            table.target,
            "--json",
            temp.resolve("mine").toString());
    assertThat(init.status()).as(init.err()).isZero();
    JsonNode told = JSON.readTree(init.out());
    assertThat(told.path("task").asText()).isEqualTo("binary");
    assertThat(told.path("rows").asLong()).isEqualTo(32_561);
    assertThat(told.path("decisions")).isNotEmpty();
  }

  private void turnAndMeasure(Table table, Path folder) throws Exception {
    Path log = temp.resolve("log");
    String project = table.project();
    try (NoriaProcess server =
        NoriaProcess.server(log, "--data", temp.resolve("server").toString())) {
      JsonNode applied =
          post(server, "/noria/v1/projects/apply", "{\"folder\": \"" + folder + "\"}");
      Awaitility.await("the turn is over; log " + log)
          .atMost(Duration.ofMinutes(5))
          .until(() ->
              post(server, "/noria/v1/projects/" + project + "/settle", "{\"timeout_seconds\": 20}")
                  .path("settled")
                  .asBoolean());
      var champion = server.get("/noria/v1/models/" + project);
      assertThat(champion.body()).as(applied + "\n" + Files.readString(log)).contains("champion");
      measure(server, table, folder);
    }
  }

  /** Asks for rows of the table, tells what came true, and reads how good the answers were. */
  private void measure(NoriaProcess server, Table table, Path folder) throws Exception {
    String project = table.project();
    Frame rows = rows(table, folder);
    Instant from = Instant.now().minusSeconds(60);
    ArrayNode labels = JSON.createArrayNode();
    for (int first = 0; first < rows.rows(); first += AT_ONCE) {
      Frame some = rows.slice(first, first + AT_ONCE);
      String[] ids = ask(server, table, some);
      for (int row = 0; row < ids.length; row++) {
        ObjectNode label = labels.addObject().put("prediction_id", ids[row].strip());
        label.set("value", JSON.valueToTree(some.column(table.target).value(row)));
      }
    }
    JsonNode recorded =
        post(server, "/noria/v1/labels", JSON.createObjectNode().set("labels", labels).toString());
    assertThat(recorded.path("accepted").asInt()).isEqualTo(rows.rows());
    String stretch =
        "/noria/v1/deployments/%s/performance?from=%s&to=%s"
            .formatted(project, from, Instant.now().plusSeconds(60));
    Awaitility.await("the answers are scored")
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> {
          JsonNode scores = JSON.readTree(server.get(stretch).body()).path("champion");
          assertThat(scores.path("labelled").asInt()).as(scores.toString()).isEqualTo(rows.rows());
          assertThat(scores.path("metrics").path(table.metric).asDouble(-1))
              .as(scores.toString())
              .isBetween(table.least, 1.0);
        });
  }

  /** The ids of the answers, of which a header names no more than so many at once. */
  private static String[] ask(NoriaProcess server, Table table, Frame rows) throws Exception {
    ArrayNode features = JSON.createArrayNode();
    for (int row = 0; row < rows.rows(); row++) {
      ObjectNode one = features.addObject();
      rows.row(row)
          .forEach((name, value) -> {
            if (!name.equals(table.target)) {
              one.set(name, JSON.valueToTree(shown(value)));
            }
          });
    }
    var answer =
        server.post(
            "/deployments/" + table.project() + "/predict",
            JSON.createObjectNode().set("features", features).toString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    String[] ids = answer.headers().firstValue("Noria-Prediction-Id").orElseThrow().split(",");
    assertThat(ids).hasSize(rows.rows());
    return ids;
  }

  private static Object shown(Object value) {
    return value instanceof Instant moment ? moment.toString() : value;
  }

  /** Rows of the features' SQL, from all over the table. */
  private Frame rows(Table table, Path folder) throws IOException {
    String sql = Files.readString(folder.resolve("sql/features.sql"));
    Path data = folder.resolve(table.data);
    List<Path> files;
    if (Files.isDirectory(data)) {
      try (Stream<Path> all = Files.list(data)) {
        files = all.sorted().toList();
      }
    } else {
      files = List.of(data);
    }
    try (Engine engine = LocalServer.engine(temp.resolve("engine"))) {
      return engine.query(
          "SELECT %s FROM (\n%s\n) USING SAMPLE reservoir(%d ROWS) REPEATABLE (1)"
              .formatted(table.asked, sql.strip(), ASKED),
          Map.of(table.project(), files));
    }
  }

  private static JsonNode post(NoriaProcess server, String path, String body)
      throws IOException, InterruptedException {
    var answer = server.post(path, body);
    assertThat(answer.statusCode()).as(path + " " + answer.body()).isBetween(200, 299);
    return JSON.readTree(answer.body());
  }

  private static Path copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path place = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(place);
        } else {
          Files.copy(file, place);
        }
      }
    }
    return to;
  }
}
