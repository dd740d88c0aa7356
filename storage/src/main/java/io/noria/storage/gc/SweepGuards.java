package io.noria.storage.gc;

import io.noria.storage.object.SweepGuard;
import io.noria.storage.sql.Database;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The guard that fits a database. */
public final class SweepGuards {
  /** "NORIA" and a number, so that it is nobody else's. */
  private static final long LOCK = 0x4e4f524941_01L;

  private SweepGuards() {}

  /**
   * One within this process on SQLite, which has one; on PostgreSQL an advisory lock there, since
   * other servers may write to the same store.
   */
  public static SweepGuard of(Database database) {
    if (database.dialect().isSqlite()) {
      return SweepGuard.ofThisProcess();
    }
    return new SweepGuard() {
      @Override
      public void reusing(Work work) throws IOException {
        locked("SELECT pg_advisory_xact_lock_shared(" + LOCK + ")", work);
      }

      @Override
      public void sweeping(Work work) throws IOException {
        locked("SELECT pg_advisory_xact_lock(" + LOCK + ")", work);
      }

      private void locked(String sql, Work work) throws IOException {
        try {
          database.read(handle -> {
            handle.execute(sql);
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
    };
  }
}
