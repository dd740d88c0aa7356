package io.noria.storage.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.Actor;
import io.noria.base.ErrorCode;
import io.noria.base.Event;
import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.testkit.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every database promises. */
public abstract class DatabaseContract {
  private static final Ref RUN = Ref.of(Ref.Kind.RUN, "r1");
  private static final Ref TASK = Ref.of(Ref.Kind.TASK, "p/t");

  private final MutableClock clock = new MutableClock(Instant.parse("2013-04-01T00:00:00.123Z"));
  private Database db;

  /** A fresh database on the clock. */
  protected abstract Database open(InstantSource clock);

  @BeforeEach
  void openIt() {
    db = open(clock);
    db.write(tx ->
        tx.handle()
            .execute(
                "CREATE TABLE thing (id TEXT PRIMARY KEY, number BIGINT, at_ms BIGINT,"
                    + " about TEXT, flag BOOLEAN)"));
  }

  @AfterEach
  void closeIt() {
    db.close();
  }

  @Test
  void whatWasWrittenIsRead() {
    Ref about = Ref.of(Ref.Kind.MODEL_VERSION, "flights/3");
    Instant at = Instant.parse("2013-04-01T10:15:30.250Z");
    db.write(tx ->
        tx.handle()
            .createUpdate("INSERT INTO thing VALUES (:id, :number, :at, :about, :flag)")
            .bind("id", "a")
            .bind("number", Long.MAX_VALUE)
            .bind("at", at)
            .bind("about", about)
            .bind("flag", true)
            .execute());

    db.read(handle -> {
      assertThat(one("SELECT number FROM thing", Long.class)).contains(Long.MAX_VALUE);
      assertThat(one("SELECT at_ms FROM thing", Instant.class)).contains(at);
      assertThat(one("SELECT at_ms FROM thing", Long.class)).contains(at.toEpochMilli());
      assertThat(one("SELECT about FROM thing", Ref.class)).contains(about);
      assertThat(one("SELECT about FROM thing", String.class)).contains("model_version:flights/3");
      assertThat(one("SELECT flag FROM thing WHERE flag = TRUE", Boolean.class)).contains(true);
      return null;
    });
  }

  @Test
  void aFailingUnitUndoesOnlyItself() throws Exception {
    List<CompletableFuture<Integer>> units = new ArrayList<>();
    CountDownLatch hold = holdTheWriter();
    for (int i = 0; i < 20; i++) {
      int n = i;
      units.add(
          db.writeLater(tx -> {
            int rows = insert(tx, "t" + n, n);
            if (n % 5 == 0) {
              throw NoriaException.invalid("number: " + n + " (expected: another)");
            }
            return rows;
          }));
    }
    hold.countDown();
    for (int i = 0; i < 20; i++) {
      CompletableFuture<Integer> unit = units.get(i);
      if (i % 5 == 0) {
        assertThatThrownBy(() -> unit.get(30, TimeUnit.SECONDS))
            .hasRootCauseInstanceOf(NoriaException.class)
            .hasRootCauseMessage("number: " + i + " (expected: another)");
      } else {
        assertThat(unit.get(30, TimeUnit.SECONDS)).isEqualTo(1);
      }
    }
    assertThat(one("SELECT count(*) FROM thing", Integer.class)).contains(16);
    assertThat(one("SELECT count(*) FROM thing WHERE number % 5 = 0", Integer.class)).contains(0);
  }

  @Test
  void aStatementThatFailsUndoesItsUnit() {
    db.write(tx -> insert(tx, "a", 1));
    assertThatThrownBy(() ->
            db.write(tx -> {
              insert(tx, "b", 2);
              return insert(tx, "a", 3);
            }))
        .isInstanceOf(org.jdbi.v3.core.statement.UnableToExecuteStatementException.class);
    assertThat(one("SELECT count(*) FROM thing", Integer.class)).contains(1);
    assertThat(db.<Integer>write(tx -> insert(tx, "b", 2))).isEqualTo(1);
  }

  @Test
  void whatTheUnitThrowsIsThrownToItsCaller() {
    NoriaException mine = NoriaException.notFound("run: r9 (expected: one that exists)");
    assertThatThrownBy(() ->
            db.write(tx -> {
              throw mine;
            }))
        .isSameAs(mine);
    assertThatThrownBy(() ->
            db.write(tx -> {
              throw new java.io.IOException("no disk");
            }))
        .isInstanceOf(NoriaException.class)
        .hasMessageContaining("no disk")
        .extracting(e -> ((NoriaException) e).code())
        .isEqualTo(ErrorCode.INTERNAL);
  }

