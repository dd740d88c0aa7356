package io.noria.storage.object;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Does what many ask for at the same time once, and gives all of them its outcome. */
final class SingleFlight<T extends Object> {
  private final ConcurrentMap<Digest, CompletableFuture<T>> underWay = new ConcurrentHashMap<>();

  /** What is done. */
  interface Work<T> {
    T run() throws IOException;
  }

  T run(Digest digest, Work<T> work) throws IOException {
    CompletableFuture<T> mine = new CompletableFuture<>();
    CompletableFuture<T> other = underWay.putIfAbsent(digest, mine);
    if (other != null) {
      return outcome(other);
    }
    try {
      mine.complete(work.run());
    } catch (IOException | RuntimeException | Error e) {
      mine.completeExceptionally(e);
    } finally {
      underWay.remove(digest, mine);
    }
    return outcome(mine);
  }

  private static <T> T outcome(CompletableFuture<T> future) throws IOException {
    try {
      return future.join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case IOException cause -> throw cause;
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw e;
      }
    }
  }
}
