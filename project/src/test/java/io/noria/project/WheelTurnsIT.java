package io.noria.project;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.base.LineageEdge;
import io.noria.base.Ref;
import io.noria.delivery.Outcome;
import io.noria.delivery.TriggerDecision;
import io.noria.delivery.Verdict;
import io.noria.pipelines.PipelineRun;
import io.noria.pipelines.PipelineState;
import io.noria.pipelines.RunSearch;
import io.noria.pipelines.Task;
import io.noria.pipelines.TaskId;
import io.noria.pipelines.TaskState;
import io.noria.project.Change.Action;
import io.noria.registry.ModelCard;
import io.noria.registry.ModelVersion;
import io.noria.registry.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A small made-up world, turned through six months on real areas: until March the target follows
 * {@code a}, from April on it follows {@code b}.
 */
class WheelTurnsIT {
  private static final Duration SOON = Duration.ofMinutes(2);

  @TempDir Path folder;
  private Path project;
  private World world;

  @BeforeEach
  void open() throws IOException {
    world = new World(folder.resolve("server"));
    project = folder.resolve("project");
    Files.createDirectories(project.resolve("data/orders"));
    Files.createDirectories(project.resolve("sql"));
    Files.writeString(
        project.resolve("noria.yaml"),
        """
        project: orders
        problem: { question: Will it come back?, owner: me@example.org, limitations: made up }
        data:
          orders: { path: data/orders/*.parquet, time: ordered, version: monthly, expect: rules.yaml }
          shops: { path: data/shops.parquet }
        prepare: { sql: sql/features.sql, as_of: ordered, key: order_id }
        target: { column: back, positive: 1, arrives: ordered + 1 day }
        model:
          candidates: [ { train_on: 3 months }, { train_on: 1 month } ]
          search: { trials: 2, rounds: 25, space: { max_depth: [2, 3] } }
        gates:
          staging: [ { metric: auc, at_least: 0.6 } ]
          champion: [ { beats: champion, on: newest labelled month, resample: day } ]
        watch: { features: { test: psi, above: 0.2 } }
        retrain: { on: [ new data, alert ], cool_down: 10 days }
        """);
    Files.writeString(project.resolve("rules.yaml"), "rows: [100, 100000]\n");
    Files.writeString(
        project.resolve("sql/features.sql"),
        """
        SELECT o.order_id, o.ordered, o.a, o.b, o.paid, s.region, o.back
        FROM orders o LEFT JOIN shops s ON s.shop = o.shop;
        """);
    world.engine.writeParquet(
        "SELECT i AS shop, CASE WHEN i % 3 = 0 THEN 'north' ELSE 'south' END AS region"
            + " FROM range(9) t(i)",
        Map.of(), project.resolve("data/shops.parquet"));
  }

  @AfterEach
  void close() {
    world.close();
  }

  private void write(String month, int rows) {
    String after = month.compareTo("2020-04") >= 0 ? "b" : "a";
    String sql =
        """
        SELECT '%1$s-' || i AS order_id,
          TIMESTAMP '%1$s-01 00:00:00' + INTERVAL (i * 2400000 // %2$d) SECOND AS ordered,
          i %% 9 AS shop, a, b, i %% 2 = 0 AS paid,
          CASE WHEN (hash(i * 31 + 7) %% 1000) / 1000.0 < 1 / (1 + exp(-4 * (%3$s - 0.5)))
            THEN 1 ELSE 0 END AS back
        FROM (SELECT i, (hash(i) %% 1000) / 1000.0 AS a, (hash(i + 1000000) %% 1000) / 1000.0 AS b
          FROM range(%2$d) t(i)) ORDER BY i
        """
            .formatted(month, rows, after);
    world.engine.writeParquet(sql, Map.of(), project.resolve("data/orders/" + month + ".parquet"));
  }

