package io.noria.server.http;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.protocols.rest.Checks;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The areas' checks, none of which may keep the caller waiting: a check that hangs is itself what
 * is wrong. Thread-safe.
 */
public final class Vitals implements Checks {
  private static final long LIMIT_MS = 2000;
  private static final long FRESH_NANOS = 1_000_000_000;

  private final Checks checks;
  private final ReentrantLock looking = new ReentrantLock();
  private volatile Look last = new Look(Map.of(), System.nanoTime() - FRESH_NANOS);

  private record Look(Map<String, String> problems, long atNanos) {}

  /** Over the areas' own. */
  public Vitals(Checks checks) {
    this.checks = checks;
  }

  @Override
  public Map<String, Runnable> all() {
    Map<String, CompletableFuture<Boolean>> begun = begin();
    Map<String, Runnable> results = new LinkedHashMap<>();
    long deadline = deadline();
    begun.forEach((area, check) -> results.put(area, () -> await(check, deadline)));
    return results;
  }

  /** What is wrong, by area; empty when all is well. A second old at most, while others look. */
  public Map<String, String> problems() {
    if (System.nanoTime() - last.atNanos < FRESH_NANOS) {
      return last.problems;
    }
    // Whoever comes while another looks waits for what that one sees, which takes so long at most.
    if (!waited()) {
      return last.problems;
    }
    try {
      if (System.nanoTime() - last.atNanos < FRESH_NANOS) {
        return last.problems;
      }
      Map<String, String> problems = new LinkedHashMap<>();
      all()
          .forEach((area, check) -> {
            try {
              check.run();
            } catch (RuntimeException e) {
              problems.put(area, String.valueOf(e.getMessage()));
            }
          });
      last = new Look(problems, System.nanoTime());
      return problems;
    } finally {
      looking.unlock();
    }
  }

  private boolean waited() {
    try {
      return looking.tryLock(LIMIT_MS + 500, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Map<String, CompletableFuture<Boolean>> begin() {
    Map<String, CompletableFuture<Boolean>> begun = new LinkedHashMap<>();
    checks
        .all()
        .forEach((area, check) -> {
          CompletableFuture<Boolean> done = new CompletableFuture<>();
          Thread.ofVirtual()
              .name("noria-check-" + area)
              .start(() -> {
                try {
                  check.run();
                  done.complete(true);
                } catch (Throwable e) {
                  done.completeExceptionally(e);
                }
              });
          begun.put(area, done);
        });
    return begun;
  }

  private static long deadline() {
    return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LIMIT_MS);
  }

  private static void await(CompletableFuture<Boolean> check, long deadline) {
    try {
      check.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new NoriaException(
          ErrorCode.UNAVAILABLE, "did not answer within " + LIMIT_MS / 1000 + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoriaException(ErrorCode.UNAVAILABLE, "interrupted while checking", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException own ? own : new CompletionException(e);
    }
  }
}
