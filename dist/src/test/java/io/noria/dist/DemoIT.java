package io.noria.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.engine.Engine;
import io.noria.engine.Frame;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's year, killed in the middle: what the records say afterwards. */
class DemoIT {
  private static DemoWorld world;

  @BeforeAll
  static void live() throws Exception {
    world = DemoWorld.lived();
  }

  @Test
  void everyFlightWasAnsweredOnceAlthoughTheDemoWasKilled(@TempDir Path temp) throws Exception {
    try (Engine engine = LocalServer.engine(temp.resolve("engine"))) {
      Frame asked =
          new Evidence(world, engine, temp).asked("2013-04-01T00:00:00Z", "2014-01-01T00:00:00Z");
      assertThat(asked.rows()).isGreaterThan(200_000);
      assertThat(world.summary().path("predictions").asInt()).isEqualTo(asked.rows());
    }
  }

  @Test
  void everyMonthArrivedOnceAndTheBrokenOneWasRefused() throws Exception {
    List<String> accepted = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    List<String> revoked = new ArrayList<>();
    for (JsonNode version :
        world.get("/noria/v1/datasets/flights/versions?max_results=100").path("items")) {
      switch (version.path("status").asText()) {
        case "accepted" -> accepted.add(version.path("label").asText());
        case "revoked" -> revoked.add(version.path("label").asText());
        default -> refused.add(version.path("label").asText());
      }
    }
    assertThat(revoked).as("the last act").hasSize(1).doesNotContainAnyElementsOf(accepted);
    assertThat(accepted).hasSize(11).doesNotHaveDuplicates();
    assertThat(refused).containsExactly("2013-06");
    assertThat(world.summary().path("data_refusals").asInt()).isEqualTo(1);
  }

  @Test
  void theWheelTurnedOnceForEveryMonthThatCouldJudge() {
    assertThat(world.summary().path("pipeline_runs").asInt())
        .as("ten turns, and the last act's rerun")
        .isEqualTo(11);
    assertThat(world.summary().path("model_versions").asInt()).isEqualTo(20);
  }

  @Test
  void championsWereMadeAndChallengersRefusedByTheNumbers() {
    assertThat(world.summary().path("promotions").asInt()).isBetween(2, 19);
    assertThat(world.summary().path("refusals").asInt()).isGreaterThan(5);
    assertThat(world.summary().path("alerts").asInt()).isPositive();
  }

  @Test
  void theChampionDidNoWorseThanTheModelThatWasNeverRetrained() {
    JsonNode months = world.summary().path("auc_by_month");
    assertThat(months).hasSize(9);
    double champion = 0;
    double first = 0;
    for (JsonNode month : months) {
      assertThat(month.path("champion").asDouble()).isBetween(0.55, 0.9);
      champion += month.path("champion").asDouble();
      first += month.path("first").asDouble();
    }
    assertThat(champion / 9).isGreaterThan(first / 9 + 0.01);
  }

  @Test
  void nothingHappenedTwice() {
    Set<String> seen = new HashSet<>();
    String last = "";
    for (JsonNode mark : world.summary().path("timeline")) {
      String key =
          mark.path("event_time").asText()
              + mark.path("kind").asText()
              + mark.path("id").asText()
              + mark.path("summary").asText();
      assertThat(seen.add(key)).as("once: " + mark).isTrue();
      assertThat(mark.path("event_time").asText()).isGreaterThanOrEqualTo(last);
      last = mark.path("event_time").asText();
    }
    assertThat(seen).hasSizeGreaterThan(50);
  }

  /** Each relation has one writer in the code; take one away and its relation is missing here. */
  @Test
  void theThreadIsWhole() throws Exception {
    Set<String> relations = new TreeSet<>();
    for (String root : List.of("deployment:flights", "dataset_version:flights@2013-03")) {
      for (JsonNode edge :
          world
              .get("/noria/v1/lineage?direction=both&depth=12&ref=" + root.replace("@", "%40"))
              .path("edges")) {
        relations.add(
            kind(edge.path("from"))
                + " "
                + edge.path("relation").asText()
                + " "
                + kind(edge.path("to")));
      }
    }
    assertThat(relations)
        .contains(
            "alert caused trigger",
            "dataset_version caused trigger",
            "dataset_version judged verdict",
            "dataset_version read task",
            "dataset_version trained run",
            "deployment watched window",
            "model_version compared verdict",
            "model_version deployed deployment",
            "model_version judged verdict",
            "pipeline_run ran task",
            "run produced model_version",
            "task started run",
            "trigger started pipeline_run",
            "verdict allowed model_version",
            "window raised alert");
  }

