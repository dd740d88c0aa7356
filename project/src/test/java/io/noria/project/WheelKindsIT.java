package io.noria.project;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.delivery.Outcome;
import io.noria.delivery.TriggerDecision;
import io.noria.delivery.Verdict;
import io.noria.pipelines.PipelineRun;
import io.noria.pipelines.PipelineState;
import io.noria.pipelines.RunSearch;
import io.noria.pipelines.Task;
import io.noria.registry.ModelVersion;
import io.noria.serving.ScoredModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Turns of projects without time, of many classes, of numbers, and with scripts. */
class WheelKindsIT {
  private static final Duration SOON = Duration.ofMinutes(2);

  @TempDir Path folder;
  private World world;
  private Path project;

  @BeforeEach
  void open() throws IOException {
    world = new World(folder.resolve("server"));
    project = Files.createDirectories(folder.resolve("project"));
  }

  @AfterEach
  void close() {
    world.close();
  }

  /** Two features decide together among three kinds; the order of the rows must not matter. */
  private void kinds(int rows, String order) {
    String sql =
        """
        SELECT * FROM (
          SELECT i AS id, a, b, CASE WHEN i %% 7 = 0 THEN NULL ELSE 'c' || (i %% 3) END AS colour,
            CASE WHEN (a + noise < 0.55) = (b < 0.5) THEN 'low' WHEN b < 0.5 THEN 'mid' ELSE 'high'
              END AS kind, 10 * a + 3 * b + noise AS amount
          FROM (SELECT i, (hash(i) %% 1000) / 1000.0 AS a, (hash(i + 1000000) %% 1000) / 1000.0 AS b,
            (hash(i + 5000000) %% 1000) / 10000.0 AS noise FROM range(%d) t(i)))
        ORDER BY %s
        """
            .formatted(rows, order);
    world.engine.writeParquet(sql, Map.of(), project.resolve("things.parquet"));
  }

  private PipelineRun turned(String name, int turns) throws InterruptedException {
    assertThat(world.projects.settle(name, SOON).settled()).isTrue();
    List<PipelineRun> runs = world.pipelines.search(RunSearch.of(name)).items();
    assertThat(runs).hasSize(turns);
    assertThat(runs.getFirst().error()).isNull();
    assertThat(runs.getFirst().state()).isEqualTo(PipelineState.SUCCEEDED);
    return runs.getFirst();
  }

  private ModelVersion champion(String model) {
    return world.registry.versions().findByAlias(model, "champion").orElseThrow();
  }

  private List<String> tasks(PipelineRun run) {
    return world.pipelines.tasks(run.id()).stream()
        .map(task -> task.id().name() + " " + task.state())
        .toList();
  }

  @Test
  void rowsWithoutTimeAreJudgedByAHoldoutThatNeverTrains() throws Exception {
    Files.writeString(
        project.resolve("noria.yaml"),
        """
        project: things
        data: { things: { path: things.parquet } }
        prepare: { key: id, exclude: amount }
        target: { column: kind, classes: [low, mid, high] }
        model:
          baseline: linear
          candidates: [ { trainer: xgboost }, { trainer: linear } ]
          search: { trials: 1, rounds: 40 }
        gates:
          staging: [ { metric: accuracy, at_least: 0.8 }, { beats: baseline } ]
          champion: [ { beats: champion, on: holdout, resample: row } ]
        """);
    kinds(1500, "id");
    world.projects.apply(project, null);
    PipelineRun first = turned("things", 1);
    assertThat(tasks(first))
        .contains("prepare-train SUCCEEDED", "prepare-holdout SUCCEEDED", "baseline SUCCEEDED")
        .contains("search-1 SUCCEEDED", "fit-2 SUCCEEDED", "judge-2 SUCCEEDED");
    ModelVersion champion = champion("things");
    assertThat(champion.tags())
        .containsEntry("noria.holdout", "0.2 by id")
        .doesNotContainKey("noria.trained_until");
    List<Verdict> verdicts = world.delivery.gates().verdicts("things", null);
    assertThat(verdicts).extracting(Verdict::outcome).contains(Outcome.PASS);
    assertThat(verdicts).filteredOn(v -> v.outcome() != Outcome.PASS).isNotEmpty();
    ScoredModel model = world.serving.models().load("things", champion.id().version());
    assertThat(model.target().classes()).containsExactly("low", "mid", "high");

    kinds(1500, "hash(id)");
    world.projects.collect("things", null);
    PipelineRun shuffled = turned("things", 2);
    assertThat(digest(shuffled, "prepare-train")).isEqualTo(digest(first, "prepare-train"));
    assertThat(tasks(shuffled)).contains("search-1 SUCCEEDED");
    assertThat(task(shuffled, "search-1").outputs().get("run").contentDigest())
        .isEqualTo(task(first, "search-1").outputs().get("run").contentDigest());

    kinds(1800, "id");
    world.projects.collect("things", null);
    PipelineRun grown = turned("things", 3);
    assertThat(ids(grown, "prepare-holdout")).containsAll(ids(first, "prepare-holdout"));
    assertThat(ids(grown, "prepare-train")).containsAll(ids(first, "prepare-train"));
  }

