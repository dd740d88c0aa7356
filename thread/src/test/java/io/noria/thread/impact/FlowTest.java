package io.noria.thread.impact;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.base.Ref;
import io.noria.base.Ref.Kind;
import io.noria.storage.lineage.Lineages;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.TestDatabases;
import io.noria.storage.sql.Transaction;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A graph of more than ten thousand records around one that is asked about. */
class FlowTest {
  private static final int TURNS = 2000;
  private static final Ref DATA = Ref.of(Kind.DATASET_VERSION, "weather@2013-04");
  private static final Ref PRIMARY = Ref.of(Kind.DATASET_VERSION, "flights@2013-04");
  private static final Ref DEPLOYMENT = Ref.of(Kind.DEPLOYMENT, "flights");

  @TempDir private Path folder;
  private Database db;
  private Flow flow;

  @BeforeEach
  void open() {
    db = TestDatabases.sqlite(folder);
    flow = new Flow(Lineages.open(db));
    db.write(tx -> {
      for (int turn = 1; turn <= TURNS; turn++) {
        turn(tx, turn);
      }
      return null;
    });
  }

  /** The weather is only joined in: the search reads the flights, and is fed the features. */
  private static void turn(Transaction tx, int turn) {
    Ref pipeline = Ref.of(Kind.PIPELINE_RUN, "p" + turn);
    Ref prepare = Ref.of(Kind.TASK, "p" + turn + "/prepare");
    Ref search = Ref.of(Kind.TASK, "p" + turn + "/search-1");
    Ref run = Ref.of(Kind.RUN, "r" + turn);
    Ref version = Ref.of(Kind.MODEL_VERSION, "flights/" + turn);
    Ref verdict = Ref.of(Kind.VERDICT, "v" + turn);
    tx.link(pipeline, "ran", prepare);
    tx.link(pipeline, "ran", search);
    tx.link(DATA, "read", prepare);
    tx.link(prepare, "fed", search);
    tx.link(PRIMARY, "trained", run);
    tx.link(search, "started", run);
    tx.link(search, "started", Ref.of(Kind.RUN, "r" + turn + "t"));
    tx.link(run, "produced", version);
    tx.link(version, "deployed", DEPLOYMENT);
    // What judged a version, and what its deployment caused, is another matter.
    tx.link(Ref.of(Kind.DATASET_VERSION, "flights@2013-05"), "judged", verdict);
    tx.link(verdict, "allowed", version);
    tx.link(DEPLOYMENT, "watched", Ref.of(Kind.WINDOW, "flights/w" + turn));
    tx.link(DATA, "caused", Ref.of(Kind.TRIGGER, "t" + turn));
    tx.link(Ref.of(Kind.TRIGGER, "t" + turn), "started", pipeline);
  }

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void dataThatWasOnlyJoinedInReachesEveryModelAndNothingElse() {
    Flow.Reached reached = flow.forward(List.of(DATA));
    assertThat(reached.truncated()).isFalse();
    assertThat(reached.of(Kind.RUN)).hasSize(2 * TURNS);
    assertThat(reached.of(Kind.MODEL_VERSION)).hasSize(TURNS);
    assertThat(reached.of(Kind.DEPLOYMENT)).containsExactly(DEPLOYMENT);
    assertThat(reached.of(Kind.VERDICT)).isEmpty();
    assertThat(reached.of(Kind.WINDOW)).isEmpty();
    assertThat(reached.of(Kind.TRIGGER)).isEmpty();
    assertThat(reached.of(Kind.PIPELINE_RUN)).isEmpty();
  }

  @Test
  void whatOnlyJudgedReachesNoModel() {
    Ref judging = Ref.of(Kind.DATASET_VERSION, "flights@2013-05");
    assertThat(flow.forward(List.of(judging)).refs()).containsExactly(judging);
  }

  @Test
  void backFromAVersionIsItsOwnTurnAlone() {
    Flow.Reached reached = flow.back(List.of(Ref.of(Kind.MODEL_VERSION, "flights/7")));
    assertThat(reached.of(Kind.DATASET_VERSION)).containsExactlyInAnyOrder(DATA, PRIMARY);
    assertThat(reached.of(Kind.RUN)).containsExactly(Ref.of(Kind.RUN, "r7"));
    assertThat(reached.of(Kind.TASK)).hasSize(2);
    assertThat(reached.of(Kind.PIPELINE_RUN)).isEmpty();
  }
}
