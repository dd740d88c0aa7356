package io.noria.storage.gc;

import io.noria.storage.object.SweepGuard;
import io.noria.storage.sql.Database;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;

/** The guard that fits a database. */
public final class SweepGuards {
  /** "NORIA" and a number, so that it is nobody else's. */
  private static final long LOCK = 0x4e4f524941_01L;

  /** Half a minute together with the pauses. */
  private static final int TRIES = 1_500;

  private static final long PAUSE_MILLIS = 20;

  private SweepGuards() {}

  /**
   * One within this process on SQLite, which has one; on PostgreSQL an advisory lock there, since
   * other servers may write to the same store.
   */
  public static SweepGuard of(Database database) {
    if (database.dialect().isSqlite()) {
      return SweepGuard.ofThisProcess();
    }
    return new OnPostgres(database);
  }

  private static final class OnPostgres implements SweepGuard {
    private final Database database;

    OnPostgres(Database database) {
      this.database = database;
    }

    @Override
    public void reusing(Work work) throws IOException {
      locked(
          handle -> {
            handle.execute("SELECT pg_advisory_xact_lock_shared(" + LOCK + ")");
            return true;
          },
          work);
    }

    /**
     * Asks now and then instead of queueing, for a while at least: all that reuse would wait behind
     * one that queues, each with a connection of the pool.
     */
    @Override
    public void sweeping(Work work) throws IOException {
      for (int tries = 0; tries < TRIES; tries++) {
        boolean done =
            locked(
                handle ->
                    handle
                        .createQuery("SELECT pg_try_advisory_xact_lock(" + LOCK + ")")
                        .mapTo(Boolean.class)
                        .one(),
                work);
        if (done) {
          return;
        }
        pause();
      }
      locked(
          handle -> {
            handle.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
            return true;
          },
          work);
    }

    private static void pause() throws IOException {
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted before old objects were deleted");
      }
    }

    /** Does the work when the lock was given, and says so. */
    private boolean locked(Predicate<Handle> lock, Work work) throws IOException {
      try {
        return database.<Boolean>read(handle -> {
          if (!lock.test(handle)) {
            return false;
          }
          try {
            work.run();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return true;
        });
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
  }
}
