package io.noria.storage.sql;

import io.noria.base.NoriaException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether PostgreSQL is there: asked every second over a connection of its own. While it is away
 * callers are refused at once instead of waiting one after the other for what does not come; when
 * it is back they are let in again by themselves. Thread-safe.
 */
final class PostgresPulse implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresPulse.class);
  private static final long EVERY_MS = 1000;
  private static final long EVERY_AWAY_MS = 500;

  /** Callers come again sooner in the beginning: most absences are short. */
  private static final long LEAST_RETRY_S = 2;

  private static final long MOST_RETRY_S = 20;

  private final PGSimpleDataSource source;
  private final Runnable whenBack;
  private final Semaphore wake = new Semaphore(0);
  private final Thread thread;
  private volatile @Nullable Away away;
  private volatile boolean closed;

  /** The thread's own. */
  private @Nullable Connection connection;

  private record Away(long sinceNanos, String why) {}

  private PostgresPulse(PGSimpleDataSource source, Runnable whenBack) {
    this.source = source;
    this.whenBack = whenBack;
    this.thread = Thread.ofPlatform().name("noria-postgres-pulse").daemon().unstarted(this::run);
  }

  /**
   * Begins to ask.
   *
   * @param source its connections give up by themselves
   * @param whenBack called once the database answers again
   */
  static PostgresPulse start(PGSimpleDataSource source, Runnable whenBack) {
    PostgresPulse pulse = new PostgresPulse(source, whenBack);
    pulse.thread.start();
    return pulse;
  }

  /** Refuses while the database is away. */
  void requirePresent() {
    Away now = away;
    if (now != null) {
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - now.sinceNanos);
      throw NoriaException.unavailable(
          "the database is away since "
              + seconds
              + " s: "
              + now.why
              + " (it is asked again every half second; repeat the call)",
          Duration.ofSeconds(Math.clamp(2 * seconds, LEAST_RETRY_S, MOST_RETRY_S)),
          null);
    }
  }

  /** Asks now rather than at the next second: somebody's call has just failed. */
  void suspect() {
    wake.release();
  }

  private void run() {
    try {
      while (!closed) {
        look();
        wake.tryAcquire(away == null ? EVERY_MS : EVERY_AWAY_MS, TimeUnit.MILLISECONDS);
        wake.drainPermits();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      disconnect();
    }
  }

  /** Whatever goes wrong, it goes on: while it says that the database is away all are refused. */
  private void look() {
    try {
      beat();
    } catch (RuntimeException e) {
      LOG.error("event=pulse_failed action=continued", e);
      disconnect();
    }
  }

  private void beat() {
    try {
      ask();
    } catch (SQLException first) {
      disconnect();
      try {
        // Perhaps only that connection was ended.
        ask();
      } catch (SQLException e) {
        disconnect();
        failed(e);
        return;
      }
    }
    Away before = away;
    if (before != null) {
      LOG.info(
          "event=database_back away_ms={}",
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before.sinceNanos));
      whenBack.run();
      away = null;
    }
  }

  private void failed(SQLException e) {
    // No connection more is no absence: those that there are go on.
    boolean crowded = "53300".equals(e.getSQLState());
    if (away == null && !crowded && !closed) {
      away = new Away(System.nanoTime(), String.valueOf(e.getMessage()).strip());
      LOG.warn("event=database_away error=\"{}\"", e.toString());
    }
  }

  private void ask() throws SQLException {
    Connection open = connection;
    if (open == null) {
      open = source.getConnection();
      connection = open;
    }
    try (Statement statement = open.createStatement()) {
      statement.execute("SELECT 1");
    }
  }

  private void disconnect() {
    Connection open = connection;
    connection = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        LOG.debug("event=pulse_not_closed error=\"{}\"", e.toString());
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    wake.release();
    boolean interrupted = false;
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
