package io.noria.storage.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves what SQLite's log holds into the database file, beside the writer. Left to itself SQLite
 * does that within a commit, every thousand pages, and whoever waits for that commit waits for a
 * second synchronisation of the disk, of a large file. Here the writer does it only when the log
 * has grown to {@link #WRITER_PAGES}, and then little is left to do.
 *
 * <p>A passive checkpoint is no unit of writing: it waits for nobody, nobody waits for it, and
 * where it ends the next goes on.
 */
final class SqliteCheckpoints implements AutoCloseable {
  /** Pages of 4 KiB in the log at which the writer itself has to clear it: 32 MiB. */
  static final int WRITER_PAGES = 8192;

  private static final Logger LOG = LoggerFactory.getLogger(SqliteCheckpoints.class);
  private static final int COMMITS = 256;
  private static final long REST_NANOS = 1_000_000_000L;
  private static final long FAILED_REST_NANOS = 10_000_000_000L;

  private final SqliteWriter.Source source;
  private final AtomicLong commits = new AtomicLong();
  private final Thread thread;
  private volatile boolean closed;

  /** The thread's own. */
  private @Nullable Connection connection;

  SqliteCheckpoints(SqliteWriter.Source source) {
    this.source = source;
    this.thread = Thread.ofPlatform().name("noria-sql-checkpoints").daemon().start(this::loop);
  }

  /** Hears of a commit. */
  void committed() {
    if (commits.incrementAndGet() % COMMITS == 0) {
      LockSupport.unpark(thread);
    }
  }

  private void loop() {
    long done = 0;
    long rest = REST_NANOS;
    while (!closed) {
      long now = commits.get();
      if (now == done) {
        LockSupport.parkNanos(this, rest);
        continue;
      }
      try {
        checkpoint();
        done = now;
        rest = REST_NANOS;
      } catch (SQLException | RuntimeException e) {
        // The log keeps everything, and the writer clears it when it must.
        LOG.warn("event=checkpoint_failed error=\"{}\"", e.toString());
        disconnect();
        done = now;
        rest = FAILED_REST_NANOS;
      }
      if (!closed && commits.get() - done < COMMITS) {
        LockSupport.parkNanos(this, rest);
      }
    }
    disconnect();
  }

  private void checkpoint() throws SQLException {
    Connection open = connection;
    if (open == null) {
      open = source.open();
      connection = open;
    }
    try (Statement statement = open.createStatement()) {
      statement.execute("PRAGMA wal_checkpoint(PASSIVE)");
    }
  }

  private void disconnect() {
    Connection open = connection;
    connection = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        LOG.warn("event=checkpoint_disconnect_failed error=\"{}\"", e.toString());
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
