package io.noria.tracking.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.storage.sql.Database;
import io.noria.storage.sql.TestDatabases;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.Lifecycle;
import io.noria.tracking.Metric;
import io.noria.tracking.NewRun;
import io.noria.tracking.RunData;
import io.noria.tracking.RunEvents;
import io.noria.tracking.RunId;
import io.noria.tracking.RunSearch;
import io.noria.tracking.Tracking;
import io.noria.tracking.TrackingContract;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What several servers wrote is told of once it is committed, in whatever order that happens. */
class PostgresRunChangesIT extends TrackingContract {
  private static final class Heard implements RunEvents {
    final List<RunId> runs = new ArrayList<>();

    @Override
    public void changed(RunId run, @Nullable ExperimentId experiment) {
      runs.add(run);
    }

    @Override
    public void logged(RunId run, List<Metric> points) {}

    @Override
    public void changed(ExperimentId experiment) {}

    List<RunId> take() {
      List<RunId> taken = List.copyOf(runs);
      runs.clear();
      return taken;
    }
  }

  private final Heard heard = new Heard();

  @Override
  protected Database open(Path folder, InstantSource clock) {
    return TestDatabases.postgres(clock);
  }

  @Test
  void everyKindOfChangeIsTold() {
    RunId run = run("r");
    RunChanges changes = new RunChanges(database);
    assertThat(changes.follow(heard)).isTrue();
    assertThat(heard.take()).isEmpty();
    List<Runnable> writes =
        List.of(
            () -> tracking.runs().log(run, RunData.ofParams(Map.of("p", "1"))),
            () -> tracking.runs().log(run, RunData.ofTags(Map.of("t", "1"))),
            () -> tracking.runs().log(run, RunData.ofTags(Map.of("t", "2"))),
            () -> tracking.runs().deleteTag(run, "t"),
            () -> log(run, point("m", 1, 1)),
            () -> log(run, point("m", 2, 2)),
            () -> tracking.runs().delete(run),
            () -> tracking.runs().restore(run),
            () -> tracking.experiments().delete(ExperimentId.DEFAULT),
            () -> tracking.experiments().restore(ExperimentId.DEFAULT),
            () -> tracking.runs().move(List.of(run), Lifecycle.DELETED));
    tracking.runs().create(NewRun.of(ExperimentId.DEFAULT, "other"));
    assertThat(changes.follow(heard)).isTrue();
    heard.take();
    for (int i = 0; i < writes.size(); i++) {
      writes.get(i).run();
      assertThat(changes.follow(heard)).isTrue();
      assertThat(heard.take()).as("write " + i).contains(run);
    }
    database.write(tx -> tx.handle().execute("DELETE FROM runs WHERE id = ?", run.value()));
    changes.follow(heard);
    assertThat(heard.take()).contains(run);
  }

  @Test
  void whatCommitsLateIsToldThen() throws Exception {
    RunId slow = run("slow");
    RunId quick = run("quick");
    RunChanges changes = new RunChanges(database);
    changes.follow(heard);
    heard.take();
    CountDownLatch written = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Thread writer =
        Thread.startVirtualThread(() ->
            database.write(tx -> {
              int rows =
                  tx.handle()
                      .execute(
                          "INSERT INTO run_tags (run, key, value)"
                              + " SELECT number, 'late', 'x' FROM runs WHERE id = ?",
                          slow.value());
              written.countDown();
              goOn.await();
              return rows;
            }));
    written.await();
    tracking.runs().log(quick, RunData.ofTags(Map.of("t", "1")));
    changes.follow(heard);
    assertThat(heard.take()).contains(quick).doesNotContain(slow);
    goOn.countDown();
    writer.join();
    changes.follow(heard);
    assertThat(heard.take()).contains(slow);
  }

  @Test
  void whoMissedWhatWasDeletedReadsAnew() {
    RunChanges late = new RunChanges(database, 3);
    RunChanges awake = new RunChanges(database, 3);
    assertThat(late.follow(heard)).isTrue();
    for (int i = 0; i < 10; i++) {
      run("r" + i);
    }
    assertThat(awake.follow(heard)).isTrue();
    awake.deleteOld();
    assertThat(awake.follow(heard)).isTrue();
    assertThat(late.follow(heard)).isFalse();
    assertThat(late.follow(heard)).isTrue();
    long kept =
        database.read(
            handle -> handle.select("SELECT COUNT(*) FROM run_changes").mapTo(Long.class).one());
    assertThat(kept).isBetween(3L, 9L);
  }

  @Test
  void aSearchSeesAnotherServersWritesAtOnce() {
    Tracking other =
        Tracking.open(database, objects, io.noria.base.IdSource.seeded(clock, 5), searchBytes());
    for (int i = 0; i < 50; i++) {
      RunId run =
          other
              .runs()
              .create(new NewRun(ExperimentId.DEFAULT, "n" + i, Instant.EPOCH, "", Map.of(), null))
              .id();
      assertThat(found("run_name = 'n" + i + "'")).containsExactly("n" + i);
      other.runs().log(run, RunData.ofParams(Map.of("p", "v" + i)));
      assertThat(found("params.p = 'v" + i + "'")).containsExactly("n" + i);
    }
    assertThat(tracking.runs().search(RunSearch.of(ExperimentId.DEFAULT, "")).items()).hasSize(50);
  }
}
