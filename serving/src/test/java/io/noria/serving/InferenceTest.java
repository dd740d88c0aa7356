package io.noria.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.storage.sql.TestDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InferenceTest {
  private static final Instant MARCH = Instant.parse("2013-03-01T00:00:00Z");

  @TempDir Path temp;
  private ServingFixture fixture;

  @BeforeEach
  void open() throws IOException {
    fixture =
        new ServingFixture(
            temp, TestDatabases.sqlite(Files.createDirectories(temp.resolve("sql"))));
    fixture.register(1);
    fixture.serving.deployments().deploy("flow", ServingFixture.MODEL, Follow.version(1));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void aBadRowIsRefusedWithTheFeatureWhatCameAndWhatWasExpected() {
    refused(() -> row().set(0, "strong"), "features.wind: \"strong\" (expected: a number or null)");
    refused(() -> row().set(1, 12.5), "features.hour: 12.5 (expected: a whole number or null)");
    refused(() -> row().set(2, 3), "features.holiday: 3 (expected: true, false or null)");
    refused(() -> row().set(3, 7), "features.carrier: 7 (expected: a string or null)");
    refused(() -> row().set(3, true), "features.carrier: true (expected: a string or null)");
    refused(
        () -> {
          RowBuilder row = row();
          row.set(0, 1);
          row.set(1, 2);
          row.setNull(2);
          row.end();
        },
        "features.carrier: nothing (expected: a string or null)");
    refused(
        () -> inference().column("gust"),
        "features.gust: no such feature (expected: one of wind, hour, holiday, carrier)");
    assertThat(fixture.serving.predictions().count("flow")).isZero();
  }

  private void refused(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            NoriaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNPROCESSABLE))
        .hasMessage(message);
  }

  private Inference inference() {
    return fixture.serving.infer("flow");
  }

  private RowBuilder row() {
    return inference().row();
  }

  @Test
  void aNewRowIsNotBegunBeforeTheFormerIsWhole() {
    try (Inference inference = inference()) {
      inference.row().set(0, 1);
      refused(inference::row, "features.hour: nothing (expected: a whole number or null)");
    }
  }

  @Test
  void rowsOfAListHaveKeysOfTheirOwn() {
    try (Inference inference = inference()) {
      for (int i = 0; i < 3; i++) {
        RowBuilder row = inference.row();
        row.set(0, i);
        row.set(1, i);
        row.set(2, 1);
        row.set(3, "AA");
        row.end();
      }
      assertThat(inference.answer(MARCH, "batch")).hasSize(3).doesNotHaveDuplicates();
    }
    fixture.serving.predictions().flush();
    assertThat(fixture.serving.predictions().rows("flow", MARCH, MARCH.plusSeconds(1)).keys())
        .containsExactly("batch/0", "batch/1", "batch/2");
  }

  @Test
  void requestsAreMeasuredAndUnansweredOnesAreErrors() {
    for (int i = 0; i < 50; i++) {
      fixture.ask(i, "AA", MARCH, null);
    }
    inference().close();

    DeploymentMetrics metrics = fixture.serving.metrics().getFirst();
    assertThat(metrics.deployment()).isEqualTo("flow");
    assertThat(metrics.requests()).isEqualTo(50);
    assertThat(metrics.rows()).isEqualTo(50);
    assertThat(metrics.errors()).isEqualTo(1);
    assertThat(metrics.p50()).isPositive().isLessThanOrEqualTo(metrics.p99());
    assertThat(metrics.latency().getLast().count()).isEqualTo(50);
    assertThat(metrics.perSecond()).isPositive();
  }

  @Test
  void whatWasAnsweredElsewhereIsLoggedWithoutTheDeploymentBeingAsked() throws IOException {
    fixture.register(2);
    List<Given> given =
        List.of(
            new Given("1", 0.875, MARCH, "first"),
            new Given("0", 0.75, MARCH.plusSeconds(5), null));
    List<UUID> ids;
    try (Inference inference = fixture.serving.recording("flow", 2)) {
      for (int i = 0; i < given.size(); i++) {
        fill(inference, i);
      }
      assertThat(inference.version()).isEqualTo(2);
      ids = inference.record(given);
    }
    assertThat(fixture.serving.predictions().find(ids.getLast())).as("at once").isPresent();
    assertThat(fixture.serving.predictions().startingWith(ids.getFirst().toString(), 2))
        .containsExactly(ids.getFirst());
    fixture.serving.predictions().flush();
    PredictionRows rows = fixture.serving.predictions().rows("flow", MARCH, MARCH.plusSeconds(60));
    assertThat(List.of(rows.id(0), rows.id(1))).isEqualTo(ids);
    assertThat(rows.score()).containsExactly(0.875, 0.25);
    assertThat(rows.predicted()).containsExactly(1, 0);
    assertThat(rows.version()).containsExactly(2, 2);
    assertThat(rows.keys()).containsExactly("first", null);
    try (Inference inference = fixture.serving.recording("flow", null)) {
      assertThat(inference.version()).isEqualTo(1);
      fill(inference, 0);
      refused(
          () -> inference.record(List.of(new Given("1", Double.NaN, null, null))),
          "predictions[0].probability: nothing (expected: a number from 0 to 1, that of the"
              + " predicted class)");
    }
    DeploymentMetrics metrics = fixture.serving.metrics().getFirst();
    assertThat(metrics.requests()).isZero();
    assertThat(metrics.errors()).isZero();
    assertThat(fixture.serving.predictions().count("flow")).isEqualTo(2);
    assertThatThrownBy(() -> fixture.serving.recording("flow", 99))
        .isInstanceOfSatisfying(
            NoriaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
  }

  private static void fill(Inference inference, int wind) {
    RowBuilder row = inference.row();
    row.set(0, wind);
    row.set(1, 1);
    row.set(2, true);
    row.set(3, "AA");
    row.end();
  }

  /** Requests race against swaps between two models: each answer must be one model's own. */
  @Test
  void everyRequestUnderSwapsIsAnsweredByExactlyTheVersionItNames() throws Exception {
    var first = fixture.registry.versions().list(ServingFixture.MODEL).getFirst();
    var second = fixture.register(2);
    fixture.champion(first);
    fixture.serving.deployments().deploy("flow", ServingFixture.MODEL, Follow.alias("champion"));
    double[] expected = {
      fixture.serving.models().load(ServingFixture.MODEL, 1).score(oneRow()).values()[0],
      fixture.serving.models().load(ServingFixture.MODEL, 2).score(oneRow()).values()[0]
    };
    assertThat(expected[0]).isNotEqualTo(expected[1]);
    int swaps = 0;
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<int[]>> askers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Callable<int[]> asker = () -> ask(3000, expected);
        askers.add(pool.submit(asker));
      }
      while (swaps < 40 || !askers.stream().allMatch(Future::isDone)) {
        fixture.champion(swaps % 2 == 0 ? second : first);
        fixture.serving.deployments().refresh(ServingFixture.MODEL, "swap " + swaps, null);
        swaps++;
      }
      int answered = 0;
      for (Future<int[]> asker : askers) {
        answered += asker.get()[0] + asker.get()[1];
      }
      assertThat(answered).isEqualTo(12_000);
    }
    fixture.serving.predictions().flush();
    assertThat(fixture.serving.predictions().count("flow")).isEqualTo(12_000);
    assertThat(fixture.serving.deployments().history("flow")).hasSize(swaps + 1);
    assertThat(fixture.serving.metrics().getFirst().errors()).isZero();
  }

  private int[] ask(int times, double[] expected) {
    int[] answered = new int[2];
    for (int i = 0; i < times; i++) {
      try (Inference inference = inference()) {
        RowBuilder row = inference.row();
        row.set(0, 17);
        row.set(1, 12);
        row.set(2, true);
        row.set(3, "B6");
        row.end();
        double score = inference.answer(MARCH, null).getFirst().score();
        assertThat(score).isEqualTo(expected[inference.version() - 1]);
        answered[inference.version() - 1]++;
      }
    }
    return answered;
  }

  private static List<Values> oneRow() {
    return List.of(
        new Values.Numbers(new double[] {17}),
        new Values.Numbers(new double[] {12}),
        new Values.Numbers(new double[] {1}),
        new Values.Texts(new int[] {0}, List.of("B6")));
  }
}
