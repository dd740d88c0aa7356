package io.noria.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.noria.base.ErrorCode;
import io.noria.base.LineageEdge;
import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.registry.ModelCard;
import io.noria.registry.ModelVersion;
import io.noria.registry.ModelVersionId;
import io.noria.registry.Move;
import io.noria.registry.Reason;
import io.noria.registry.RegistryImports.Restored;
import io.noria.registry.Stage;
import io.noria.storage.imports.ImportResult;
import io.noria.storage.lineage.Lineage;
import io.noria.storage.lineage.Lineages;
import io.noria.storage.sql.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What gates, verdicts, promotion and rollback promise, on any database. */
abstract class DeliveryContract {
  private static final Gate STAGING = Gate.of(World.MODEL, "staging", Check.atLeast("auc", 0.65));
  private static final Gate CHAMPION =
      Gate.of(World.MODEL, "champion", Check.beatsChampion("auc", "day", 0.95));

  private World world;

  /** A fresh migrated database. */
  abstract Database open();

  @BeforeEach
  void begin() {
    world = new World(open());
  }

  @AfterEach
  void end() {
    world.close();
  }

  private void gated() {
    world.gates.bind(World.MODEL, List.of(STAGING, CHAMPION));
  }

  private int champion(double skill) {
    int version = world.version(skill);
    world.through(version, "staging");
    assertThat(world.through(version, "champion").outcome()).isEqualTo(Outcome.PASS);
    return version;
  }

  private ModelVersion get(int version) {
    return world.registry.versions().get(new ModelVersionId(World.MODEL, version));
  }

  @Test
  void withoutGatesVersionsMoveFreely() {
    ModelVersionId id = new ModelVersionId(World.MODEL, world.version(1));
    world.registry.moves().setAlias(id, "champion", Reason.NONE);
    world.registry.moves().moveStage(id, Stage.STAGING, false, Reason.NONE);
    assertThat(get(1).aliases()).containsExactly("champion");
    assertThat(get(1).stage()).isEqualTo(Stage.STAGING);
  }