  @Test
  void eventsAndEdgesVanishWithAFailedUnit() {
    assertThatThrownBy(() ->
            db.write(tx -> {
              tx.publish(started());
              tx.link(TASK, "started", RUN);
              throw NoriaException.invalid("no");
            }))
        .hasMessage("no");
    assertThat(one("SELECT count(*) FROM outbox", Integer.class)).contains(0);
    assertThat(one("SELECT count(*) FROM lineage_edge", Integer.class)).contains(0);

    db.write(tx -> {
      tx.publish(started());
      tx.link(TASK, "started", RUN);
      tx.link(TASK, "started", RUN);
      return null;
    });
    assertThat(one("SELECT type FROM outbox", String.class)).contains("RunStarted");
    assertThat(one("SELECT count(*) FROM lineage_edge", Integer.class)).contains(1);
  }

  @Test
  void readersDoNotSeeWhatIsNotCommitted() throws Exception {
    CountDownLatch written = new CountDownLatch(1);
    CountDownLatch mayCommit = new CountDownLatch(1);
    CompletableFuture<Integer> unit =
        db.writeLater(tx -> {
          int rows = insert(tx, "a", 1);
          written.countDown();
          await(mayCommit);
          return rows;
        });
    await(written);
    assertThat(one("SELECT count(*) FROM thing", Integer.class)).contains(0);
    mayCommit.countDown();
    unit.get(30, TimeUnit.SECONDS);
    assertThat(one("SELECT count(*) FROM thing", Integer.class)).contains(1);
  }

  @Test
  void aReadSeesOneSnapshotToItsEnd() {
    db.read(handle -> {
      String count = "SELECT count(*) FROM thing";
      assertThat(handle.createQuery(count).mapTo(Integer.class).one()).isZero();
      inAnotherThread(() -> db.write(tx -> insert(tx, "a", 1)));
      assertThat(handle.createQuery(count).mapTo(Integer.class).one()).isZero();
      assertThat(one(count, Integer.class)).as("a read inside is the same read").contains(0);
      return null;
    });
    assertThat(one("SELECT count(*) FROM thing", Integer.class)).contains(1);
  }

  @Test
  void aReadCannotWrite() {
    assertThatThrownBy(
            () -> db.read(handle -> handle.execute("INSERT INTO thing (id) VALUES ('x')")))
        .isInstanceOf(org.jdbi.v3.core.statement.UnableToExecuteStatementException.class)
        .hasMessageMatching("(?is).*(readonly|read-only).*");
    assertThat(one("SELECT count(*) FROM thing", Integer.class)).contains(0);
  }

  @Test
  void actorAndMomentAreThoseOfTheSubmission() throws Exception {
    CountDownLatch hold = holdTheWriter();
    CompletableFuture<String> unit =
        ScopedValue.where(Actor.CURRENT, "alice")
            .call(() ->
                db.writeLater(tx -> {
                  assertThat(Actor.current()).isEqualTo("alice");
                  tx.publish(started());
                  return tx.actor() + " " + tx.now();
                }));
    clock.advance(Duration.ofHours(1));
    hold.countDown();
    assertThat(unit.get(30, TimeUnit.SECONDS)).isEqualTo("alice 2013-04-01T00:00:00.123Z");
    assertThat(one("SELECT actor FROM outbox", String.class)).contains("alice");
    assertThat(one("SELECT recorded_at_ms FROM outbox", Instant.class))
        .contains(Instant.parse("2013-04-01T00:00:00.123Z"));
    assertThat(db.<String>write(Transaction::actor)).isEqualTo("noria");
  }

  @Test
  void sixteenWritersLoseNoUpdate() throws Exception {
    db.write(tx -> insert(tx, "counter", 0));
    AtomicInteger done = new AtomicInteger();
    inThreads(
        16,
        () -> {
          for (int i = 0; i < 25; i++) {
            db.write(tx -> {
              long number =
                  tx.handle()
                      .createQuery("SELECT number FROM thing WHERE id = 'counter'")
                      .mapTo(Long.class)
                      .one();
              return tx.handle()
                  .execute("UPDATE thing SET number = ? WHERE id = 'counter'", number + 1);
            });
            done.incrementAndGet();
          }
        });
    assertThat(done).hasValue(400);
    assertThat(one("SELECT number FROM thing", Long.class)).contains(400L);
    assertThat(db.writeStats().units()).isGreaterThanOrEqualTo(402);
  }

