package io.noria.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.delivery.Verdict.CheckResult;
import io.noria.registry.ModelVersionId;
import io.noria.serving.Target;
import io.noria.stats.Task;
import io.noria.storage.lineage.Lineages;
import io.noria.storage.sql.TestDatabases;
import io.noria.tracking.RunId;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gates on many classes and numbers, on rows without time, and against a baseline. */
class JudgeTasksTest {
  private static final String KEPT = "20% by id";
  private static final RunId BASELINE = new RunId("a".repeat(32));
  private static final Target COLOUR = new Target("colour", List.of("red", "green", "blue"), "");
  private static final Target PRICE = new Target("price", List.of(), "");

  @TempDir private Path folder;
  private World world;

  @BeforeEach
  void begin() {
    world = new World(TestDatabases.sqlite(folder));
  }

  @AfterEach
  void end() {
    world.close();
  }

  private void gate(Check... checks) {
    world.gates.bind(World.MODEL, List.of(Gate.of(World.MODEL, "champion", checks)));
  }

  private int version(double skill) {
    int version = world.version(skill);
    world.holdouts.put(version, KEPT);
    return version;
  }

  private void champion(int version) {
    world
        .registry
        .moves()
        .setAlias(
            new ModelVersionId(World.MODEL, version),
            "champion",
            io.noria.registry.Reason.of("it was here before there were gates"));
  }

  private Verdict judge(int version, String target, @Nullable RunId baseline) {
    Task task = world.target.task();
    return world.delivery.judge(
        new JudgeRequest(
            World.MODEL,
            version,
            "champion",
            World.holdout(task, 2000),
            target,
            null,
            null,
            World.JULY,
            World.NOW,
            null,
            baseline));
  }

  @Test
  void aBetterClassifierOfManyClassesTakesOverOnAHoldoutWithoutTime() {
    world.target = COLOUR;
    int champion = version(0.5);
    champion(champion);
    gate(
        Check.atLeast("f1_macro", 0.3),
        Check.beatsChampion("accuracy", "row", 0.95),
        Check.beatsChampion("log_loss", "row", 0.95),
        Check.beatsChampion("auc_macro", "row", 0.95));
    Verdict verdict = judge(version(1.5), "colour", null);
    assertThat(verdict.outcome()).as(verdict.summary()).isEqualTo(Outcome.PASS);
    assertThat(verdict.rows()).isEqualTo(1800);
    assertThat(verdict.groups()).isEqualTo(1800);
    assertThat(verdict.from()).isNull();
    assertThat(verdict.to()).isNull();
    assertThat(verdict.metrics()).containsOnlyKeys("accuracy", "f1_macro", "log_loss", "auc_macro");
    assertThat(verdict.championMetrics().get("accuracy"))
        .isLessThan(verdict.metrics().get("accuracy"));
    assertThat(verdict.slices()).isEmpty();
    assertThat(verdict.intervals()).containsOnlyKeys("accuracy");
    assertThat(verdict.metrics().get("accuracy"))
        .isBetween(
            verdict.intervals().get("accuracy").low(), verdict.intervals().get("accuracy").high());
    assertThat(verdict.checks().get(2).summary())
        .matches(
            "log_loss 0\\.\\d{4} against \\d\\.\\d{4} of champion 1 \\(lower is better\\), 95 % interval of the difference \\[-.*, -.*\\], 1800 rows resampled");
    assertThat(judge(2, "colour", null).checks()).isEqualTo(verdict.checks());
    assertThat(world.gates.verdict(verdict.id())).isEqualTo(verdict);
  }

  @Test
  void aSmallerErrorIsBetterAndIsSaidInTheTargetsOwnUnit() {
    world.target = PRICE;
    champion(version(1));
    gate(Check.atMost("rmse", 200), Check.beatsChampion("rmse", "row", 0.95));
    Verdict better = judge(version(2), "number", null);
    assertThat(better.outcome()).as(better.summary()).isEqualTo(Outcome.PASS);
    assertThat(better.checks())
        .extracting(CheckResult::summary)
        .satisfiesExactly(
            bound -> assertThat(bound).matches("rmse is 1[45]\\d\\.\\d \\(at most 200 is asked\\)"),
            beats ->
                assertThat(beats)
                    .matches(
                        "rmse 1[45]\\d\\.\\d against (29|30)\\d\\.\\d of champion 1 \\(lower is better\\), 95 % interval of the difference \\[-1\\d\\d\\.\\d, -1\\d\\d\\.\\d\\], 1800 rows resampled"));
    assertThat(better.metrics()).containsOnlyKeys("rmse", "mae", "r2");
    Verdict worse = judge(version(0.5), "number", null);
    assertThat(worse.outcome()).isEqualTo(Outcome.FAIL);
    assertThat(worse.checks()).extracting(CheckResult::outcome).containsOnly(Outcome.FAIL);
  }