  @Test
  void aGateRefusesWhoeverAsksUntilAVersionHasPassedIt() {
    gated();
    ModelVersionId id = new ModelVersionId(World.MODEL, world.version(0.2));
    assertThatThrownBy(() -> world.registry.moves().setAlias(id, "champion", Reason.NONE))
        .isInstanceOfSatisfying(
            NoriaException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
              assertThat(e.evidence()).contains(id.ref());
            })
        .hasMessage(
            "flights/1 may not carry alias champion: gate champion has not judged it (a turn of"
                + " the wheel judges its candidates; see /#/models/flights)");
    Verdict failed = world.judge(1, "staging");
    assertThat(failed.outcome()).isEqualTo(Outcome.FAIL);
    assertThatThrownBy(
            () -> world.registry.moves().moveStage(id, Stage.STAGING, false, Reason.NONE))
        .isInstanceOfSatisfying(
            NoriaException.class, e -> assertThat(e.evidence()).contains(failed.ref()))
        .hasMessageStartingWith("flights/1 may not go to Staging: gate staging says FAIL: ")
        .hasMessageEndingWith("(evidence: /#/verdicts/" + failed.id() + ")");
    assertThat(get(1).stage()).isEqualTo(Stage.DEVELOPMENT);
    assertThat(get(1).aliases()).isEmpty();
    // Stages and aliases that no gate binds stay free.
    world.registry.moves().setAlias(id, "candidate", Reason.NONE);
    assertThat(get(1).aliases()).containsExactly("candidate");
  }

  private List<ImportResult> restored(String model, String source, String alias) {
    ModelVersionId id = new ModelVersionId(model, 1);
    Instant then = Instant.parse("2020-01-01T00:00:00Z");
    return world
        .registry
        .imports()
        .restore(
            "old",
            List.of(
                new Restored.OfModel(model, "", 1, then, then, Map.of()),
                new Restored.OfVersion(
                    id, Stage.PRODUCTION, source, null, null, "ada", "", Map.of(), then, then),
                new Restored.OfAlias(alias, id)));
  }

  @Test
  void noImportWalksAroundAGate() {
    for (String model : List.of("gated", "free")) {
      ModelVersionId id = new ModelVersionId(model, 1);
      if (model.equals("gated")) {
        world.gates.bind(
            model,
            List.of(
                Gate.of(model, "production", Check.atLeast("auc", 0.65)),
                Gate.of(model, "champion", Check.atLeast("auc", 0.65))));
      }
      List<ImportResult> first = restored(model, "s3://a", "champion");
      List<ImportResult> second = restored(model, "s3://b", "candidate");
      ModelVersion version = world.registry.versions().get(id);
      assertThat(version.source()).isEqualTo("s3://b");
      assertThat(second).extracting(ImportResult::outcome).contains(ImportResult.Outcome.UPDATED);
      if (model.equals("free")) {
        assertThat(first)
            .extracting(ImportResult::outcome)
            .containsOnly(ImportResult.Outcome.CREATED);
        assertThat(version.stage()).isEqualTo(Stage.PRODUCTION);
        assertThat(version.aliases()).containsExactlyInAnyOrder("candidate", "champion");
        continue;
      }
      assertThat(version.stage()).isEqualTo(Stage.DEVELOPMENT);
      assertThat(version.aliases()).containsExactly("candidate");
      for (List<ImportResult> results : List.of(first, second)) {
        assertThat(results.get(1).notes())
            .singleElement()
            .asString()
            .startsWith(
                "refused: stage Production, it is in Development: gated/1 may not go to"
                    + " Production: gate production has not judged it");
      }
      assertThat(first.getLast().outcome()).isEqualTo(ImportResult.Outcome.REFUSED);
      assertThat(first.getLast().notes())
          .singleElement()
          .asString()
          .startsWith("gated/1 may not carry alias champion: gate champion has not judged it");
      assertThat(world.registry.moves().history(id))
          .singleElement()
          .satisfies(move -> assertThat(move.move()).isInstanceOf(Move.OfAlias.class));
    }
  }

  @Test
  void aGatedModelKeepsItsName() {
    gated();
    world.version(1);
    assertThatThrownBy(() -> world.registry.models().rename(World.MODEL, "free"))
        .isInstanceOfSatisfying(
            NoriaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PERMISSION_DENIED))
        .hasMessageContaining("staging")
        .hasMessageContaining("keeps its name");
    assertThat(world.registry.models().get(World.MODEL).name()).isEqualTo(World.MODEL);
  }

  @Test
  void aPassedVersionMayBeMovedByAnyClient() {
    gated();
    ModelVersionId id = new ModelVersionId(World.MODEL, world.version(2));
    Verdict verdict = world.judge(1, "staging");
    world.registry.moves().moveStage(id, Stage.STAGING, false, Reason.NONE);
    assertThat(get(1).stage()).isEqualTo(Stage.STAGING);
    assertThat(world.gates.standing(World.MODEL, 1, "staging", null, world.clock.instant()))
        .contains(verdict);
  }

  @Test
  void aVerdictHoldsItsEvidence() {
    gated();
    world.version(1.5);
    Verdict verdict = world.judge(1, "staging");
    assertThat(verdict.outcome()).isEqualTo(Outcome.PASS);
    assertThat(verdict.rows()).isEqualTo(2790);
    assertThat(verdict.from()).isEqualTo(Instant.parse("2013-07-01T06:00:00Z"));
    assertThat(verdict.to())
        .isBetween(Instant.parse("2013-07-31T00:00:00Z"), Instant.parse("2013-08-01T00:00:00Z"));
    assertThat(verdict.eventTime()).isEqualTo(World.NOW);
    assertThat(verdict.metrics().get("auc")).isCloseTo(0.85, within(0.03));
    assertThat(verdict.checks().getFirst().candidate()).isEqualTo(verdict.metrics().get("auc"));
    assertThat(verdict.summary())
        .startsWith("version 1 passed at gate staging on flights@2013-07: auc is 0.8")
        .endsWith("(at least 0.6500 is asked)");
    assertThat(world.gates.verdict(verdict.id())).isEqualTo(verdict);
    assertThat(world.gates.verdicts(World.MODEL, 1)).containsExactly(verdict);
    assertThat(world.gates.atPromotion(World.MODEL, 1, "auc").orElseThrow())
        .isEqualTo(verdict.metrics().get("auc"));
    Lineage lineage = Lineages.open(world.db);
    assertThat(lineage.into(verdict.ref()))
        .extracting(LineageEdge::from, LineageEdge::relation)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple(World.JULY, "judged"),
            org.assertj.core.groups.Tuple.tuple(Ref.parse("model_version:flights/1"), "judged"));
    assertThat(world.events()).contains("VerdictRecorded");
  }

  @Test
  void whatJudgesIsOnTheCard() {
    gated();
    ModelVersionId id = new ModelVersionId(World.MODEL, world.version(1.5));
    ModelCard.Measured validation =
        new ModelCard.Measured("auc", 0.9, null, null, null, "validation part", "run:a");
    world.registry.cards().put(id, World.card(List.of(validation)));
    world.judge(id.version(), "staging");
    Verdict verdict = world.judge(id.version(), "staging");
    List<ModelCard.Measured> metrics = world.registry.cards().find(id).orElseThrow().metrics();
    assertThat(metrics).contains(validation).hasSize(7);
    assertThat(metrics)
        .filteredOn(measured -> measured.name().equals("auc") && measured.low() != null)
        .singleElement()
        .satisfies(auc -> {
          assertThat(auc.value()).isBetween(auc.low(), auc.high());
          assertThat(auc.on()).isEqualTo("flights@2013-07");
          assertThat(auc.evidence()).isEqualTo(verdict.ref().toString());
        });
  }

  @Test
  void theFirstChampionNeedsOnlyTheOtherGates() {
    gated();
    int first = world.version(1);
    Verdict early = world.judge(first, "champion");
    assertThat(early.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(early.summary()).contains("the other gates have not passed it");
    world.through(first, "staging");
    Verdict verdict = world.through(first, "champion");
    assertThat(verdict.outcome()).isEqualTo(Outcome.PASS);
    assertThat(verdict.champion()).isNull();
    assertThat(get(first).aliases()).containsExactly("champion");
    assertThat(get(first).stage()).isEqualTo(Stage.PRODUCTION);
  }

  @Test
  void aVersionThatServesAndIsJudgedAgainTakesNoStepBack() {
    gated();
    int serving = champion(1);
    int events = world.events().size();
    Verdict again = world.judge(serving, "staging");
    assertThat(again.outcome()).isEqualTo(Outcome.PASS);
    assertThat(world.delivery.promote(again.id(), World.NOW, "once more").changed()).isFalse();
    assertThat(get(serving).stage()).isEqualTo(Stage.PRODUCTION);
    assertThat(world.events().subList(events, world.events().size()))
        .doesNotContain("ModelVersionMoved");
  }

  @Test
  void aBetterVersionTakesOverInOneStep() {
    gated();
    int former = champion(0.8);
    int better = world.version(1.5);
    world.through(better, "staging");
    Verdict verdict = world.judge(better, "champion");
    Verdict.CheckResult check = verdict.checks().getFirst();
    assertThat(verdict.outcome()).isEqualTo(Outcome.PASS);
    assertThat(verdict.champion()).isEqualTo(former);
    assertThat(verdict.groups()).isEqualTo(31);
    assertThat(verdict.slices()).hasSize(31);
    assertThat(verdict.slices().stream().mapToLong(Verdict.Slice::rows).sum()).isEqualTo(2790);
    assertThat(check.low()).isPositive();
    assertThat(check.difference()).isBetween(check.low(), check.high());
    assertThat(check.replicates()).isEqualTo(2000);
    assertThat(check.summary()).contains("of champion 1, 95 % interval of the difference [0.");
    assertThat(verdict.championMetrics()).containsKey("auc");
    Delivery.Promotion promotion = world.delivery.promote(verdict.id(), World.NOW, "better");
    assertThat(promotion)
        .isEqualTo(new Delivery.Promotion(World.MODEL, better, former, "champion", true));
    assertThat(get(better).aliases()).containsExactly("champion");
    assertThat(get(better).stage()).isEqualTo(Stage.PRODUCTION);
    assertThat(get(former).aliases()).isEmpty();
    assertThat(get(former).stage()).isEqualTo(Stage.ARCHIVED);
    assertThat(Lineages.open(world.db).outOf(verdict.ref()))
        .singleElement()
        .satisfies(edge -> {
          assertThat(edge.relation()).isEqualTo("allowed");
          assertThat(edge.to()).isEqualTo(Ref.parse("model_version:flights/" + better));
        });
    assertThat(Lineages.open(world.db).into(verdict.ref()))
        .extracting(LineageEdge::relation)
        .containsExactlyInAnyOrder("judged", "judged", "compared");
    int events = world.events().size();
    assertThat(world.delivery.promote(verdict.id(), World.NOW, "again").changed()).isFalse();
    assertThat(world.events()).hasSize(events);
  }

  @Test
  void aWorseVersionFailsAndAnEqualOneIsNotDecided() {
    gated();
    champion(1.2);
    int worse = world.version(0.9);
    Verdict failed = world.judge(worse, "champion");
    assertThat(failed.outcome()).isEqualTo(Outcome.FAIL);
    assertThat(failed.checks().getFirst().high()).isNegative();
    int equal = world.version(1.2);
    Verdict open = world.judge(equal, "champion");
    assertThat(open.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(open.checks().getFirst().low()).isNegative();
    assertThat(open.checks().getFirst().high()).isPositive();
    for (Verdict verdict : List.of(failed, open)) {
      assertThatThrownBy(() -> world.delivery.promote(verdict.id(), World.NOW, "please"))
          .isInstanceOfSatisfying(
              NoriaException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
                assertThat(e.evidence()).contains(verdict.ref());
              })
          .hasMessageContaining("says " + verdict.outcome());
    }
    assertThat(get(1).aliases()).containsExactly("champion");
  }

  @Test
  void aLowerLogLossIsBetter() {
    world.gates.bind(
        World.MODEL,
        List.of(Gate.of(World.MODEL, "champion", Check.beatsChampion("log_loss", "day", 0.95))));
    assertThat(world.through(world.version(0.5), "champion").outcome()).isEqualTo(Outcome.PASS);
    Verdict verdict = world.judge(world.version(2), "champion");
    assertThat(verdict.checks().getFirst().high()).isNegative();
    assertThat(verdict.outcome()).isEqualTo(Outcome.PASS);
  }

  @Test
  void aPassEndsWhenTheChampionItWasComparedWithIsNoLonger() {
    gated();
    champion(0.8);
    int one = world.version(1.5);
    int other = world.version(1.6);
    Verdict first = world.judge(one, "champion");
    Verdict second = world.judge(other, "champion");
    world.delivery.promote(first.id(), World.NOW, "first");
    assertThatThrownBy(() -> world.delivery.promote(second.id(), World.NOW, "second"))
        .hasMessageContaining("it was compared with version 1 and version 2 is it now");
    ModelVersionId id = new ModelVersionId(World.MODEL, other);
    assertThatThrownBy(() -> world.registry.moves().setAlias(id, "champion", Reason.NONE))
        .hasMessageContaining("had passed it, but it was compared with version 1");
    assertThat(get(one).aliases()).containsExactly("champion");
  }

  @Test
  void aPassEndsByTimeAndWhenTheGateAsksForSomethingElse() {
    Gate brief =
        new Gate(World.MODEL, "staging", List.of(Check.atLeast("auc", 0.6)), Duration.ofHours(1));
    world.gates.bind(World.MODEL, List.of(brief));
    world.version(1.5);
    Verdict verdict = world.judge(1, "staging");
    assertThat(verdict.expiresAt()).isEqualTo(verdict.recordedAt().plus(Duration.ofHours(1)));
    world.clock.advance(Duration.ofHours(1));
    assertThatThrownBy(() -> world.delivery.promote(verdict.id(), World.NOW, "late"))
        .hasMessageContaining("allows it no longer: it ended at");
    world.gates.bind(World.MODEL, List.of(STAGING));
    Verdict again = world.judge(1, "staging");
    world.gates.bind(
        World.MODEL, List.of(Gate.of(World.MODEL, "staging", Check.atLeast("auc", 0.7))));
    assertThatThrownBy(() -> world.delivery.promote(again.id(), World.NOW, "changed"))
        .hasMessageContaining("the gate asks for something else since");
  }

  @Test
  void rowsThatEitherVersionWasTrainedOnDoNotJudge() {
    gated();
    int former = champion(0.8);
    int candidate = world.version(1.5);
    world.trainedUntil.put(former, Instant.parse("2013-07-11T00:00:00Z"));
    Verdict verdict = world.judge(candidate, "champion");
    assertThat(verdict.from()).isAfter(Instant.parse("2013-07-11T00:00:00Z"));
    assertThat(verdict.rows()).isLessThan(2000);
    assertThat(verdict.groups()).isEqualTo(21);
    world.trainedUntil.put(candidate, Instant.parse("2013-09-01T00:00:00Z"));
    Verdict none = world.judge(candidate, "staging");
    assertThat(none.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(none.summary())
        .contains("no labelled row is newer than the training data, which end 2013-09-01");
    world.trainedUntil.remove(candidate);
    assertThat(world.judge(candidate, "staging").summary())
        .contains("it is not recorded what version 2 was trained on");
  }

  @Test
  void tooFewDaysDoNotDecide() {
    gated();
    int former = champion(0.8);
    world.trainedUntil.put(former, Instant.parse("2013-07-28T00:00:00Z"));
    Verdict verdict = world.judge(world.version(2), "champion");
    assertThat(verdict.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(verdict.summary()).contains("4 days are too few to compare (expected: 5 or more)");
  }

  @Test
  void theSameQuestionIsOneVerdictAndTheSameEvidenceOneAnswer() {
    gated();
    champion(0.8);
    int candidate = world.version(1.1);
    Verdict once = world.delivery.judge(world.request(candidate, "champion", "run/judge-1"));
    Verdict twice = world.delivery.judge(world.request(candidate, "champion", "run/judge-1"));
    assertThat(twice).isEqualTo(once);
    Verdict anew = world.judge(candidate, "champion");
    assertThat(anew.id()).isNotEqualTo(once.id());
    assertThat(anew.checks()).isEqualTo(once.checks());
    assertThatThrownBy(() -> world.delivery.promote(once.id(), World.NOW, "old"))
        .hasMessageContaining("was followed by verdict " + anew.id());
  }

  @Test
  void rollbackReturnsToAVersionThatHasBeenThere() {
    gated();
    int former = champion(0.8);
    int current = champion(1.5);
    assertThat(get(former).stage()).isEqualTo(Stage.ARCHIVED);
    Delivery.Promotion rolled =
        world.delivery.rollback(World.MODEL, "champion", former, World.NOW, "it is too slow");
    assertThat(rolled)
        .isEqualTo(new Delivery.Promotion(World.MODEL, former, current, "champion", true));
    assertThat(get(former).aliases()).containsExactly("champion");
    assertThat(get(former).stage()).isEqualTo(Stage.PRODUCTION);
    assertThat(get(current).stage()).isEqualTo(Stage.ARCHIVED);
    assertThat(world.registry.moves().history(World.MODEL, 10, null).items())
        .anySatisfy(move -> assertThat(move.move().why()).isEqualTo("rollback: it is too slow"));
    Verdict verdict = world.gates.verdicts(World.MODEL, current).getFirst();
    assertThat(world.delivery.promote(verdict.id(), World.NOW, "once more").changed()).isFalse();
    assertThat(get(former).aliases()).containsExactly("champion");
    int never = world.version(2);
    assertThatThrownBy(
            () -> world.delivery.rollback(World.MODEL, "champion", never, World.NOW, "why not"))
        .hasMessage(
            "rollback: flights/3 never was champion (expected: a version that carried the alias"
                + " before)");
  }

  @Test
  void aStageRollsBackToAVersionThatWasThereAndArchivesTheNewerOnes() {
    gated();
    int former = champion(0.8);
    int current = champion(1.5);
    assertThat(get(former).stage()).isEqualTo(Stage.ARCHIVED);
    world.delivery.rollbackStage(World.MODEL, Stage.PRODUCTION, former, World.NOW, "too slow");
    assertThat(get(former).stage()).isEqualTo(Stage.PRODUCTION);
    assertThat(get(current).stage()).isEqualTo(Stage.ARCHIVED);
    assertThat(get(current).aliases()).as("an alias is another matter").containsExactly("champion");
    int never = world.version(2);
    assertThatThrownBy(() ->
            world.delivery.rollbackStage(
                World.MODEL, Stage.PRODUCTION, never, World.NOW, "why not"))
        .hasMessage(
            "rollback: flights/3 never was in Production (expected: a version that was in the stage"
                + " before)");
  }

  @Test
  void aRefusedPromotionLeavesNothing() {
    world.gates.bind(
        World.MODEL,
        List.of(
            Gate.of(World.MODEL, "champion", Check.atLeast("auc", 0.6)),
            Gate.of(World.MODEL, "production", Check.atLeast("auc", 0.99))));
    int version = world.version(1.5);
    Verdict verdict = world.judge(version, "champion");
    assertThat(verdict.outcome()).isEqualTo(Outcome.PASS);
    List<String> events = world.events();
    assertThatThrownBy(() -> world.delivery.promote(verdict.id(), World.NOW, "please"))
        .hasMessageContaining("may not go to Production: gate production has not judged it");
    assertThat(world.events()).isEqualTo(events);
    assertThat(get(version).aliases()).isEmpty();
    assertThat(Lineages.open(world.db).outOf(verdict.ref())).isEmpty();
  }

  @Test
  void whatIsWrongIsRefusedWithWhatWasExpected() {
    gated();
    world.version(1);
    assertThatThrownBy(() -> world.judge(1, "prod"))
        .hasMessage("gate: prod of flights (there are: [staging, champion])");
    assertThatThrownBy(() -> world.gates.verdict("nope"))
        .hasMessage("verdict: nope (there is none)");
    JudgeRequest request = world.request(1, "staging", null);
    assertThatThrownBy(() ->
            world.delivery.judge(
                new JudgeRequest(
                    request.model(),
                    1,
                    "staging",
                    request.rows(),
                    "tardy",
                    "1",
                    "asked_at",
                    World.JULY,
                    World.NOW,
                    null)))
        .hasMessage("judging rows: no column tardy (there are: [truth, late, asked_at])");
    assertThatThrownBy(() -> Check.atLeast("aux", 1)).hasMessageContaining("gate metric: aux");
    assertThatThrownBy(() -> Check.beatsChampion("auc", "moon", 0.95))
        .hasMessageContaining("gate resample: moon");
    assertThatThrownBy(() -> Check.beatsChampion("auc", "day", 1.5))
        .hasMessageContaining("gate level: 1.5");
    assertThatThrownBy(() -> world.gates.bind("other", List.of(STAGING)))
        .hasMessageContaining("gates of other: [flights/staging]");
  }
}
