package io.noria.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.registry.ModelVersion;
import io.noria.storage.sql.TestDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models in memory keep within what they may take. */
class MemoryTest {
  @TempDir Path temp;
  private ServingFixture fixture;

  @BeforeEach
  void open() throws IOException {
    fixture =
        new ServingFixture(
            temp, TestDatabases.sqlite(Files.createDirectories(temp.resolve("sql"))));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private void deploy(String name, ModelVersion version) {
    fixture
        .serving
        .deployments()
        .deploy(name, ServingFixture.MODEL, Follow.version(version.id().version()));
  }

  private void budget(long bytes) {
    fixture.config = fixture.config.withModels(ModelLimits.usual().withMemory(bytes));
    fixture.restart();
  }

  private long bytes(ModelVersion version) {
    return fixture.serving.memory().held().stream()
        .filter(each -> each.version() == version.id().version())
        .mapToLong(ModelMemory.Held::bytes)
        .sum();
  }

  private double ask(String deployment) {
    try (Inference inference = fixture.serving.infer(deployment)) {
      RowBuilder row = inference.row();
      row.set(0, 20);
      row.set(1, 12);
      row.set(2, true);
      row.set(3, "AA");
      row.end();
      return inference.answer(null, null).getFirst().score();
    }
  }

  @Test
  void whoWasAskedLongestAgoSleepsAndWakesWithTheNextQuestion() throws IOException {
    List<ModelVersion> versions =
        List.of(fixture.register(1), fixture.register(2), fixture.register(3));
    deploy("probe", versions.getFirst());
    long one = bytes(versions.getFirst());
    assertThat(one).isGreaterThan(1000);
    fixture.serving.deployments().delete("probe");

    budget(one * 5 / 2);
    deploy("a", versions.get(0));
    deploy("b", versions.get(1));
    double a = ask("a");
    double b = ask("b");
    deploy("c", versions.get(2));
    double c = ask("c");
    assertThat(fixture.serving.readiness().values())
        .containsExactlyInAnyOrder(Readiness.ASLEEP, Readiness.READY, Readiness.READY);
    assertThat(fixture.serving.memory().usedBytes()).isLessThanOrEqualTo(one * 5 / 2);
    assertThat(fixture.serving.memory().evictions()).isEqualTo(1);

    for (int round = 0; round < 20; round++) {
      assertThat(ask("a")).isEqualTo(a);
      assertThat(ask("b")).isEqualTo(b);
      assertThat(ask("c")).isEqualTo(c);
      assertThat(fixture.serving.memory().usedBytes()).isLessThanOrEqualTo(one * 5 / 2);
    }
    assertThat(fixture.serving.memory().evictions()).isGreaterThan(10);
    // Sleeping is nothing that is recorded.
    for (String name : List.of("a", "b", "c")) {
      Deployment deployment = fixture.serving.deployments().get(name);
      assertThat(deployment.problem()).isNull();
      assertThat(fixture.serving.deployments().history(name)).hasSize(1);
      assertThat(fixture.serving.served(name, deployment.version()).version())
          .isEqualTo(deployment.version());
    }
  }

  @Test
  void whoIsBeingAskedIsNotLetGoOf() throws IOException {
    ModelVersion first = fixture.register(1);
    ModelVersion second = fixture.register(2);
    deploy("a", first);
    long one = bytes(first);
    budget(one * 3 / 2);
    try (Inference held = fixture.serving.infer("a")) {
      assertThat(held.version()).isEqualTo(1);
      assertThatThrownBy(() -> deploy("b", second))
          .isInstanceOfSatisfying(
              NoriaException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
                assertThat(e.retryAfter()).isPresent();
              })
          .hasMessageMatching(
              "model deliveries/2: it takes \\d+ bytes of memory, and what answers now leaves \\d+"
                  + " of "
                  + one * 3 / 2
                  + " \\(noria.serving.memory\\)");
      assertThat(fixture.serving.readiness("a")).isEqualTo(Readiness.READY);
    }
    deploy("b", second);
    assertThat(fixture.serving.readiness("a")).isEqualTo(Readiness.ASLEEP);
  }

  @Test
  void oneThatIsLargerThanAllTheMemoryIsRefused() throws IOException {
    ModelVersion first = fixture.register(1);
    budget(500);
    assertThatThrownBy(() -> deploy("a", first))
        .isInstanceOfSatisfying(
            NoriaException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION))
        .hasMessageMatching(
            "model deliveries/1: it takes \\d+ bytes of memory \\(expected: at most 500,"
                + " noria.serving.memory\\)");
    assertThat(fixture.serving.memory().held()).isEmpty();
  }
}
