package io.noria.server.wiring;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where several servers work on one database, what each keeps in memory is read again every second:
 * another may have changed it. A database that is away is asked again the next second.
 */
public final class Following implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Following.class);
  private static final long EVERY_MS = 1000;

  private final Map<String, Runnable> duties;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  private Following(Map<String, Runnable> duties) {
    this.duties = Map.copyOf(duties);
    this.thread = Thread.ofPlatform().name("noria-following").daemon().unstarted(this::run);
  }

  /** Begins at once. */
  public static Following start(Map<String, Runnable> duties) {
    Following following = new Following(duties);
    following.thread.start();
    return following;
  }

  private void run() {
    try {
      while (!closed.await(EVERY_MS, TimeUnit.MILLISECONDS)) {
        duties.forEach(Following::once);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void once(String name, Runnable duty) {
    try {
      duty.run();
    } catch (RuntimeException e) {
      log.debug("event=not_followed what={} error=\"{}\"", name, e.getMessage());
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
