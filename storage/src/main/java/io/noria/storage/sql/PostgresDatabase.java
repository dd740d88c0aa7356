package io.noria.storage.sql;

import io.noria.base.Actor;
import io.noria.base.DiskSpace;
import io.noria.base.IdSource;
import io.noria.base.NoriaException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL server. Units are serializable transactions, so that code written for one writer is
 * right here too; what PostgreSQL refuses as conflicting runs again.
 */
final class PostgresDatabase implements Database {
  private static final int ATTEMPTS = 40;

  /** A server that froze while it held a row shall not hold up the others for long. */
  private static final String LOCKING =
      "SET TRANSACTION ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = '5s'";

  private final InstantSource clock;
  private final IdSource ids;
  private final PostgresPool writerPool;
  private final PostgresPool readerPool;
  private final PostgresPulse pulse;
  private final Jdbi writers;
  private final Readers readers;
  private final Semaphore waiting;
  private final int queue;
  private final ExecutorService later;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final AtomicLong units = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong retries = new AtomicLong();

  private PostgresDatabase(SqlConfig.Postgres config, InstantSource clock, IdSource ids) {
    this.clock = clock;
    this.ids = ids;
    PGSimpleDataSource source = patient(config, config.timeouts().silence());
    this.writerPool = new PostgresPool(source, config, false);
    this.readerPool = new PostgresPool(source, config, true);
    this.writers = Jdbis.of(writerPool);
    this.readers = new Readers(this, readerPool, this::asSeenByCallers);
    this.pulse =
        PostgresPulse.start(
            patient(config, config.timeouts().connect()),
            () -> {
              writerPool.renew();
              readerPool.renew();
            });
    writerPool.watchedBy(pulse);
    readerPool.watchedBy(pulse);
    this.queue = config.queue();
    this.waiting = new Semaphore(queue);
    this.later =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("noria-sql-", 0).factory());
  }

  static PostgresDatabase open(SqlConfig.Postgres config, InstantSource clock, IdSource ids) {
    PGSimpleDataSource source = source(config);
    Migrations.run(source, Dialect.POSTGRES, config.shownUrl());
    return new PostgresDatabase(config, clock, ids);
  }

  @Override
  public <T extends @Nullable Object> T read(ReadWork<T> work) {
    return readers.read(work);
  }

  @Override
  public <T extends @Nullable Object> T write(WriteWork<T> work) {
    Scope.requireOutside(this);
    return run(new Unit<>(work, clock.instant()), false);
  }

  @Override
  public <T extends @Nullable Object> T writeLocking(WriteWork<T> work) {
    Scope.requireOutside(this);
    return run(new Unit<>(work, clock.instant()), true);
  }

  @Override
  public <T extends @Nullable Object> CompletableFuture<T> writeLater(WriteWork<T> work) {
    Scope.requireOutside(this);
    Unit<T> unit = new Unit<>(work, clock.instant());
    if (!waiting.tryAcquire()) {
      throw Failures.unavailable(
          "the queue of writes is full: "
              + queue
              + " wait (expected: repeat the call a little later)",
          null);
    }
    later.execute(() -> {
      try {
        unit.done.complete(run(unit, false));
      } catch (Throwable e) {
        unit.done.completeExceptionally(e);
      } finally {
        waiting.release();
      }
    });
    return unit.done;
  }

  private <T extends @Nullable Object> T run(Unit<T> unit, boolean locking) {
    for (int attempt = 1; ; attempt++) {
      try {
        return once(unit, locking);
      } catch (Throwable e) {
        if (attempt == ATTEMPTS || !isConflict(e)) {
          failed.incrementAndGet();
          throw asSeenByCallers(e);
        }
        retries.incrementAndGet();
        long most = Math.min(100_000_000L, 500_000L << Math.min(attempt, 10));
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(most));
      }
    }
  }

  private <T extends @Nullable Object> T once(Unit<T> unit, boolean locking) throws Exception {
    try (Handle handle = writers.open()) {
      Connection connection = handle.getConnection();
      T result;
      boolean events;
      Runnable after;
      try (Statements statements = new Statements(connection)) {
        if (locking) {
          statements.get(LOCKING).execute();
        }
        UnitTransaction tx =
            new UnitTransaction(
                new Pooled(handle, statements), Dialect.POSTGRES, ids, unit.now, unit.actor);
        result =
            ScopedValue.where(Actor.CURRENT, unit.actor)
                .where(Scope.CURRENT, new Scope(this, null))
                .call(() -> unit.work.run(tx));
        events = tx.flush();
        after = tx.after();
        connection.commit();
      } catch (Throwable e) {
        rollback(connection, e);
        throw e;
      }
      units.incrementAndGet();
      if (after != null) {
        after.run();
      }
      if (events) {
        listeners.forEach(Runnable::run);
      }
      return result;
    }
  }

  /** The handle is the pool's and closed with the connection; the driver keeps the statements. */
  private record Pooled(Handle handle, Statements statements) implements UnitTransaction.Writing {
    @Override
    public Handle open() {
      return handle;
    }

    @Override
    public PreparedStatement statement(String sql) throws SQLException {
      return statements.get(sql);
    }
  }

  private static void rollback(Connection connection, Throwable because) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      because.addSuppressed(e);
    }
  }

  /** Serialization failure or deadlock: nothing is wrong with the unit. */
  private static boolean isConflict(Throwable e) {
    SQLException sql = Failures.sql(e);
    return sql != null && ("40001".equals(sql.getSQLState()) || "40P01".equals(sql.getSQLState()));
  }

  private RuntimeException asSeenByCallers(Throwable e) {
    if (e instanceof NoriaException own) {
      return own;
    }
    SQLException sql = Failures.sql(e);
    String state = sql == null ? null : sql.getSQLState();
    boolean away = state != null && (state.startsWith("08") || state.startsWith("57P"));
    if (away || e instanceof org.jdbi.v3.core.ConnectionException) {
      pulse.suspect();
      return NoriaException.unavailable(
          "the database is away: " + e.getMessage(), Duration.ofSeconds(2), e);
    }
    if ("53100".equals(state)) {
      return DiskSpace.gone("PostgreSQL's disk", e);
    }
    if ("55P03".equals(state)) {
      return Failures.unavailable("somebody else has held a row for 5 s: " + e.getMessage(), e);
    }
    if (isConflict(e)) {
      return Failures.unavailable("the write kept conflicting with others", e);
    }
    return Failures.unchecked(e);
  }

  @Override
  public Dialect dialect() {
    return Dialect.POSTGRES;
  }

  @Override
  public void whenPublished(Runnable listener) {
    listeners.add(listener);
  }

  @Override
  public WriteStats writeStats() {
    long committed = units.get();
    return new WriteStats(
        committed,
        failed.get(),
        committed,
        committed == 0 ? 0 : 1,
        retries.get(),
        queue - waiting.availablePermits());
  }

  @Override
  public void check() {
    if (writerPool.isClosed()) {
      throw Failures.unavailable("the database is closed", null);
    }
    pulse.requirePresent();
    read(handle -> handle.createQuery("SELECT 1").mapTo(Integer.class).one());
  }

  /** Waits for the units under way. */
  @Override
  public void close() {
    later.shutdown();
    boolean interrupted = false;
    try {
      later.awaitTermination(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    pulse.close();
    writerPool.close();
    readerPool.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  static PGSimpleDataSource source(SqlConfig.Postgres config) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(config.url());
    if (config.user() != null) {
      source.setUser(config.user());
    }
    if (config.password() != null) {
      source.setPassword(config.password());
    }
    source.setApplicationName("noria");
    source.setReWriteBatchedInserts(true);
    source.setPrepareThreshold(3);
    return source;
  }

  /** As {@link #source}, but giving up on a database that is silent. */
  private static PGSimpleDataSource patient(SqlConfig.Postgres config, Duration silence) {
    PGSimpleDataSource source = source(config);
    int connect = seconds(config.timeouts().connect());
    source.setConnectTimeout(connect);
    source.setLoginTimeout(connect);
    source.setSocketTimeout(seconds(silence));
    source.setTcpKeepAlive(true);
    return source;
  }

  /** The driver counts in whole seconds; none would be for ever. */
  private static int seconds(Duration duration) {
    return (int) Math.clamp(duration.plusMillis(999).toSeconds(), 1, 86_400);
  }
}