  /**
   * A wrong answer is explained, its model made again, its data taken back, an older model serves.
   */
  @Test
  void theLastActWentFromAWrongAnswerBackToAModelThatNeverSawTheBadData() throws Exception {
    JsonNode act = world.summary().path("last_act");
    assertThat(act.path("rerun").asText()).isEqualTo("same");
    JsonNode why = world.get("/noria/v1/predictions/" + act.path("prediction").asText() + "/why");
    String label = why.path("prediction").path("label").asText();
    assertThat(label).isNotEqualTo(why.path("prediction").path("prediction").asText());
    double sum = why.path("explanation").path("bias").asDouble();
    for (JsonNode feature : why.path("features")) {
      sum += feature.path("contribution").asDouble();
    }
    double score = why.path("prediction").path("score").asDouble();
    assertThat(1 / (1 + Math.exp(-sum)))
        .as("bias and contributions add up to the answer")
        .isCloseTo(score, org.assertj.core.data.Offset.offset(1e-6));
    int version = act.path("version").asInt();
    assertThat(version).isLessThan(why.path("version").path("version").asInt());
    assertThat(world.get("/noria/v1/deployments/flights").path("version").asInt())
        .isEqualTo(version);
    JsonNode reached =
        world.get(
            "/noria/v1/lineage/impact?ref=" + act.path("revoked").asText().replace("@", "%40"));
    assertThat(reached.path("model_versions").findValuesAsText("ref"))
        .as("what the revoked data went into")
        .contains(why.path("version_ref").asText())
        .doesNotContain("model_version:flights/" + version);
  }

  /** Listening first, then a fifth, then all: as the records say afterwards. */
  @Test
  void aChampionWasBroughtInByShadowAndSplit() {
    JsonNode rollout = world.summary().path("rollout");
    assertThat(rollout.at("/shadow/rows").asInt()).as(rollout.toString()).isGreaterThan(1000);
    assertThat(rollout.at("/shadow/same").asDouble()).isBetween(0.7, 1.0);
    assertThat(rollout.at("/shadow/mean_difference").asDouble()).isBetween(1e-6, 0.3);
    double answered = rollout.at("/split/answered").asDouble();
    assertThat(answered / rollout.at("/split/requests").asDouble()).isBetween(0.15, 0.25);
    List<String> moves = new ArrayList<>();
    for (JsonNode mark : world.summary().path("timeline")) {
      if (mark.path("kind").asText().equals("TrafficDirected")) {
        moves.add(mark.path("summary").asText());
      }
    }
    assertThat(moves).hasSize(3);
    assertThat(moves.getFirst()).contains("candidate").contains("listens").contains("100 %");
    assertThat(moves.get(1)).contains("20 %").contains("answered the same");
    assertThat(moves.getLast()).startsWith("its own version answers 100 %");
  }

  @Test
  void aMonthAsATableIsAnsweredAsItWasOneByOne() throws Exception {
    JsonNode batch = world.summary().path("batch");
    assertThat(batch.path("rows").asInt()).as(batch.toString()).isGreaterThan(20_000);
    assertThat(batch.path("compared").asInt()).isGreaterThan(10_000);
    assertThat(batch.path("equal").asInt()).isEqualTo(batch.path("compared").asInt());
    assertThat(
            world.get("/noria/v1/batch-predictions").path("items").path(0).path("status").asText())
        .isEqualTo("SUCCEEDED");
  }

  private static String kind(JsonNode ref) {
    return ref.asText().substring(0, ref.asText().indexOf(':'));
  }

