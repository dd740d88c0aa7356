package io.noria.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.noria.registry.ModelVersion;
import io.noria.registry.Reason;
import io.noria.serving.Canary.State;
import io.noria.storage.sql.TestDatabases;
import io.noria.testkit.MutableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CanaryTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @TempDir Path temp;
  private ServingFixture fixture;
  private ModelVersion second;
  private final MutableClock clock = new MutableClock(Instant.parse("2026-03-01T00:00:00Z"));

  @BeforeEach
  void open() throws IOException {
    fixture =
        new ServingFixture(
            temp, TestDatabases.sqlite(Files.createDirectories(temp.resolve("sql"))));
    fixture.clock = clock;
    fixture.restart();
    fixture.register(1);
    second = fixture.register(2);
    fixture.serving.deployments().deploy("flow", ServingFixture.MODEL, Follow.version(1));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private Canaries canaries() {
    return fixture.serving.canaries();
  }

  private static CanaryPlan plan(@Nullable Double errors, @Nullable Double latency) {
    return new CanaryPlan(
        ServingFixture.MODEL,
        Follow.version(2),
        List.of(25.0, 50.0),
        MINUTE,
        new CanaryPlan.Guards(errors, latency, 20));
  }

  private void ask(int requests) {
    ask(requests, "AA");
  }

  /** So many subjects, always the same: a carrier that is null fails after it was chosen. */
  private void ask(int requests, @Nullable String carrier) {
    for (int i = 0; i < requests; i++) {
      try (Inference inference = fixture.serving.infer("flow", "customer-" + i)) {
        RowBuilder row = inference.row();
        row.set(0, 20.5);
        row.set(1, 12);
        row.set(2, true);
        if (carrier != null) {
          row.set(3, carrier);
          inference.answer(null, null);
        }
      }
    }
  }

  /** Only the canary's requests fail. */
  private void failCanary(int requests) {
    for (int i = 0; i < requests; i++) {
      try (Inference inference = fixture.serving.infer("flow", "customer-" + i)) {
        if (inference.version() == 1) {
          RowBuilder row = inference.row();
          row.set(0, 20.5);
          row.set(1, 12);
          row.set(2, true);
          row.set(3, "AA");
          inference.answer(null, null);
        }
      }
    }
  }

  private Canary now() {
    return canaries().find("flow").orElseThrow();
  }

  private double share() {
    return fixture.serving.traffic().variants("flow").stream()
        .filter(each -> each.variant().name().equals(CanaryPlan.VARIANT))
        .mapToDouble(each -> each.variant().share())
        .sum();
  }

  @Test
  void goesStepByStepAndBecomesTheDeploymentsOwnVersion() {
    canaries().start("flow", plan(0.01, null));
    assertThat(share()).isEqualTo(25);
    ask(200);
    canaries().advance();
    assertThat(now().step()).as("not yet time").isZero();
    assertThat(now().canary().answered()).isBetween(25L, 75L);
    assertThat(now().base().answered()).isEqualTo(200 - now().canary().answered());
    clock.advance(MINUTE);
    canaries().advance();
    assertThat(now().step()).isEqualTo(1);
    assertThat(now().canary().answered()).as("counted from the step on").isZero();
    assertThat(share()).isEqualTo(50);
    clock.advance(MINUTE.multipliedBy(5));
    canaries().advance();
    assertThat(now().step()).as("too few requests were seen").isEqualTo(1);
    assertThat(now().state()).isEqualTo(State.RUNNING);
    ask(100);
    canaries().advance();
    assertThat(now().state()).isEqualTo(State.FINISHED);
    assertThat(share()).isZero();
    Deployment deployment = fixture.serving.deployments().get("flow");
    assertThat(deployment.version()).isEqualTo(2);
    assertThat(deployment.follow()).isEqualTo(Follow.version(2));
    assertThat(fixture.serving.deployments().history("flow").getFirst().why())
        .startsWith("canary: ")
        .endsWith("requests at 50 %, the last step");
    assertThat(fixture.serving.traffic().variants("flow")).isEmpty();
  }

  @Test
  void errorsBeyondThoseOfTheOwnVersionSendItBack() {
    canaries().start("flow", plan(0.1, null));
    ask(100, null);
    canaries().advance();
    assertThat(now().state()).as("both fail alike").isEqualTo(State.RUNNING);
    canaries().abort("flow", "again");
    clock.advance(Duration.ofSeconds(1));
    canaries().start("flow", plan(0.1, null));
    failCanary(200);
    canaries().advance();
    assertThat(now().state()).isEqualTo(State.FAILED);
    assertThat(now().why())
        .matches(
            "[0-9]+ of [0-9]+ requests failed \\(100.00 %\\), of version 1 meanwhile 0 of"
                + " [0-9]+ \\(0.00 %\\): more than 10 % apart");
    assertThat(share()).isZero();
    assertThat(fixture.serving.deployments().get("flow").version()).isEqualTo(1);
  }

  @Test
  void latencyBeyondThatOfTheOwnVersionSendsItBack() {
    canaries().start("flow", plan(null, 1e-5));
    ask(200);
    canaries().advance();
    assertThat(now().state()).isEqualTo(State.FAILED);
    assertThat(now().why()).startsWith("99 of 100 requests took up to ").endsWith("1.0E-5 times");
  }

  @Test
  void isHeldResumedAbortedAndFinishedByHand() {
    canaries().start("flow", plan(null, null));
    canaries().pause("flow", "lunch");
    assertThat(now().why()).isEqualTo("paused: lunch");
    ask(200);
    clock.advance(MINUTE.multipliedBy(3));
    canaries().advance();
    assertThat(now().step()).isZero();
    assertThat(share()).isEqualTo(25);
    canaries().resume("flow", "");
    canaries().advance();
    assertThat(now().step()).as("the step begins anew").isZero();
    clock.advance(MINUTE);
    canaries().advance();
    assertThat(now().step()).isEqualTo(1);
    canaries().abort("flow", "");
    assertThat(now().state()).isEqualTo(State.ABORTED);
    assertThat(share()).isZero();
    assertThatThrownBy(() -> canaries().pause("flow", ""))
        .hasMessage("deployment flow: no canary is under way");
    canaries().start("flow", plan(null, null));
    assertThat(canaries().finish("flow", "sure").state()).isEqualTo(State.FINISHED);
    assertThat(fixture.serving.deployments().get("flow").version()).isEqualTo(2);
  }

  @Test
  void outlivesARestartAndIsMovedOnceByTwoServers() throws IOException {
    canaries().start("flow", plan(null, null));
    ask(120);
    canaries().advance();
    long before = now().canary().answered();
    fixture.restart();
    assertThat(fixture.serving.served("flow", null).version()).as("is loaded").isEqualTo(1);
    assertThat(share()).isEqualTo(25);
    canaries().advance();
    ask(120);
    ServingConfig usual = fixture.config;
    fixture.config = ServingConfig.in(Files.createDirectories(temp.resolve("other")));
    try (Serving other = fixture.openServing()) {
      assertThat(other.served("flow", null).version()).as("is loaded").isEqualTo(1);
      other.canaries().advance();
      canaries().advance();
      assertThat(now().canary().answered()).isEqualTo(2 * before);
      clock.advance(MINUTE);
      canaries().advance();
      other.canaries().advance();
      assertThat(now().step()).isEqualTo(1);
      other.deployments().follow();
      assertThat(other.traffic().variants("flow").getFirst().variant().share()).isEqualTo(50);
    } finally {
      fixture.config = usual;
    }
  }

  @Test
  void aServerThatIsBehindJudgesByWhatIsRecorded() throws IOException {
    fixture.register(3);
    ServingConfig usual = fixture.config;
    fixture.config = ServingConfig.in(Files.createDirectories(temp.resolve("other")));
    try (Serving other = fixture.openServing()) {
      assertThat(other.served("flow", null).version()).as("is loaded").isEqualTo(1);
      fixture.serving.deployments().deploy("flow", ServingFixture.MODEL, Follow.version(3));
      canaries().start("flow", plan(null, null));
      assertThat(other.served("flow", null).version()).as("is behind").isEqualTo(1);
      other.canaries().advance();
      assertThat(now().state()).isEqualTo(State.RUNNING);
      canaries().abort("flow", "");
      clock.advance(MINUTE);
      fixture.serving.deployments().deploy("flow", ServingFixture.MODEL, Follow.version(2));
      var back =
          new CanaryPlan(
              ServingFixture.MODEL,
              Follow.version(1),
              List.of(25.0),
              MINUTE,
              plan(null, null).guards());
      canaries().start("flow", back);
      other.canaries().advance();
      assertThat(now().state()).as("what it was is the canary now").isEqualTo(State.RUNNING);
    } finally {
      fixture.config = usual;
    }
  }

  @Test
  void anAbortWhileAnotherServerFinishesItLeavesTheDeploymentAsItIs() throws Exception {
    ServingConfig usual = fixture.config;
    fixture.config = ServingConfig.in(Files.createDirectories(temp.resolve("other")));
    try (Serving other = fixture.openServing()) {
      assertThat(other.served("flow", null).version()).as("is loaded").isEqualTo(1);
      canaries().start("flow", plan(null, null));
      fixture.objects.hold(fixture.trees(second));
      var finished =
          CompletableFuture.supplyAsync(
              () -> other.canaries().finish("flow", ""),
              thread -> Thread.ofVirtual().start(thread));
      await().until(() -> fixture.objects.waiting() > 0);
      canaries().abort("flow", "");
      fixture.objects.release();
      assertThatThrownBy(finished::join)
          .hasRootCauseMessage("canary of flow: changed meanwhile; try again");
    } finally {
      fixture.objects.release();
      fixture.config = usual;
    }
    assertThat(now().state()).isEqualTo(State.ABORTED);
    Deployment deployment = fixture.serving.deployments().get("flow");
    assertThat(deployment.version()).isEqualTo(1);
    assertThat(deployment.follow()).isEqualTo(Follow.version(1));
  }

  @Test
  void isGoneAtOnceThoughAnotherVariantIsStillLoaded() throws Exception {
    ModelVersion slow = fixture.register(3);
    Variant other =
        new Variant("other", ServingFixture.MODEL, Follow.alias("challenger"), 10, false);
    fixture.serving.traffic().direct("flow", List.of(other));
    canaries().start("flow", plan(null, null));
    assertThat(fixture.serving.served("flow", 2).version()).isEqualTo(2);
    fixture.objects.hold(fixture.trees(slow));
    fixture.registry.moves().setAlias(slow.id(), "challenger", Reason.of("try it"));
    var refreshed =
        CompletableFuture.runAsync(
            () -> fixture.serving.deployments().refresh(ServingFixture.MODEL, "alias moved", null),
            thread -> Thread.ofVirtual().start(thread));
    try {
      await().until(() -> fixture.objects.waiting() > 0);
      CompletableFuture.runAsync(
              () -> canaries().abort("flow", ""), thread -> Thread.ofVirtual().start(thread))
          .get(20, TimeUnit.SECONDS);
      assertThatThrownBy(() -> fixture.serving.served("flow", 2))
          .hasMessage("deployment flow: version 2 does not answer (expected: one of [1])");
      assertThat(share()).isZero();
    } finally {
      fixture.objects.release();
    }
    refreshed.join();
    assertThat(fixture.serving.served("flow", 3).version()).isEqualTo(3);
  }

  @Test
  void endsWhenTheDeploymentChangesUnderIt() throws IOException {
    fixture.register(3);
    canaries().start("flow", plan(null, null));
    fixture.serving.deployments().deploy("flow", ServingFixture.MODEL, Follow.version(3));
    canaries().advance();
    assertThat(now().state()).isEqualTo(State.ABORTED);
    assertThat(now().why())
        .isEqualTo("the deployment answers with deliveries version 3 instead of version 1 by now");
    assertThat(share()).isZero();
    assertThat(fixture.serving.deployments().get("flow").version()).isEqualTo(3);
  }

  @Test
  void whatCannotBeIsRefusedAndChangesNothing() {
    refused(
        () -> new CanaryPlan("m", Follow.version(2), List.of(5.0, 5.0), MINUTE, none()),
        "steps: [5.0, 5.0] (expected: percents that rise, above 0 and at most 100)");
    refused(
        () ->
            canaries()
                .start(
                    "flow",
                    new CanaryPlan(
                        ServingFixture.MODEL, Follow.version(1), List.of(5.0), MINUTE, none())),
        "deployment flow: answers with deliveries version 1 already");
    fixture
        .serving
        .traffic()
        .direct(
            "flow", List.of(new Variant("b", ServingFixture.MODEL, Follow.version(2), 60, false)));
    refused(
        () -> canaries().start("flow", plan(null, null)),
        "steps: up to 50.0 % beside variants with 60.0 % (expected: at most 100 in all)");
    assertThat(canaries().find("flow")).isEmpty();
    fixture.serving.traffic().direct("flow", List.of());
    canaries().start("flow", plan(null, null));
    refused(
        () -> canaries().start("flow", plan(null, null)),
        "deployment flow: a canary is under way (expected: it is finished or aborted first)");
    refused(
        () -> fixture.serving.traffic().direct("flow", List.of()),
        "deployment flow: a canary is under way (expected: it is finished or aborted first)");
    assertThat(share()).isEqualTo(25);
    fixture.serving.deployments().delete("flow");
    canaries().advance();
  }

  private static CanaryPlan.Guards none() {
    return new CanaryPlan.Guards(null, null, 0);
  }

  private static void refused(Runnable call, String message) {
    assertThatThrownBy(call::run).hasMessage(message);
  }
}
