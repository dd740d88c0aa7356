package io.noria.storage.sql;

import io.noria.base.Actor;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A unit of writing that waits, with who asked for it and when. */
final class Unit<T extends @Nullable Object> {
  final Database.WriteWork<T> work;
  final Instant now;
  final String actor = Actor.current();
  final CompletableFuture<T> done = new CompletableFuture<>();
  private @Nullable T result;
  private @Nullable Throwable failure;
  private @Nullable Runnable after;

  Unit(Database.WriteWork<T> work, Instant now) {
    this.work = work;
    this.now = now;
  }

  void run(Transaction tx) throws Exception {
    result = work.run(tx);
  }

  /** Keeps what is to be called once the unit is committed. */
  void afterCommit(@Nullable Runnable action) {
    after = action;
  }

  /** Calls it, unless the unit failed. */
  void committed() {
    Runnable action = after;
    if (failure == null && action != null) {
      action.run();
    }
  }

  void failed(Throwable why) {
    failure = why;
  }

  boolean hasFailed() {
    return failure != null;
  }

  /** Tells the caller how it went, once that is certain. */
  @SuppressWarnings("NullAway") // A result may be null exactly when T admits it.
  void settle() {
    if (failure == null) {
      done.complete(result);
    } else {
      done.completeExceptionally(failure);
    }
  }
}