  @Test
  void theChampionLoadedByMlflowPredictsWhatTheEndpointPredicts(@TempDir Path temp)
      throws Exception {
    // Asked of a deployment of its own, so that the year's log stays as it is.
    world.post(
        "/noria/v1/deployments",
        """
        {"name":"pyfunc-check","model":"flights","follow":"alias:champion"}\
        """);
    Path rows = temp.resolve("rows.parquet");
    try (Engine engine = LocalServer.engine(temp.resolve("engine"))) {
      Frame asked =
          new Evidence(world, engine, temp).asked("2013-12-01T00:00:00Z", "2013-12-03T00:00:00Z");
      engine.writeParquet(asked, rows);
    }
    python(
        "pyfunc_check.py",
        world.server().url(),
        "models:/flights@champion",
        rows.toString(),
        "pyfunc-check");
  }

  @Test
  void statisticsAgreeWithScipyAndScikitLearn(@TempDir Path temp) throws Exception {
    List<JsonNode> windows = new ArrayList<>();
    world
        .get("/noria/v1/deployments/flights/windows")
        .path("items")
        .forEach(window -> windows.add(window));
    assertThat(windows).hasSizeGreaterThan(30);
    try (Engine engine = LocalServer.engine(temp.resolve("engine"))) {
      Path evidence =
          new Evidence(world, engine, temp)
              .of(List.of(windows.get(1), windows.get(16), windows.get(30)));
      python("stats_check.py", evidence.toString());
    }
  }

  private static void python(String script, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Python.executable());
    command.add(Path.of("src/test/python", script).toAbsolutePath().toString());
    command.addAll(List.of(arguments));
    Path output = world.folder().resolve(script + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("MLFLOW_TRACKING_URI", world.server().url());
    Process process = builder.start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).as(script + " ended in time").isTrue();
    assertThat(process.exitValue()).as(Files.readString(output)).isZero();
  }

  @Test
  void verdictsFollowTheData(@TempDir Path temp) throws Exception {
    Path example = temp.resolve("flights");
    copy(NoriaProcess.app().resolve("examples/flights"), example);
    // May's answers dealt out anew among its flights: as many are late, but nobody could know
    // which.
    Path may = example.resolve("year/flights/2013-05.parquet");
    Path turned = temp.resolve("turned.parquet");
    try (Engine engine = LocalServer.engine(temp.resolve("engine"))) {
      engine.writeParquet(
          """
          WITH numbered AS (
            SELECT *, row_number() OVER (ORDER BY flight_key) - 1 AS i, count(*) OVER () AS n
            FROM flights
          )
          SELECT a.* EXCLUDE (i, n) REPLACE (b.late AS late)
          FROM numbered a JOIN numbered b ON b.i = (a.i + 9973) % a.n
          ORDER BY a.i
          """,
          java.util.Map.of("flights", List.of(may)), turned);
    }
    Files.move(turned, may, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    Process process =
        NoriaProcess.command(
                "demo",
                "--headless",
                "--port",
                "0",
                "--until",
                "2013-05",
                "--data",
                temp.resolve("demo").toString(),
                "--example",
                example.toString())
            .redirectError(temp.resolve("log").toFile())
            .redirectOutput(temp.resolve("out").toFile())
            .start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(temp.resolve("log"))).isZero();
    JsonNode changed =
        new com.fasterxml.jackson.databind.ObjectMapper()
            .readTree(Files.readAllLines(temp.resolve("out")).getLast());

    assertThat(verdicts(changed, "2013-06-01"))
        .isNotEqualTo(verdicts(world.summary(), "2013-06-01"));
    assertThat(verdicts(changed, "2013-05-01")).isEqualTo(verdicts(world.summary(), "2013-05-01"));
  }

  private static List<String> verdicts(JsonNode summary, String day) {
    List<String> verdicts = new ArrayList<>();
    for (JsonNode mark : summary.path("timeline")) {
      if (mark.path("kind").asText().equals("VerdictRecorded")
          && mark.path("event_time").asText().startsWith(day)) {
        verdicts.add(mark.path("summary").asText());
      }
    }
    assertThat(verdicts).as("verdicts of " + day).isNotEmpty();
    return verdicts;
  }

  private static void copy(Path from, Path to) throws Exception {
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }
}
