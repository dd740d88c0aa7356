package io.noria.storage.sql;

import io.noria.base.Actor;
import io.noria.base.IdSource;
import io.noria.base.NoriaException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place that writes, by whoever holds its turn: the writer's thread takes what waits, gives
 * each unit a savepoint, commits once, then tells the callers. A group is closed after {@link
 * #GROUP_NANOS}, so that an early unit does not wait for the whole queue.
 *
 * <p>A caller that finds nobody writing and nothing waiting writes its own unit itself: to wake
 * another thread and be woken by it takes about as long as the write. It never runs a unit of
 * somebody else, under whose locks it might be.
 */
final class SqliteWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SqliteWriter.class);
  private static final long GROUP_NANOS = 20_000_000;
  private static final int GROUP_UNITS = 1024;
  private static final long QUEUE_WAIT_MS = 5_000;
  private static final long IDLE_NANOS = 100_000_000;

  /** Opens the writing connection; called again after the connection has failed. */
  interface Source {
    Connection open() throws SQLException;
  }

  /**
   * Who hears of it; both return at once.
   *
   * @param published after a commit that published events
   * @param committed after every commit
   */
  record Heard(Runnable published, Runnable committed) {}

  private final Database database;
  private final Source source;
  private final IdSource ids;
  private final Heard heard;
  private final BlockingQueue<Unit<?>> queue;
  private final Thread thread;

  /** Held by whoever writes. */
  private final Semaphore turn = new Semaphore(1);

  private volatile boolean closed;
  private volatile @Nullable Throwable broken;
  private final AtomicLong units = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong commits = new AtomicLong();
  private final AtomicLong largest = new AtomicLong();

  /** Of whoever has the turn. */
  private @Nullable Writing writing;

  SqliteWriter(Database database, Source source, int capacity, IdSource ids, Heard heard) {
    this.database = database;
    this.source = source;
    this.ids = ids;
    this.heard = heard;
    this.queue = new ArrayBlockingQueue<>(capacity);
    this.thread = Thread.ofPlatform().name("noria-sql-writer").daemon().unstarted(this::loop);
  }

  void start() throws SQLException {
    connect();
    thread.start();
  }

  /** Waits a while for room, for callers that wait for the outcome anyway. */
  void submit(Unit<?> unit) {
    boolean accepted;
    try {
      requireOpen();
      if (writesItself(unit)) {
        return;
      }
      accepted = queue.offer(unit) || queue.offer(unit, QUEUE_WAIT_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failures.unavailable("interrupted while waiting to write", e);
    }
    if (!accepted) {
      throw full();
    }
    LockSupport.unpark(thread);
    failIfClosedMeanwhile(unit);
  }

  /** Writes the unit when nobody else does. */
  private boolean writesItself(Unit<?> unit) {
    if (!queue.isEmpty() || !turn.tryAcquire()) {
      return false;
    }
    try {
      if (closed) {
        return false;
      }
      writeGroup(unit, new ArrayList<>(1), false);
      return true;
    } finally {
      turn.release();
    }
  }

  /** Never waits. */
  void submitNow(Unit<?> unit) {
    requireOpen();
    if (!queue.offer(unit)) {
      throw full();
    }
    LockSupport.unpark(thread);
    failIfClosedMeanwhile(unit);
  }

  WriteStats stats() {
    return new WriteStats(units.get(), failed.get(), commits.get(), largest.get(), 0, queue.size());
  }

  /** Whether the last commit failed. */
  boolean isBroken() {
    return broken != null;
  }

  void check() {
    requireOpen();
    if (!thread.isAlive()) {
      throw Failures.unavailable("the writer has stopped", null);
    }
  }

  /** Writes what was accepted, then stops. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    // A bounded wait: the thread looks at the flag whenever the queue is empty.
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    rejectRemaining();
    turn.acquireUninterruptibly();
    try {
      disconnect();
    } finally {
      turn.release();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private NoriaException full() {
    return Failures.unavailable(
        "the queue of writes is full: "
            + queue.size()
            + " wait (expected: repeat the call a little later)",
        null);
  }

  private void requireOpen() {
    if (closed) {
      throw Failures.unavailable("the database is closed", null);
    }
  }

  private void failIfClosedMeanwhile(Unit<?> unit) {
    if (closed && !thread.isAlive() && queue.remove(unit)) {
      throw Failures.unavailable("the database is closed", null);
    }
  }

  private void rejectRemaining() {
    for (Unit<?> unit = queue.poll(); unit != null; unit = queue.poll()) {
      unit.failed(Failures.unavailable("the database is closed", null));
      unit.settle();
    }
  }

  private void loop() {
    List<Unit<?>> group = new ArrayList<>();
    while (true) {
      if (queue.isEmpty()) {
        if (closed) {
          return;
        }
        LockSupport.parkNanos(this, IDLE_NANOS);
        if (Thread.interrupted()) {
          LOG.warn("event=writer_interrupted action=ignored");
        }
        continue;
      }
      turn.acquireUninterruptibly();
      try {
        writeWaiting(group);
      } finally {
        turn.release();
      }
    }
  }

  private void writeWaiting(List<Unit<?>> group) {
    for (Unit<?> first = queue.poll(); first != null; first = queue.poll()) {
      try {
        writeGroup(first, group, true);
      } catch (Throwable e) {
        // Nobody else writes: whatever it was, the next unit gets its turn.
        LOG.error("event=writer_failed action=ignored", e);
      } finally {
        group.clear();
      }
    }
  }

  /** Writes the unit, and with {@code more} what waits behind it. */
  private void writeGroup(Unit<?> first, List<Unit<?>> group, boolean more) {
    boolean events = false;
    Throwable lost = null;
    group.add(first);
    try {
      Writing writing = connect();
      boolean written = false;
      long deadline = System.nanoTime() + GROUP_NANOS;
      Unit<?> unit = first;
      while (unit != null) {
        events |= runUnit(writing, unit, !written);
        written |= !unit.hasFailed();
        boolean room = more && group.size() < GROUP_UNITS && System.nanoTime() < deadline;
        unit = room ? queue.poll() : null;
        if (unit != null) {
          group.add(unit);
        }
      }
      writing.connection().commit();
      mended();
    } catch (Throwable e) {
      lost = e;
    }
    if (lost != null) {
      loseGroup(group, lost);
    } else {
      count(group);
    }
    for (Unit<?> unit : group) {
      tell(unit);
      unit.settle();
    }
    if (lost == null && events) {
      quietly(heard.published);
    }
  }

  private static void tell(Unit<?> unit) {
    quietly(unit::committed);
  }

  /** What was committed stays so, whatever the action thinks of it. */
  private static void quietly(Runnable action) {
    try {
      action.run();
    } catch (Throwable e) {
      LOG.error("event=after_commit_failed", e);
    }
  }

  private void count(List<Unit<?>> group) {
    long bad = group.stream().filter(Unit::hasFailed).count();
    failed.addAndGet(bad);
    units.addAndGet(group.size() - bad);
    commits.incrementAndGet();
    heard.committed.run();
    largest.accumulateAndGet(group.size(), Math::max);
  }

  /** Nothing of the group is in the database; nobody's outcome is certain but that. */
  private void loseGroup(List<Unit<?>> group, Throwable why) {
    failed.addAndGet(group.size());
    NoriaException refusal = refusal(why);
    for (Unit<?> unit : group) {
      unit.failed(refusal);
    }
    if (broken == null) {
      LOG.error("event=commit_failed units={} error=\"{}\"", group.size(), why.toString());
    }
    broken = why;
    disconnect();
  }

  private static NoriaException refusal(Throwable why) {
    return Failures.sqlite(why) instanceof NoriaException known
        ? known
        : Failures.unavailable("the database could not commit: " + why.getMessage(), why);
  }

  private void mended() {
    if (broken != null) {
      LOG.info("event=commit_works_again failed_units={}", failed.get());
      broken = null;
    }
  }

  /**
   * Runs one unit, in a savepoint when others of the group are written already; says whether it
   * published.
   *
   * @throws SQLException when the transaction around it is lost
   */
  private boolean runUnit(Writing writing, Unit<?> unit, boolean alone) throws SQLException {
    if (!alone) {
      writing.execute("SAVEPOINT unit");
    }
    try {
      boolean events =
          ScopedValue.where(Actor.CURRENT, unit.actor)
              .where(Scope.CURRENT, new Scope(database, null))
              .call(() -> work(writing, unit));
      if (!alone) {
        writing.execute("RELEASE unit");
      }
      return events;
    } catch (Throwable e) {
      Throwable own = Failures.sqlite(e);
      unit.failed(own);
      try {
        writing.undo(alone);
      } catch (SQLException undo) {
        // SQLite has undone all by itself, as on a full disk: what the unit met is why.
        own.addSuppressed(undo);
        SQLException met = Failures.sql(e);
        throw met == null ? undo : met;
      }
      return false;
    }
  }

  private boolean work(Writing writing, Unit<?> unit) throws Exception {
    try (UnitTransaction tx =
        new UnitTransaction(writing, Dialect.SQLITE, ids, unit.now, unit.actor)) {
      unit.run(tx);
      boolean events = tx.flush();
      unit.afterCommit(tx.after());
      return events;
    }
  }

  /** The connection and what was made over it. */
  private record Writing(Connection connection, Jdbi jdbi, Statements statements)
      implements UnitTransaction.Writing {
    @Override
    public Handle open() {
      return jdbi.open();
    }

    @Override
    public PreparedStatement statement(String sql) throws SQLException {
      return statements.get(sql);
    }

    void execute(String sql) throws SQLException {
      statements.get(sql).execute();
    }

    /** Takes back a unit; a failed one may have left rows of kept statements unread. */
    void undo(boolean alone) throws SQLException {
      statements.close();
      if (alone) {
        connection.rollback();
      } else {
        execute("ROLLBACK TO unit");
        execute("RELEASE unit");
      }
    }
  }

  private Writing connect() throws SQLException {
    Writing open = writing;
    if (open == null) {
      Connection connection = source.open();
      connection.setAutoCommit(false);
      open =
          new Writing(connection, Jdbis.of(Jdbis.borrowed(connection)), new Statements(connection));
      writing = open;
    }
    return open;
  }

  private void disconnect() {
    Writing open = writing;
    writing = null;
    if (open != null) {
      try (Connection connection = open.connection();
          Statements statements = open.statements()) {
        connection.rollback();
      } catch (SQLException | RuntimeException e) {
        LOG.warn("event=writer_disconnect_failed error=\"{}\"", e.toString());
      }
    }
  }
}
