package io.noria.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.ErrorCode;
import io.noria.base.Event;
import io.noria.base.LineageEdge;
import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.delivery.TriggerDecision.Decision;
import io.noria.monitoring.Alert;
import io.noria.monitoring.sql.SqlAlertStore;
import io.noria.storage.lineage.Lineages;
import io.noria.storage.outbox.Outbox;
import io.noria.storage.outbox.Outboxes;
import io.noria.storage.outbox.Published;
import io.noria.storage.sql.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What triggers promise, on any database. */
abstract class TriggersContract {
  private static final TriggerPolicy POLICY =
      new TriggerPolicy("flights", "flights", Set.of("flights"), true, true, Duration.ofDays(20));

  private final List<String> submitted = new ArrayList<>();
  private Optional<NoriaException> refusal = Optional.empty();
  private World world;
  private Outbox outbox;
  private Triggers triggers;

  /** A fresh migrated database. */
  abstract Database open();

  @BeforeEach
  void begin() {
    world = new World(open());
    outbox = Outboxes.open(world.db, world.clock);
    triggers = world.delivery.triggers();
    triggers.policy(POLICY);
    triggers.start(this::run, outbox);
  }

  @AfterEach
  void end() {
    outbox.close();
    world.close();
  }

  private Ref run(TriggerDecision decision) {
    if (refusal.isPresent()) {
      throw refusal.get();
    }
    submitted.add(decision.id());
    return Ref.of(Ref.Kind.PIPELINE_RUN, "run-of-" + decision.id());
  }

  private static Instant at(String day) {
    return Instant.parse(day + "T00:00:00Z");
  }

  private static Ref month(String label) {
    return Ref.of(Ref.Kind.DATASET_VERSION, "flights@" + label);
  }

  private void data(String label, String day) {
    triggers.handle(
        published(
            new Event.DatasetVersionAccepted(
                month(label), at(day), label, "flights", label, 1, "d")));
  }

  private Ref alert(String id, String day, boolean silenced) {
    return alert("features", id, day, silenced);
  }

  private Ref alert(String watch, String id, String day, boolean silenced) {
    Alert alert =
        new Alert(
            id,
            "flights",
            watch,
            id,
            Alert.State.OPEN,
            1,
            1,
            0.2,
            at(day),
            null,
            silenced ? at("2014-01-01") : null,
            "psi of " + id,
            List.of(
                new Alert.Change("raised", at(day), at(day), null, 1.0, "noria", "psi of " + id)));
    world.db.write(tx -> {
      new SqlAlertStore(world.db).put(tx, alert);
      return null;
    });
    triggers.handle(
        published(
            new Event.AlertRaised(alert.ref(), at(day), alert.summary(), "flights", watch, id)));
    return alert.ref();
  }

  private static Published published(Event event) {
    return new Published(1, "event", Instant.parse("2026-01-01T00:00:00Z"), "noria", event);
  }

  private List<TriggerDecision> decisions() {
    return triggers.decisions("flights", 100);
  }

  @Test
  void newDataFiresOnceHoweverOftenItIsTold() {
    data("2013-04", "2013-05-01");
    data("2013-04", "2013-05-01");
    TriggerDecision fired = decisions().getFirst();
    assertThat(decisions()).hasSize(1);
    assertThat(fired.decision()).isEqualTo(Decision.FIRED);
    assertThat(fired.why()).isEqualTo("new data 2013-04");
    assertThat(fired.causes()).containsExactly(month("2013-04"));
    assertThat(fired.eventTime()).isEqualTo(at("2013-05-01"));
    assertThat(submitted).containsExactly(fired.id());
    assertThat(fired.pipelineRun())
        .isEqualTo(Ref.of(Ref.Kind.PIPELINE_RUN, "run-of-" + fired.id()));
    assertThat(triggers.decision(fired.id())).isEqualTo(fired);
    assertThat(Lineages.open(world.db).into(fired.ref()))
        .extracting(LineageEdge::relation)
        .containsExactly("caused");
    assertThat(Lineages.open(world.db).outOf(fired.ref()))
        .extracting(LineageEdge::relation)
        .containsExactly("started");
    assertThat(world.events()).containsExactly("TriggerDecided");
  }

  @Test
  void otherDatasetsAndDeploymentsDoNotCount() {
    triggers.handle(
        published(
            new Event.DatasetVersionAccepted(
                Ref.parse("dataset_version:weather@1"), null, "", "weather", "1", 1, "d")));
    triggers.handle(
        published(
            new Event.AlertRaised(
                Ref.of(Ref.Kind.ALERT, "x"), at("2013-05-01"), "", "other", "features", "c")));
    assertThat(decisions()).isEmpty();
  }

