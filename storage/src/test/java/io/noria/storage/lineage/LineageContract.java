package io.noria.storage.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.base.LineageEdge;
import io.noria.base.Ref;
import io.noria.storage.sql.Database;
import io.noria.testkit.MutableClock;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the lineage promises on every database. */
public abstract class LineageContract {
  private static final Ref DATA = Ref.parse("dataset_version:flights@2013-04");
  private static final Ref TASK = Ref.parse("task:p1/search-1");
  private static final Ref RUN = Ref.parse("run:r1");
  private static final Ref OTHER_RUN = Ref.parse("run:r2");
  private static final Ref MODEL = Ref.parse("model_version:flights/1");
  private static final Ref DEPLOYMENT = Ref.parse("deployment:flights");

  private final MutableClock clock = new MutableClock();
  private Database db;
  private Lineage lineage;

  /** A fresh database on the clock. */
  protected abstract Database open(InstantSource clock);

  @BeforeEach
  void openIt() {
    db = open(clock);
    lineage = Lineages.open(db);
  }

  @AfterEach
  void closeIt() {
    db.close();
  }

  @Test
  void edgesAreFoundFromBothEnds() {
    link(DATA, "trained", RUN);
    link(TASK, "started", RUN);
    LineageEdge trained = new LineageEdge(DATA, "trained", RUN, clock.instant());
    assertThat(lineage.outOf(DATA)).containsExactly(trained);
    assertThat(lineage.into(RUN))
        .containsExactlyInAnyOrder(trained, new LineageEdge(TASK, "started", RUN, clock.instant()));
    assertThat(lineage.into(DATA)).isEmpty();
    assertThat(lineage.outOf(MODEL)).isEmpty();
  }

  @Test
  void manyRecordsAreAskedAtOnce() {
    link(DATA, "trained", RUN);
    link(DATA, "trained", OTHER_RUN);
    link(RUN, "produced", MODEL);
    assertThat(
            lineage.edges(List.of(RUN, OTHER_RUN, RUN), true, 10).stream()
                .map(LineageContract::shown))
        .containsExactly(
            "dataset_version:flights@2013-04 trained run:r1",
            "dataset_version:flights@2013-04 trained run:r2");
    assertThat(lineage.edges(List.of(DATA, RUN), false, 2)).hasSize(2);
    assertThat(lineage.edges(List.of(DATA, RUN), false, 10)).hasSize(3);
    assertThat(lineage.edges(List.of(), false, 10)).isEmpty();
  }

  @Test
  void aWalkFollowsOnlyTheRelationsAskedForFromEveryBeginning() {
    link(DATA, "trained", RUN);
    link(DATA, "caused", OTHER_RUN);
    link(RUN, "produced", MODEL);
    link(OTHER_RUN, "produced", MODEL);
    link(MODEL, "deployed", DEPLOYMENT);
    assertThat(
            lineage.walk(List.of(DATA), false, Set.of("trained", "produced"), 10).stream()
                .map(LineageContract::shown))
        .containsExactly(
            "dataset_version:flights@2013-04 trained run:r1",
            "run:r1 produced model_version:flights/1");
    assertThat(lineage.walk(List.of(RUN, OTHER_RUN), false, Set.of(), 10)).hasSize(3);
    assertThat(lineage.walk(List.of(RUN, OTHER_RUN), false, Set.of(), 2)).hasSize(2);
    assertThat(lineage.walk(List.of(DEPLOYMENT), true, Set.of("deployed"), 10)).hasSize(1);
    assertThat(lineage.walk(List.of(), true, Set.of("deployed"), 10)).isEmpty();
  }

  @Test
  void theSameEdgeTwiceIsOne() {
    link(DATA, "trained", RUN);
    clock.advance(java.time.Duration.ofDays(1));
    link(DATA, "trained", RUN);
    assertThat(lineage.outOf(DATA))
        .containsExactly(
            new LineageEdge(
                DATA, "trained", RUN, clock.instant().minus(java.time.Duration.ofDays(1))));
  }

  @Test
  void walksGoBreadthFirstInBothDirections() {
    link(DATA, "read", TASK);
    link(TASK, "started", RUN);
    link(DATA, "trained", RUN);
    link(RUN, "produced", MODEL);
    link(MODEL, "deployed", DEPLOYMENT);
    link(OTHER_RUN, "produced", Ref.parse("model_version:flights/2"));

    assertThat(lineage.walk(DEPLOYMENT, true, 100).stream().map(LineageContract::shown))
        .containsExactly(
            "model_version:flights/1 deployed deployment:flights",
            "run:r1 produced model_version:flights/1",
            "dataset_version:flights@2013-04 trained run:r1",
            "task:p1/search-1 started run:r1",
            "dataset_version:flights@2013-04 read task:p1/search-1");
    assertThat(lineage.walk(DATA, false, 100).stream().map(edge -> edge.to().toString()))
        .containsExactly(
            "task:p1/search-1",
            "run:r1",
            "model_version:flights/1",
            "run:r1",
            "deployment:flights");
    assertThat(lineage.walk(DATA, false, 2)).hasSize(2);
    assertThat(lineage.walk(DATA, true, 100)).isEmpty();
  }

  @Test
  void aCircleEnds() {
    link(RUN, "caused", OTHER_RUN);
    link(OTHER_RUN, "caused", RUN);
    assertThat(lineage.walk(RUN, false, 100)).hasSize(2);
    assertThat(lineage.walk(RUN, true, 100)).hasSize(2);
  }

  @Test
  void aWideLevelIsWalked() {
    db.write(tx -> {
      for (int i = 0; i < 1300; i++) {
        Ref run = Ref.of(Ref.Kind.RUN, "wide" + i);
        tx.link(DATA, "trained", run);
        tx.link(run, "produced", Ref.of(Ref.Kind.MODEL_VERSION, "m/" + i));
      }
      return null;
    });
    List<LineageEdge> all = lineage.walk(DATA, false, 10_000);
    assertThat(all).hasSize(2600);
    assertThat(all.subList(0, 1300)).allMatch(edge -> edge.relation().equals("trained"));
    assertThat(lineage.walk(DATA, false, 2000)).hasSize(2000);
  }

  private void link(Ref from, String relation, Ref to) {
    db.write(tx -> {
      tx.link(from, relation, to);
      return null;
    });
  }

  private static String shown(LineageEdge edge) {
    return edge.from() + " " + edge.relation() + " " + edge.to();
  }
}
