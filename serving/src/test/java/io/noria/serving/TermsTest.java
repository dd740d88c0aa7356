package io.noria.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.Actor;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.base.Origin;
import io.noria.serving.DeploymentTerms.CacheBounds;
import io.noria.serving.DeploymentTerms.CallerLimit;
import io.noria.serving.tensor.Tensor;
import io.noria.storage.sql.TestDatabases;
import io.noria.testkit.MutableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TermsTest {
  @TempDir Path temp;
  private ServingFixture fixture;
  private final MutableClock clock = new MutableClock(Instant.parse("2026-03-01T22:00:00Z"));

  @BeforeEach
  void open() throws IOException {
    fixture =
        new ServingFixture(
            temp, TestDatabases.sqlite(Files.createDirectories(temp.resolve("sql"))));
    fixture.clock = clock;
    fixture.restart();
    fixture.register(1);
    fixture.register(2);
    fixture.serving.deployments().deploy("flow", ServingFixture.MODEL, Follow.version(1));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private Terms terms() {
    return fixture.serving.terms();
  }

  private TermFigures figures() {
    return terms().figures().getFirst();
  }

  private record From(String address) implements Origin {
    @Override
    public @Nullable String header(String name) {
      return null;
    }
  }

  private Prediction ask(String actor, String address, int rows) {
    return ScopedValue.where(Actor.CURRENT, actor)
        .where(Origin.CURRENT, new From(address))
        .call(() -> {
          try (Inference inference = fixture.serving.infer("flow")) {
            for (int i = 0; i < rows; i++) {
              RowBuilder row = inference.row();
              row.set(0, 20.5);
              row.set(1, 12);
              row.set(2, true);
              row.set(3, "AA");
            }
            return inference.answer(null, null).getFirst();
          }
        });
  }

  private NoriaException refused(String actor, String address, int rows) {
    try {
      ask(actor, address, rows);
    } catch (NoriaException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED);
      return e;
    }
    throw new AssertionError("not refused");
  }

  @Test
  void whoAsksTooFastIsRefusedUntilTokensAreThereAgain() {
    terms().limit("flow", new CallerLimit(2.0, 3, null));
    for (int i = 0; i < 3; i++) {
      ask("ann", "10.0.0.1", 1);
    }
    NoriaException e = refused("ann", "10.0.0.1", 1);
    assertThat(e.retryAfter()).contains(Duration.ofSeconds(1));
    assertThat(e)
        .hasMessage(
            "deployment flow: token:ann asks more than 2.0 requests a second, 3 at once; again in"
                + " 1 s");
    ask("bob", "10.0.0.1", 1);
    clock.advance(Duration.ofMillis(500));
    ask("ann", "10.0.0.1", 1);
    refused("ann", "10.0.0.1", 1);
    assertThat(figures().tooFast()).isEqualTo(2);
    assertThat(figures().callers()).isEqualTo(2);
    assertThat(fixture.serving.metrics().getFirst().errors()).isZero();
    terms().limit("flow", null);
    ask("ann", "10.0.0.1", 1);
    assertThat(terms().figures()).isEmpty();
  }

  @Test
  void withoutTokensTheAddressIsTheCallerAndTheServerItselfIsNone() {
    terms().limit("flow", new CallerLimit(1.0, 1, null));
    ask("local", "10.0.0.1", 1);
    ask("local", "10.0.0.2", 1);
    refused("local", "10.0.0.1", 1);
    ask("local", "2001:db8:0:1:0:0:0:1", 1);
    assertThat(refused("local", "2001:db8:0:1:aa:0:0:2", 1))
        .hasMessageContaining("address:2001:db8:0:1::/64");
    for (int i = 0; i < 5; i++) {
      fixture.ask(20.5, "AA", clock.instant(), "k" + i);
    }
  }

  @Test
  void rowsOfTheDayCountOnAllServersAndOutliveRestarts() throws IOException {
    terms().limit("flow", new CallerLimit(null, 1, 10L));
    ask("ann", "", 6);
    NoriaException e = refused("ann", "", 5);
    assertThat(e.retryAfter()).contains(Duration.ofHours(2).plusSeconds(1));
    assertThat(e)
        .hasMessage(
            "deployment flow: token:ann has asked 6 of its 10 rows of the day, and asks 5 more;"
                + " again at 2026-03-02T00:00:00Z");
    upkeep(fixture.serving);
    fixture.restart();
    refused("ann", "", 5);
    ask("ann", "", 2);
    upkeep(fixture.serving);
    fixture.config = ServingConfig.in(Files.createDirectories(temp.resolve("other")));
    try (Serving other = fixture.openServing()) {
      Serving own = fixture.serving;
      fixture.serving = other;
      refused("ann", "", 3);
      ask("ann", "", 2);
      upkeep(other);
      fixture.serving = own;
      upkeep(own);
      refused("ann", "", 1);
    }
    assertThat(fixture.serving.metrics().getFirst().errors()).isZero();
    clock.advance(Duration.ofHours(2));
    upkeep(fixture.serving);
    ask("ann", "", 10);
  }

  private static void upkeep(Serving serving) {
    for (int i = 0; i < 5; i++) {
      serving.terms().upkeep();
    }
  }

  @Test
  void manyCallersShareOneAccountBeyondThoseThatAreToldApart() {
    terms().limit("flow", new CallerLimit(0.001, 1, null));
    for (int i = 0; i < 10_000; i++) {
      ask("t" + i, "", 1);
    }
    ask("one more", "", 1);
    assertThat(refused("another", "", 1)).hasMessageContaining("(others)");
    assertThat(figures().callers()).isEqualTo(10_001);
    clock.advance(Duration.ofHours(1));
    ask("another", "", 1);
    assertThat(figures().callers()).as("those who rest are forgotten").isLessThan(10);
  }

  @Test
  void theSameQuestionIsAnsweredFromMemoryByTheSameVersionAlone() {
    terms().cache("flow", new CacheBounds(1 << 20, Duration.ofMinutes(1)));
    Prediction first = ask("ann", "", 1);
    Prediction again = ask("ann", "", 1);
    assertThat(again.score()).isEqualTo(first.score());
    assertThat(again.id()).as("a prediction of its own").isNotEqualTo(first.id());
    assertThat(figures().hits()).isEqualTo(1);
    assertThat(figures().misses()).isEqualTo(1);
    fixture.serving.deployments().deploy("flow", ServingFixture.MODEL, Follow.version(2));
    assertThat(ask("ann", "", 1).score()).isNotEqualTo(first.score());
    assertThat(figures().misses()).isEqualTo(2);
    clock.advance(Duration.ofMinutes(1));
    ask("ann", "", 1);
    assertThat(figures().misses()).as("too old").isEqualTo(3);
    ask("ann", "", 2);
    assertThat(figures().misses()).as("another question").isEqualTo(4);
    fixture.serving.predictions().flush();
    assertThat(fixture.serving.predictions().count("flow")).isEqualTo(6);
  }

  @Test
  void textsThatAreInNoDictionaryAndTensorsAreKeptApart() {
    terms().cache("flow", new CacheBounds(1 << 20, Duration.ofMinutes(1)));
    Instant now = clock.instant();
    fixture.ask(1, "XX", now, "a");
    fixture.ask(1, "YY", now, "b");
    assertThat(figures().misses()).isEqualTo(2);
    fixture.ask(1, "XX", now, "c");
    List<Tensor> inputs =
        List.of(
            Tensor.texts("carrier", new long[] {1}, List.of("XX")),
            Tensor.doubles("wind", new long[] {1}, 1),
            Tensor.longs("hour", new long[] {1}, 12),
            Tensor.longs("holiday", new long[] {1}, 1));
    fixture.serving.infer("flow", TensorRequest.of(inputs));
    assertThat(figures().hits()).as("the same row in another dialect").isEqualTo(2);
  }

  @Test
  void keptAnswersStayWithinTheirBytes() {
    terms().cache("flow", new CacheBounds(4096, Duration.ofMinutes(1)));
    for (int i = 0; i < 100; i++) {
      fixture.ask(i, "AA", clock.instant(), "k" + i);
    }
    assertThat(figures().bytes()).isBetween(1L, 4096L);
    assertThat(figures().entries()).isBetween(5, 30);
    fixture.ask(99, "AA", clock.instant(), "again");
    assertThat(figures().hits()).isEqualTo(1);
  }

  @Test
  void aPromotedVersionIsPinnedAndTermsOutliveARestart() {
    fixture.serving.deployments().deploy("next", ServingFixture.MODEL, Follow.version(2));
    terms().stage("next", "staging");
    terms().stage("flow", "production");
    Deployment promoted = terms().promote("next", "flow");
    assertThat(promoted.version()).isEqualTo(2);
    assertThat(promoted.follow()).isEqualTo(Follow.version(2));
    assertThat(fixture.serving.deployments().history("flow").getFirst().why())
        .isEqualTo("promoted from next");
    assertThat(terms().promote("flow", "third").version()).isEqualTo(2);
    terms().limit("flow", new CallerLimit(1.0, 1, null));
    terms().cache("flow", new CacheBounds(4096, Duration.ofSeconds(90)));
    DeploymentTerms before = terms().get("flow");
    fixture.restart();
    assertThat(terms().get("flow")).isEqualTo(before);
    assertThat(before.stage()).isEqualTo("production");
    assertThat(Objects.requireNonNull(before.cache()).age()).isEqualTo(Duration.ofSeconds(90));
    ask("ann", "", 1);
    refused("ann", "", 1);
    fixture.serving.deployments().delete("flow");
    assertThatThrownBy(() -> terms().get("flow")).hasMessageStartingWith("deployment: flow");
    fixture.serving.deployments().deploy("flow", ServingFixture.MODEL, Follow.version(1));
    assertThat(terms().get("flow")).isEqualTo(DeploymentTerms.NONE);
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    assertThatThrownBy(() -> terms().stage("flow", "Pro duction"))
        .hasMessage(
            "stage: 'Pro duction' (expected: up to 40 lower-case letters, digits, . _ -, such as"
                + " staging)");
    assertThatThrownBy(() -> new CallerLimit(0.0, 1, null))
        .hasMessage("per_second: 0.0 (expected: above 0, at most 1000000)");
    assertThatThrownBy(() -> terms().promote("flow", "flow"))
        .hasMessage("promote: flow to itself (expected: two)");
    assertThatThrownBy(() -> terms().stage("nobody", "staging"))
        .hasMessageStartingWith("deployment: nobody");
  }
}