  private Task task(PipelineRun run, String name) {
    return world.pipelines.tasks(run.id()).stream()
        .filter(task -> task.id().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private String digest(PipelineRun run, String task) {
    return task(run, task).outputs().get("features").contentDigest();
  }

  private List<Long> ids(PipelineRun run, String task) throws IOException {
    Path file =
        world.objects.localFile(
            task(run, task).outputs().get("features").files().getFirst().digest());
    var rows = world.engine.readParquet(List.of(file), List.of("id"));
    return java.util.stream.IntStream.range(0, rows.rows())
        .mapToObj(row -> (long) rows.column("id").number(row))
        .toList();
  }

  @Test
  void aScriptIsRecordedTrainsAndAnswersAndIsTakenFromTheCacheAgain() throws Exception {
    Files.writeString(
        project.resolve("noria.yaml"),
        """
        project: amounts
        data: { things: { path: things.parquet } }
        prepare: { key: id, exclude: kind }
        target: { column: amount }
        model: { command: sh train.sh, predict: sh predict.sh }
        gates: { champion: [ { metric: rmse, at_most: 4 }, { beats: champion } ] }
        """);
    Files.writeString(
        project.resolve("train.sh"),
        """
        awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next } { s += $at["amount"] }
          END { print s / (NR - 1) }' "$NORIA_TRAIN" > "$NORIA_OUTPUT/mean"
        """);
    Files.writeString(
        project.resolve("predict.sh"), "read mean < mean\nwhile read row; do echo $mean; done\n");
    kinds(600, "id");
    world.projects.apply(project, null);
    assertThat(world.projects.get("amounts").texts()).containsOnlyKeys("train.sh", "predict.sh");
    PipelineRun first = turned("amounts", 1);
    assertThat(tasks(first)).contains("train-1 SUCCEEDED");
    ModelVersion champion = champion("amounts");
    ScoredModel model = world.serving.models().load("amounts", champion.id().version());
    assertThat(model.target().regression()).isTrue();

    world.projects.run("amounts", "again", null);
    assertThat(tasks(turned("amounts", 2))).contains("train-1 CACHED");
    Files.writeString(project.resolve("train.sh"), "echo 5 > $NORIA_OUTPUT/mean\n");
    assertThat(world.projects.plan(project).changes().getFirst().summary())
        .isEqualTo("train.sh has another content");
    world.projects.apply(project, null);
    world.projects.run("amounts", "another script", null);
    assertThat(tasks(turned("amounts", 3))).contains("train-1 SUCCEEDED");
  }

  @Test
  void tooFewPeriodsAreCountedAndAnotherPeriodIsNamed() throws Exception {
    world.engine.writeParquet(
        """
        SELECT TIMESTAMP '2021-03-02' + INTERVAL (i) HOUR AS at, i % 5 AS a, i % 3 = 0 AS hot
        FROM range(400) t(i)
        """,
        Map.of(), project.resolve("hours.parquet"));
    String file =
        """
        project: hours
        data: { hours: { path: hours.parquet, time: at, period: %s } }
        target: { column: hot, positive: true }
        model: { search: { trials: 1, rounds: 5 } }
        gates: { champion: [ { beats: champion, on: newest labelled %s } ] }
        """;
    Files.writeString(project.resolve("noria.yaml"), file.formatted("month", "month"));
    TriggerDecision decision = world.projects.apply(project, null).collected().decision();
    assertThat(decision).isNotNull();
    assertThat(decision.why())
        .contains(
            "project hours: hours has 1 labelled month, 2021-03 (expected: one to judge and at least"
                + " one before it; period: week gives 3, period: day gives 17)");

    Files.writeString(project.resolve("noria.yaml"), file.formatted("week", "week"));
    world.projects.apply(project, null);
    world.projects.run("hours", "by week", null);
    world.projects.settle("hours", SOON);
    assertThat(champion("hours").tags()).containsKey("noria.trained_until");
  }
}
