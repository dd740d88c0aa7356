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

  Unit(Database.WriteWork<T> work, Instant now) {
    this.work = work;
    this.now = now;
  }

  void run(Transaction tx) throws Exception {
    result = work.run(tx);
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