  @Test
  void aCandidateMustBeatTheTurnsBaseline() {
    gate(Check.beatsBaseline("auc", "row", 0.95));
    world.baselines.put(BASELINE, 0.8);
    int good = version(2);
    Verdict verdict = judge(good, "number", BASELINE);
    assertThat(verdict.outcome()).as(verdict.summary()).isEqualTo(Outcome.PASS);
    assertThat(verdict.baseline()).isEqualTo(BASELINE);
    assertThat(verdict.champion()).isNull();
    assertThat(verdict.baselineMetrics().get("auc")).isLessThan(verdict.metrics().get("auc"));
    assertThat(verdict.summary()).contains("of the baseline, 95 % interval");
    assertThat(Lineages.open(world.db).into(verdict.ref()))
        .anySatisfy(edge -> {
          assertThat(edge.from()).isEqualTo(BASELINE.ref());
          assertThat(edge.relation()).isEqualTo("compared");
        });
    assertThat(judge(version(0.1), "number", BASELINE).outcome()).isEqualTo(Outcome.FAIL);
    Verdict without = judge(good, "number", null);
    assertThat(without.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(without.summary()).contains("no baseline was fitted to compare with");
  }

  @Test
  void theBaselineNeedNotBeatItself() {
    world.target = PRICE;
    gate(Check.beatsBaseline("rmse", "row", 0.95));
    world.baselines.put(BASELINE, Double.POSITIVE_INFINITY);
    Verdict same = judge(version(Double.POSITIVE_INFINITY), "number", BASELINE);
    assertThat(same.outcome()).as(same.summary()).isEqualTo(Outcome.PASS);
    assertThat(same.summary()).contains("it is the baseline: the same answer for each of");
    assertThat(judge(version(1000), "number", BASELINE).outcome()).isEqualTo(Outcome.FAIL);
  }

  private void undecided(Verdict verdict, String why) {
    assertThat(verdict.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(verdict.summary()).endsWith(": " + why);
    assertThat(verdict.metrics()).isEmpty();
  }

  @Test
  void aChampionOfAnotherTimeMayHaveSeenTheJudgingRows() {
    champion(world.version(0.5));
    gate(Check.beatsChampion("auc", "row", 0.95));
    int candidate = version(2);
    undecided(
        judge(candidate, "number", null),
        "version 1 may have been trained on rows that judge: it is not recorded that a holdout was kept apart from it");
    world.holdouts.put(1, "10% by id");
    undecided(
        judge(candidate, "number", null),
        "version 1 may have been trained on rows that judge: from it 10% by id were kept apart, from version 2 20% by id");
    world.trainedUntil.remove(1);
    undecided(
        world.judge(candidate, "champion"),
        "version 1 was trained on rows without time (all but 10% by id), so none is known to be newer");
  }

  @Test
  void modelsThatPredictDifferentThingsAreNotCompared() {
    world.target = COLOUR;
    int champion = version(0.5);
    champion(champion);
    world.targets.put(champion, new Target("colour", List.of("green", "red"), "red"));
    gate(Check.beatsChampion("accuracy", "row", 0.95));
    undecided(
        judge(version(2), "colour", null),
        "version 2 predicts one of [red, green, blue] and champion 1 predicts one of [green, red]: they cannot be compared");
  }

  @Test
  void whatCannotBeMeasuredOrDrawnIsNotDecided() {
    world.target = PRICE;
    champion(version(1));
    gate(Check.atLeast("auc", 0.6), Check.beatsChampion("mae", "day", 0.95));
    Verdict verdict = judge(version(2), "number", null);
    assertThat(verdict.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(verdict.checks())
        .extracting(CheckResult::summary)
        .containsExactly(
            "auc does not judge this model (expected: one of [rmse, mae, r2])",
            "the judging rows have no time, so there are no days to resample (expected: resample: row)");
  }

  @Test
  void whatJudgesAModelOfNumbersIsOnItsCardWithItsInterval() {
    world.target = PRICE;
    gate(Check.atMost("rmse", 1000));
    int version = version(1);
    ModelVersionId id = new ModelVersionId(World.MODEL, version);
    world.registry.cards().put(id, World.card(List.of()));
    judge(version, "number", null);
    assertThat(world.registry.cards().find(id).orElseThrow().metrics())
        .hasSize(3)
        .anySatisfy(measured -> {
          assertThat(measured.name()).isEqualTo("rmse");
          assertThat(measured.value()).isBetween(measured.low(), measured.high());
        });
  }
}
