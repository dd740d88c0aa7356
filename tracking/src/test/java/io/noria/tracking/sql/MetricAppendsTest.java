package io.noria.tracking.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Dialect;
import io.noria.storage.sql.TestDatabases;
import io.noria.storage.sql.WriteStats;
import io.noria.tracking.Metric;
import io.noria.tracking.RunId;
import io.noria.tracking.TrackingContract;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Appends that are put together, as on PostgreSQL, over an embedded database. */
class MetricAppendsTest extends TrackingContract {
  private final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private volatile @Nullable Error error;

  @Override
  protected Database open(Path folder, InstantSource clock) {
    return TestDatabases.sqlite(folder, clock);
  }

  /** Holds the first write back, and fails the second if so told, after its work. */
  private final class Held implements Database {
    private int writes;

    @Override
    public <T extends @Nullable Object> T write(WriteWork<T> unit) {
      int number = ++writes;
      if (number == 1) {
        held.countDown();
        uninterrupted(release);
      }
      return database.write(tx -> {
        T result = unit.run(tx);
        Error thrown = error;
        if (number == 2 && thrown != null) {
          throw thrown;
        }
        return result;
      });
    }

    @Override
    public <T extends @Nullable Object> T read(ReadWork<T> work) {
      return database.read(work);
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> writeLater(WriteWork<T> unit) {
      return database.writeLater(unit);
    }

    @Override
    public Dialect dialect() {
      return Dialect.POSTGRES;
    }

    @Override
    public void whenPublished(Runnable listener) {
      database.whenPublished(listener);
    }

    @Override
    public WriteStats writeStats() {
      return database.writeStats();
    }

    @Override
    public void check() {
      database.check();
    }

    @Override
    public void close() {
      throw new IllegalStateException("the test's own");
    }
  }

  private static void uninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Appends a point to every run in one group; what each caller was told, null for success. */
  private List<@Nullable Throwable> together(List<RunId> runs) throws Exception {
    MetricAppends appends = new MetricAppends(new Held());
    RunId first = run("first");
    Thread holding = Thread.ofPlatform().start(() -> append(appends, first));
    held.await();
    List<CompletableFuture<@Nullable Throwable>> told = new ArrayList<>();
    for (RunId run : runs) {
      CompletableFuture<@Nullable Throwable> outcome = new CompletableFuture<>();
      told.add(outcome);
      Thread thread = Thread.ofPlatform().start(() -> outcome.complete(append(appends, run)));
      while (thread.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
    }
    release.countDown();
    holding.join();
    List<@Nullable Throwable> outcomes = new ArrayList<>();
    for (CompletableFuture<@Nullable Throwable> one : told) {
      outcomes.add(one.join());
    }
    return outcomes;
  }

  private static @Nullable Throwable append(MetricAppends appends, RunId run) {
    try {
      appends.write(run, List.of(point("m", 1, 1), point("m", 2, 2)), () -> {});
      return null;
    } catch (RuntimeException | Error e) {
      return e;
    }
  }

  private List<Metric> history(RunId run) {
    return tracking.runs().history(run, "m", 10, null).items();
  }

  @Test
  void afterAnErrorNobodyIsToldThatItsPointsWereWritten() throws Exception {
    error = new StackOverflowError("a test's");
    RunId a = run("a");
    RunId b = run("b");
    List<@Nullable Throwable> told = together(List.of(a, b));
    assertThat(told).doesNotContainNull();
    assertThat(told).anySatisfy(e -> assertThat(e).isSameAs(error));
    assertThat(told)
        .anySatisfy(e ->
            assertThat(e)
                .isInstanceOfSatisfying(
                    NoriaException.class,
                    known -> assertThat(known.code()).isEqualTo(ErrorCode.UNAVAILABLE)));
    assertThat(history(a)).isEmpty();
    assertThat(history(b)).isEmpty();
  }

  @Test
  void aBadSeriesFailsItsOwnAppendAlone() throws Exception {
    RunId good = run("good");
    RunId bad = run("bad");
    RunId late = run("late");
    tracking.runs().log(bad, io.noria.tracking.RunData.ofMetrics(List.of(point("m", 0, 0))));
    tracking.runs().log(bad, io.noria.tracking.RunData.ofMetrics(List.of(point("m", 0, 1))));
    database.<Integer>write(tx -> tx.handle().execute("UPDATE metric_tails SET points = x'ff00'"));
    List<@Nullable Throwable> told = together(List.of(good, bad, late));
    assertThat(told.get(0)).isNull();
    assertThat(told.get(1)).isInstanceOf(RuntimeException.class);
    assertThat(told.get(2)).isNull();
    assertThat(history(good)).hasSize(2);
    assertThat(history(late)).hasSize(2);
  }
}
