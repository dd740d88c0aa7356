package io.noria.storage.sql;

import io.noria.base.DiskSpace;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** From what went wrong below to what callers see. */
final class Failures {
  private Failures() {}

  /** Waits and gives the result, or throws what the unit threw. Interrupts wait too. */
  static <T extends @Nullable Object> T await(CompletableFuture<T> done) {
    try {
      return done.join();
    } catch (CompletionException e) {
      throw unchecked(e.getCause() == null ? e : e.getCause());
    }
  }

  /** Unchecked exceptions stay as they are; checked ones are wrapped. */
  static RuntimeException unchecked(Throwable e) {
    return switch (e) {
      case RuntimeException runtime -> runtime;
      case Error error -> throw error;
      default -> new NoriaException(ErrorCode.INTERNAL, "a unit failed: " + e.getMessage(), e);
    };
  }

  static NoriaException unavailable(String message, @Nullable Throwable cause) {
    return new NoriaException(ErrorCode.UNAVAILABLE, message, cause);
  }

  /**
   * SQLite's failure in words for callers: the disk is full (a quota and the limit of a file's size
   * show as failed writes), or could not be read or written; any other as it came.
   */
  static Throwable sqlite(Throwable e) {
    if (!(sql(e) instanceof SQLiteException failure)) {
      return e;
    }
    return switch (failure.getResultCode()) {
      case SQLITE_FULL, SQLITE_IOERR_WRITE, SQLITE_IOERR_SHMSIZE, SQLITE_IOERR_TRUNCATE ->
          DiskSpace.gone("the database", failure);
      case SQLiteErrorCode code when (code.code & 0xff) == SQLiteErrorCode.SQLITE_IOERR.code ->
          unavailable("the database's disk: " + failure.getMessage(), e);
      default -> e;
    };
  }

  /** The first SQLException in the chain of causes. */
  static @Nullable SQLException sql(@Nullable Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof SQLException sql) {
        return sql;
      }
    }
    return null;
  }
}
