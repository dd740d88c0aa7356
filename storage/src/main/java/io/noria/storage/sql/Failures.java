package io.noria.storage.sql;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

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
