package io.noria.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.registry.ModelVersion;
import io.noria.serving.tensor.Tensor;
import io.noria.storage.sql.TestDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrafficTest {
  private static final Instant MARCH = Instant.parse("2013-03-01T00:00:00Z");

  @TempDir Path temp;
  private ServingFixture fixture;
  private ModelVersion second;

  @BeforeEach
  void open() throws IOException {
    fixture =
        new ServingFixture(
            temp, TestDatabases.sqlite(Files.createDirectories(temp.resolve("sql"))));
    fixture.register(1);
    second = fixture.register(2);
    fixture.serving.deployments().deploy("flow", ServingFixture.MODEL, Follow.version(1));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private static Variant challenger(double share, boolean shadow) {
    return new Variant(
        "challenger", ServingFixture.MODEL, Follow.alias("challenger"), share, shadow);
  }

  private void challenge(ModelVersion version) {
    fixture
        .registry
        .moves()
        .setAlias(version.id(), "challenger", io.noria.registry.Reason.of("try it"));
    fixture.serving.deployments().refresh(ServingFixture.MODEL, "alias moved", null);
  }

  private int version(@Nullable String subject) {
    try (Inference inference = fixture.serving.infer("flow", subject)) {
      RowBuilder row = inference.row();
      row.set(0, 20.5);
      row.set(1, 12);
      row.set(2, true);
      row.set(3, "AA");
      inference.answer(MARCH, null);
      return inference.version();
    }
  }

  private Map<Integer, Integer> versions(int subjects) {
    Map<Integer, Integer> counts = new TreeMap<>();
    for (int i = 0; i < subjects; i++) {
      counts.merge(version("customer-" + i), 1, Integer::sum);
    }
    return counts;
  }

  @Test
  void aShareOfTheSubjectsIsAnsweredByTheVariantAndStaysThere() {
    fixture.serving.traffic().direct("flow", List.of(challenger(20, false)));
    assertThat(versions(200)).containsOnlyKeys(1);
    challenge(second);
    Map<Integer, Integer> counts = versions(2_000);
    assertThat(counts.get(2)).isCloseTo(400, within(80));
    List<String> chosen = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      if (version("customer-" + i) == 2) {
        chosen.add("customer-" + i);
      }
    }
    fixture.serving.traffic().direct("flow", List.of(challenger(50, false)));
    assertThat(chosen).isNotEmpty().allSatisfy(name -> assertThat(version(name)).isEqualTo(2));
    assertThat(fixture.serving.served("flow", 2).version()).isEqualTo(2);
    assertThat(fixture.serving.served("flow", null).versions()).containsExactly(1, 2);
    fixture.serving.traffic().direct("flow", List.of());
    assertThat(versions(50)).containsOnlyKeys(1);
    assertThatThrownBy(() -> fixture.serving.served("flow", 2))
        .hasMessage("deployment flow: version 2 does not answer (expected: one of [1])");
  }

  @Test
  void variantsOutliveARestart() {
    challenge(second);
    fixture.serving.traffic().direct("flow", List.of(challenger(100, false)));
    fixture.restart();
    assertThat(versions(20)).containsOnlyKeys(2);
    VariantState state = fixture.serving.traffic().variants("flow").getFirst();
    assertThat(state.version()).isEqualTo(2);
    assertThat(state.problem()).isNull();
  }

  @Test
  void aShadowIsAskedComparedAndNeverReturned() {
    challenge(second);
    fixture.serving.traffic().direct("flow", List.of(challenger(100, true)));
    assertThat(versions(30)).containsOnlyKeys(1);
    Awaitility.await()
        .untilAsserted(() -> {
          ShadowFigures figures =
              Objects.requireNonNull(
                  fixture.serving.traffic().variants("flow").getFirst().shadow());
          assertThat(figures.rows() + figures.skipped()).isEqualTo(30);
          assertThat(figures.failed()).isZero();
          assertThat(fixture.serving.traffic().variants("flow").getFirst().problem()).isNull();
          assertThat(figures.largestDifference()).isPositive();
        });
    fixture.serving.predictions().flush();
    PredictionRows logged =
        fixture.serving.predictions().rows("flow~challenger", MARCH, MARCH.plusMillis(1));
    assertThat(logged.size()).isPositive();
    assertThat(logged.version()).containsOnly(2);
    PredictionRows own = fixture.serving.predictions().rows("flow", MARCH, MARCH.plusMillis(1));
    assertThat(own.size()).isEqualTo(30);
  }

  @Test
  void aQuestionIsAnsweredByTheVersionThatItWasReadFor() {
    ServedModel first = fixture.serving.served("flow", null, "somebody");
    fixture.serving.deployments().deploy("flow", ServingFixture.MODEL, Follow.version(2));
    List<Tensor> inputs =
        List.of(
            Tensor.texts("carrier", new long[] {1}, List.of("AA")),
            Tensor.doubles("wind", new long[] {1}, 20.5),
            Tensor.longs("hour", new long[] {1}, 12),
            Tensor.longs("holiday", new long[] {1}, 1));
    TensorAnswer answer =
        fixture.serving.infer(
            "flow", new TensorRequest(inputs, List.of(), 1, MARCH, null, Map.of(), first));
    assertThat(answer.version()).isEqualTo(1);
    assertThat(fixture.serving.infer("flow", TensorRequest.of(inputs)).version()).isEqualTo(2);
  }

  @Test
  void whatCannotBeIsRefusedAndChangesNothing() {
    Traffic traffic = fixture.serving.traffic();
    refused(
        ErrorCode.INVALID_ARGUMENT,
        () ->
            traffic.direct(
                "flow",
                List.of(
                    new Variant("a", ServingFixture.MODEL, Follow.version(2), 60, false),
                    new Variant("b", ServingFixture.MODEL, Follow.version(2), 60, false))),
        "variants: shares add up to 120.0 (expected: at most 100)");
    refused(
        ErrorCode.NOT_FOUND,
        () ->
            traffic.direct(
                "flow",
                List.of(new Variant("a", ServingFixture.MODEL, Follow.version(9), 10, false))),
        null);
    refused(ErrorCode.NOT_FOUND, () -> traffic.direct("nobody", List.of()), null);
    assertThat(traffic.variants("flow")).isEmpty();
  }

  private static void refused(ErrorCode code, Runnable call, @Nullable String message) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            NoriaException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              if (message != null) {
                assertThat(e).hasMessage(message);
              }
            });
  }

  @Test
  void manySwapsUnderLoadLoseNoRequest() throws InterruptedException {
    challenge(second);
    AtomicBoolean done = new AtomicBoolean();
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    List<Thread> askers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String subject = "customer-" + i;
      askers.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  for (int asked = 1; !done.get(); asked++) {
                    version(subject);
                    if (asked % 100 == 0) {
                      // Not quicker than the log can write.
                      fixture.serving.predictions().flush();
                    }
                  }
                } catch (RuntimeException | Error e) {
                  failure.set(e);
                }
              }));
    }
    for (int i = 0; i < 200; i++) {
      fixture.serving.deployments().deploy("flow", ServingFixture.MODEL, Follow.version(1 + i % 2));
      fixture
          .serving
          .traffic()
          .direct("flow", i % 3 == 0 ? List.of() : List.of(challenger(i % 100, i % 2 == 0)));
    }
    done.set(true);
    for (Thread asker : askers) {
      asker.join();
    }
    assertThat(failure.get()).isNull();
  }
}
