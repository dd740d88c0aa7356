package io.noria.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.registry.ModelVersion;
import io.noria.storage.sql.TestDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions change while questions are asked. */
class SwapsTest {
  private static final int SWAPS = 200;
  private static final int VERSIONS = 10;

  @TempDir Path temp;

  /** An answer, and which swaps had been done before it was asked and after it came. */
  private record Seen(int version, double score, long before, long after) {}

  @Test
  void noQuestionFailsAndEachIsAnsweredByAVersionThatWasLive() throws Exception {
    try (var fixture =
        new ServingFixture(
            temp, TestDatabases.sqlite(Files.createDirectories(temp.resolve("sql"))))) {
      List<ModelVersion> versions = versions(fixture);
      Map<Integer, Double> expected = scores(fixture, versions);
      List<Integer> order = new ArrayList<>(List.of(versions.size()));
      AtomicLong begun = new AtomicLong();
      AtomicLong done = new AtomicLong();
      AtomicBoolean over = new AtomicBoolean();
      List<CompletableFuture<List<Seen>>> askers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        askers.add(
            CompletableFuture.supplyAsync(
                () -> asked(fixture, begun, done, over), Thread::startVirtualThread));
      }
      for (int swap = 0; swap < SWAPS; swap++) {
        ModelVersion next = versions.get(swap % VERSIONS);
        order.add(next.id().version());
        begun.incrementAndGet();
        fixture
            .serving
            .deployments()
            .deploy("flow", ServingFixture.MODEL, Follow.version(next.id().version()));
        done.incrementAndGet();
      }
      over.set(true);
      for (CompletableFuture<List<Seen>> asker : askers) {
        List<Seen> all = asker.get();
        assertThat(all).isNotEmpty();
        for (Seen each : all) {
          assertThat(each.score()).isEqualTo(expected.get(each.version()));
          assertThat(order.subList((int) each.before(), (int) each.after() + 1))
              .contains(each.version());
        }
      }
      // What nobody answers with any more is not kept but for the last few. That is looked at when
      // one is loaded, and until here a question that was slow may have kept another.
      int last = fixture.register(VERSIONS + 1).id().version();
      fixture.serving.deployments().deploy("flow", ServingFixture.MODEL, Follow.version(last));
      assertThat(fixture.serving.memory().held()).hasSizeLessThanOrEqualTo(9);
      assertThat(fixture.serving.memory().held().stream().mapToInt(ModelMemory.Held::uses).sum())
          .isEqualTo(1);
      assertThat(fixture.serving.deployments().history("flow")).hasSize(SWAPS + VERSIONS + 1);
    }
  }

  private static List<ModelVersion> versions(ServingFixture fixture) throws IOException {
    List<ModelVersion> versions = new ArrayList<>();
    for (int seed = 1; seed <= VERSIONS; seed++) {
      versions.add(fixture.register(seed));
    }
    return versions;
  }

  private static Map<Integer, Double> scores(ServingFixture fixture, List<ModelVersion> versions) {
    Map<Integer, Double> scores = new HashMap<>();
    for (ModelVersion each : versions) {
      int version = each.id().version();
      fixture.serving.deployments().deploy("flow", ServingFixture.MODEL, Follow.version(version));
      scores.put(version, fixture.ask(20, "AA", null, null).score());
    }
    return scores;
  }

  private static List<Seen> asked(
      ServingFixture fixture, AtomicLong begun, AtomicLong done, AtomicBoolean over) {
    List<Seen> seen = new ArrayList<>();
    while (!over.get()) {
      long before = done.get();
      try (Inference inference = fixture.serving.infer("flow")) {
        RowBuilder row = inference.row();
        row.set(0, 20);
        row.set(1, 12);
        row.set(2, true);
        row.set(3, "AA");
        row.end();
        double score = inference.answer(null, null).getFirst().score();
        seen.add(new Seen(inference.version(), score, before, begun.get()));
      }
      if (seen.size() % 100 == 0) {
        // Not quicker than the log can write.
        fixture.serving.predictions().flush();
      }
    }
    return seen;
  }
}