  private static Instant endOf(String month) {
    return YearMonth.parse(month).plusMonths(1).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  private Collected arrive(String month) throws InterruptedException {
    write(month, 2400);
    Collected collected = world.projects.collect("orders", endOf(month));
    settle();
    return collected;
  }

  private void settle() throws InterruptedException {
    Settled settled = world.projects.settle("orders", SOON);
    assertThat(settled.settled()).isTrue();
    assertThat(settled.openRuns()).isZero();
  }

  private List<PipelineRun> runs() {
    return world.pipelines.search(RunSearch.of("orders")).items();
  }

  private ModelVersion champion() {
    return world.registry.versions().findByAlias("orders", "champion").orElseThrow();
  }

  @Test
  void theWheelTurnsThroughSixMonths() throws Exception {
    write("2020-01", 2400);
    write("2020-02", 2400);
    assertThat(world.projects.plan(project).changes())
        .extracting(Change::action)
        .containsOnly(Action.CREATE);
    assertThat(world.projects.list()).isEmpty();

    Applied applied = world.projects.apply(project, endOf("2020-02"));
    assertThat(applied.collected().accepted()).hasSize(3);
    TriggerDecision first = applied.collected().decision();
    assertThat(first.decision()).isEqualTo(TriggerDecision.Decision.FIRED);
    settle();
    assertThat(runs())
        .singleElement()
        .satisfies(run -> {
          assertThat(run.error()).isNull();
          assertThat(run.state()).isEqualTo(PipelineState.SUCCEEDED);
          assertThat(run.causes()).containsExactly(first.ref());
          assertThat(run.eventTime()).isEqualTo(endOf("2020-02"));
        });
    assertThat(world.registry.versions().list("orders")).hasSize(2);
    ModelVersion began = champion();
    assertThat(began.stage()).isEqualTo(Stage.PRODUCTION);
    assertThat(world.serving.deployments().get("orders").version()).isEqualTo(began.id().version());
    assertCard(began);

    applyingAgainChangesNothing();
    arrive("2020-03");
    aMonthThatBreaksItsExpectationsTurnsNothing();
    arrive("2020-04");
    arrive("2020-05");
    arrive("2020-06");
    assertThat(runs()).hasSize(5).allMatch(run -> run.state() == PipelineState.SUCCEEDED);

    onlyTheNewestMonthIsPreparedAnew();
    ModelVersion now = champion();
    assertThat(now.id()).isNotEqualTo(began.id());
    assertThat(now.tags().get("noria.trained_until")).isGreaterThan("2020-04");
    assertThat(world.serving.deployments().get("orders").version()).isEqualTo(now.id().version());
    assertThat(world.registry.versions().get(began.id()).stage()).isEqualTo(Stage.ARCHIVED);
    assertThat(world.delivery.gates().verdicts("orders", null))
        .extracting(Verdict::outcome)
        .contains(Outcome.PASS)
        .containsAnyOf(Outcome.FAIL, Outcome.INCONCLUSIVE);
    theThreadLeadsFromTheChampionToItsData(now);
  }

  private void applyingAgainChangesNothing() {
    Applied again = world.projects.apply(project, endOf("2020-02"));
    assertThat(again.changes()).extracting(Change::action).containsOnly(Action.NOTHING);
    assertThat(again.collected().accepted()).isEmpty();
    assertThat(again.collected().unchanged()).isEqualTo(3);
    assertThat(again.collected().decision()).isNull();
    assertThat(world.projects.plan(project).changes())
        .extracting(Change::action)
        .containsOnly(Action.NOTHING);
    assertThat(runs()).hasSize(1);
  }

  private void aMonthThatBreaksItsExpectationsTurnsNothing() throws InterruptedException {
    int before = runs().size();
    write("2020-04", 50);
    Collected collected = world.projects.collect("orders", endOf("2020-04"));
    assertThat(collected.refused()).hasSize(1);
    assertThat(collected.accepted()).isEmpty();
    assertThat(collected.decision()).isNull();
    settle();
    assertThat(runs()).hasSize(before);
  }

  private void onlyTheNewestMonthIsPreparedAnew() {
    List<Task> tasks = world.pipelines.tasks(runs().getFirst().id());
    assertThat(tasks)
        .filteredOn(task -> task.stepType().equals("prepare"))
        .extracting(task -> task.id().name() + " " + task.state())
        .containsExactly(
            "prepare-2020-03 CACHED",
            "prepare-2020-04 CACHED",
            "prepare-2020-05 CACHED",
            "prepare-2020-06 SUCCEEDED");
    Task search = world.pipelines.task(new TaskId(runs().getFirst().id(), "search-1"));
    assertThat(search.cacheNote()).contains("input table 2020-02 → 2020-05");
    assertThat(search.state()).isEqualTo(TaskState.SUCCEEDED);
  }

  private void assertCard(ModelVersion version) {
    ModelCard card = world.registry.cards().find(version.id()).orElseThrow();
    assertThat(card.intendedUse().question()).isEqualTo("Will it come back?");
    assertThat(card.details().owner()).isEqualTo("me@example.org");
    assertThat(card.limitations()).containsExactly("made up");
    assertThat(card.trainingData())
        .extracting(ModelCard.Data::ref)
        .containsExactly("dataset_version:orders@2020-01");
    assertThat(card.metrics()).extracting(ModelCard.Measured::name).contains("validation_auc");
  }

  private void theThreadLeadsFromTheChampionToItsData(ModelVersion version) {
    List<LineageEdge> thread = world.lineage.walk(version.id().ref(), true, 1000);
    assertThat(thread)
        .extracting(edge -> edge.from().kind().wire() + " " + edge.relation())
        .contains(
            "run produced",
            "dataset_version trained",
            "task started",
            "dataset_version read",
            "pipeline_run ran",
            "trigger started",
            "dataset_version caused",
            "verdict allowed");
    assertThat(thread)
        .extracting(LineageEdge::from)
        .contains(Ref.parse("dataset_version:orders@2020-04.2"));
  }
}