  @Test
  void anAlertWaitsForDataAndRidesAlong() {
    data("2013-04", "2013-05-01");
    Ref one = alert("temperature", "2013-05-08", false);
    Ref two = alert("wind", "2013-05-15", false);
    assertThat(decisions()).hasSize(2);
    TriggerDecision held = decisions().getFirst();
    assertThat(held.decision()).isEqualTo(Decision.HELD);
    assertThat(held.why()).isEqualTo("an alert; waiting for data newer than 2013-04");
    assertThat(held.causes()).containsExactlyInAnyOrder(one, two);
    assertThat(held.pipelineRun()).isNull();
    assertThat(Lineages.open(world.db).into(held.ref()))
        .extracting(LineageEdge::from)
        .containsExactlyInAnyOrder(one, two);
    data("2013-05", "2013-06-01");
    TriggerDecision fired = decisions().getFirst();
    assertThat(fired.decision()).isEqualTo(Decision.FIRED);
    assertThat(fired.why()).isEqualTo("new data 2013-05, and 2 alerts");
    assertThat(fired.causes()).containsExactlyInAnyOrder(one, two, month("2013-05"));
    alert("rain", "2013-06-08", false);
    assertThat(decisions().getFirst().why())
        .isEqualTo("an alert; waiting for data newer than 2013-05");
    assertThat(decisions()).hasSize(4);
    assertThat(submitted).hasSize(2);
  }

  @Test
  void revokedDataStartsTrainingWithoutNewDataUnlessItIsOver() {
    data("2013-04", "2013-05-01");
    Ref alert = alert(Alert.REVOKED_DATA, "flights@2013-02", "2013-06-15", false);
    TriggerDecision fired = decisions().getFirst();
    assertThat(fired.decision()).isEqualTo(Decision.FIRED);
    assertThat(fired.why()).isEqualTo("data that the live version learned from was revoked");
    assertThat(fired.causes()).containsExactly(alert);

    Ref early = alert(Alert.REVOKED_DATA, "flights@2013-03", "2013-06-16", false);
    assertThat(decisions().getFirst().decision()).as("in the cool-down").isEqualTo(Decision.HELD);
    world.monitoring.resolve(early.id(), "rolled back");
    data("2013-05", "2013-08-01");
    assertThat(decisions().getFirst().why()).isEqualTo("new data 2013-05");
    assertThat(submitted).hasSize(3);
  }

  @Test
  void aSilencedAlertStartsNothing() {
    data("2013-04", "2013-05-01");
    alert("temperature", "2013-05-08", true);
    assertThat(decisions()).hasSize(1);
    data("2013-05", "2013-06-01");
    assertThat(decisions().getFirst().why()).isEqualTo("new data 2013-05");
  }

  @Test
  void theCoolDownHoldsInEventTimeAndEndsWithIt() {
    data("2013-04", "2013-05-01");
    data("2013-05", "2013-05-10");
    TriggerDecision held = decisions().getFirst();
    assertThat(held.decision()).isEqualTo(Decision.HELD);
    assertThat(held.why())
        .isEqualTo(
            "new data 2013-05; training started 2013-05-01T00:00:00Z, and again from"
                + " 2013-05-21T00:00:00Z on at the earliest");
    window("2013-05-20");
    assertThat(decisions()).hasSize(2);
    window("2013-05-21");
    assertThat(decisions().getFirst().decision()).isEqualTo(Decision.FIRED);
    assertThat(decisions().getFirst().eventTime()).isEqualTo(at("2013-05-21"));
    window("2013-07-01");
    assertThat(decisions()).hasSize(3);
  }

  private void window(String day) {
    triggers.handle(
        published(
            new Event.WindowScored(Ref.of(Ref.Kind.WINDOW, "flights/w"), at(day), "", "flights")));
  }

  @Test
  void versionsThatArriveTogetherTurnTheWheelOnce() {
    List<Ref> months = List.of(month("2013-01"), month("2013-02"), month("2013-03"));
    try (Triggers.Batch batch = triggers.batch("flights")) {
      data("2013-01", "2013-02-01");
      assertThat(decisions()).isEmpty();
      TriggerDecision fired = batch.arrived(months, at("2013-04-01")).orElseThrow();
      assertThat(fired.decision()).isEqualTo(Decision.FIRED);
      assertThat(fired.causes()).containsExactlyInAnyOrderElementsOf(months);
      assertThat(fired.why()).isEqualTo("new data 2013-01, 2013-02, 2013-03");
      assertThat(batch.arrived(months, at("2013-04-01"))).isEmpty();
    }
    data("2013-02", "2013-03-01");
    data("2013-03", "2013-04-01");
    assertThat(decisions()).hasSize(1);
  }