  @Test
  void numbersOfEventsAreInTheOrderOfTheirVisibility() throws Exception {
    CountDownLatch stop = new CountDownLatch(1);
    List<Long> missed = new ArrayList<>();
    Thread reader =
        Thread.ofPlatform()
            .start(() -> {
              long seen = 0;
              while (stop.getCount() > 0) {
                long from = seen;
                List<Long> next =
                    db.read(handle ->
                        handle
                            .createQuery(
                                "SELECT sequence FROM outbox WHERE sequence > :from"
                                    + " ORDER BY sequence")
                            .bind("from", from)
                            .mapTo(Long.class)
                            .list());
                for (long sequence : next) {
                  for (long gap = seen + 1; gap < sequence; gap++) {
                    missed.add(gap);
                  }
                  seen = sequence;
                }
              }
            });
    inThreads(
        8,
        () -> {
          for (int i = 0; i < 25; i++) {
            db.write(tx -> {
              tx.publish(started());
              return null;
            });
          }
        });
    stop.countDown();
    reader.join();
    List<Long> later =
        missed.stream()
            .filter(gap ->
                one("SELECT sequence FROM outbox WHERE sequence = " + gap, Long.class).isPresent())
            .toList();
    assertThat(later).as("numbers that became visible after a higher one").isEmpty();
    assertThat(one("SELECT count(*) FROM outbox", Integer.class)).contains(200);
  }

  @Test
  void aWriteInsideAUnitFailsAtOnce() {
    assertThatThrownBy(() -> db.write(tx -> db.<Integer>write(inner -> insert(inner, "x", 1))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a write inside a unit of writing");
    assertThatThrownBy(() -> db.write(tx -> db.writeLater(inner -> insert(inner, "x", 1))))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> db.write(tx -> one("SELECT count(*) FROM thing", Integer.class)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a read inside a unit of writing");
    assertThatThrownBy(() -> db.read(handle -> db.<Integer>write(tx -> insert(tx, "x", 1))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a write inside a read");
    assertThat(one("SELECT count(*) FROM thing", Integer.class)).contains(0);
  }

  @Test
  void aCallersFollowUpMayWrite() throws Exception {
    CompletableFuture<Integer> chained =
        db.writeLater(tx -> insert(tx, "a", 1))
            .thenApply(rows -> rows + db.<Integer>write(tx -> insert(tx, "b", 2)));
    assertThat(chained.get(30, TimeUnit.SECONDS)).isEqualTo(2);
  }

  @Test
  void listenersAreCalledAfterACommitWithEvents() throws Exception {
    CountDownLatch called = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    db.whenPublished(() -> {
      calls.incrementAndGet();
      called.countDown();
    });
    db.write(tx -> insert(tx, "a", 1));
    assertThat(calls).hasValue(0);
    db.write(tx -> {
      tx.publish(started());
      return null;
    });
    await(called);
    assertThat(calls).hasValue(1);
  }

  @Test
  void likeKnowsCaseAndIlikeDoesNot() {
    db.write(tx -> insert(tx, "Alpha\\_x", 1));
    Dialect dialect = db.dialect();
    assertThat(matches(dialect.like("id", ":p"), "Al%")).isTrue();
    assertThat(matches(dialect.like("id", ":p"), "al%")).isFalse();
    assertThat(matches(dialect.ilike("id", ":p"), "aL%")).isTrue();
    assertThat(matches(dialect.like("id", ":p"), "Alpha\\_x")).as("no escapes").isTrue();
  }

  @Test
  void checkSaysWhenItIsClosed() {
    db.check();
    db.close();
    assertThatThrownBy(() -> db.check())
        .isInstanceOf(NoriaException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> db.write(tx -> insert(tx, "a", 1)))
        .isInstanceOf(NoriaException.class)
        .extracting(e -> ((NoriaException) e).code())
        .isEqualTo(ErrorCode.UNAVAILABLE);
  }

  private static Event started() {
    return new Event.RunStarted(RUN, null, "run r1 started", "1", "r1");
  }

  private static int insert(Transaction tx, String id, long number) {
    return tx.handle().execute("INSERT INTO thing (id, number) VALUES (?, ?)", id, number);
  }

  private boolean matches(String condition, String pattern) {
    return db.read(handle ->
        handle
                .createQuery("SELECT count(*) FROM thing WHERE " + condition)
                .bind("p", pattern)
                .mapTo(Integer.class)
                .one()
            == 1);
  }

  private <T> Optional<T> one(String sql, Class<T> type) {
    return db.read(handle -> handle.createQuery(sql).mapTo(type).findOne());
  }

  /** Makes what follows wait, so that on SQLite it becomes one group. */
  private CountDownLatch holdTheWriter() {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    db.writeLater(tx -> {
      held.countDown();
      await(release);
      return null;
    });
    await(held);
    return release;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static void inAnotherThread(Runnable work) {
    CompletableFuture.runAsync(work).join();
  }

  private static void inThreads(int count, Runnable work) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        all.add(threads.submit(work));
      }
      for (Future<?> one : all) {
        one.get(60, TimeUnit.SECONDS);
      }
    }
  }
}