  @Test
  void whatWasToldDuringABatchIsNotForgotten() {
    try (Triggers.Batch batch = triggers.batch("flights")) {
      data("2013-01", "2013-02-01");
      assertThat(batch.arrived(List.of(month("2013-01")), at("2013-04-01"))).isPresent();
    }
    try (Triggers.Batch batch = triggers.batch("flights")) {
      data("2013-05", "2013-06-01");
      assertThat(batch.arrived(List.of(), at("2013-06-01"))).isEmpty();
    }
    window("2013-06-02");
    assertThat(decisions().getFirst().causes()).containsExactly(month("2013-05"));
  }

  @Test
  void aDecisionThatACrashLeftUnstartedIsStartedAgainUnderItsOwnId() {
    refusal = Optional.of(new NoriaException(ErrorCode.UNAVAILABLE, "the database went away"));
    assertThatThrownBy(() -> data("2013-04", "2013-05-01")).hasMessage("the database went away");
    TriggerDecision fired = decisions().getFirst();
    assertThat(fired.decision()).isEqualTo(Decision.FIRED);
    assertThat(fired.pipelineRun()).isNull();
    refusal = Optional.empty();
    Triggers again = Triggers.open(world.db, world.monitoring, ids());
    again.start(this::run, Outboxes.open(world.db, world.clock));
    assertThat(submitted).containsExactly(fired.id());
    assertThat(triggers.decision(fired.id()).pipelineRun()).isNotNull();
    data("2013-04", "2013-05-01");
    assertThat(submitted).hasSize(1);
  }

  @Test
  void aDecisionThatCouldNotBeStartedIsStartedWhenItsEventComesAgain() {
    refusal = Optional.of(new NoriaException(ErrorCode.UNAVAILABLE, "the database went away"));
    assertThatThrownBy(() -> data("2013-04", "2013-05-01")).hasMessage("the database went away");
    refusal = Optional.empty();
    data("2013-04", "2013-05-01");
    assertThat(decisions()).hasSize(1);
    assertThat(submitted).containsExactly(decisions().getFirst().id());
  }

  private io.noria.base.IdSource ids() {
    return io.noria.base.IdSource.system(world.clock);
  }

  @Test
  void aTurnThatCannotStartSaysWhyAndItsCausesWait() {
    refusal = Optional.of(new NoriaException(ErrorCode.FAILED_PRECONDITION, "one month only"));
    data("2013-01", "2013-02-01");
    assertThat(decisions().getFirst().why())
        .isEqualTo("new data 2013-01 (not started: one month only)");
    refusal = Optional.empty();
    data("2013-02", "2013-02-02");
    assertThat(decisions().getFirst().decision()).isEqualTo(Decision.FIRED);
    assertThat(decisions().getFirst().causes())
        .containsExactlyInAnyOrder(month("2013-01"), month("2013-02"));
    assertThat(submitted).hasSize(1);
  }

  @Test
  void aPersonDoesNotWaitForTheCoolDown() {
    data("2013-04", "2013-05-01");
    data("2013-05", "2013-05-02");
    TriggerDecision turned = triggers.turn("flights", "I want to see it", at("2013-05-03"));
    assertThat(turned.decision()).isEqualTo(Decision.FIRED);
    assertThat(turned.why()).isEqualTo("I want to see it");
    assertThat(turned.causes()).containsExactly(month("2013-05"));
    assertThat(submitted).hasSize(2);
    assertThatThrownBy(() -> triggers.decision("nope")).hasMessage("trigger: nope (there is none)");
  }

  @Test
  void dataAloneMayBeToldToWaitForAnAlert() {
    triggers.policy(
        new TriggerPolicy(
            "flights", "flights", Set.of("flights"), true, false, Duration.ofDays(20)));
    data("2013-04", "2013-05-01");
    assertThat(decisions().getFirst().why())
        .isEqualTo("new data 2013-04; new data alone does not start training");
    alert("wind", "2013-05-08", false);
    assertThat(decisions().getFirst().decision()).isEqualTo(Decision.FIRED);
    assertThat(decisions().getFirst().why()).isEqualTo("new data 2013-04, and an alert");
  }

  @Test
  void eventsReachItThroughTheOutbox() throws InterruptedException {
    outbox.start();
    world.db.write(tx -> {
      tx.publish(
          new Event.DatasetVersionAccepted(
              month("2013-04"), at("2013-05-01"), "april", "flights", "2013-04", 1, "d"));
      return null;
    });
    outbox.drain(Duration.ofSeconds(20));
    assertThat(decisions()).hasSize(1);
    assertThat(submitted).hasSize(1);
  }
}
