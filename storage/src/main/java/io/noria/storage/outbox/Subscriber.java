package io.noria.storage.outbox;

import io.noria.base.Event;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** One subscriber's thread. */
final class Subscriber {
  private static final Logger LOG = LoggerFactory.getLogger(Subscriber.class);
  private static final int BATCH = 64;
  private static final long SAVE_AFTER_NANOS = 1_000_000_000;

  /** Cursors of passed-over events are written now and then only: passing them again is cheap. */
  private static final long SAVE_AFTER_PASSED = 10_000;

  private static final long POLL_OWN_MS = 30_000;
  private static final long POLL_SHARED_MS = 1_000;
  private static final long JOIN_MS = 10_000;

  private final SqlOutbox outbox;
  private final Cursor cursor;
  private final List<String> types;
  private final Outbox.Handler handler;
  private final List<Duration> backOff;
  private final Semaphore wake = new Semaphore(0);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private final Thread thread;
  private volatile boolean stopped;
  private volatile long position = -1;
  private long saved;

  /** Whether the database was away at the last look: said once, not each second. */
  private boolean failing;

  Subscriber(
      SqlOutbox outbox,
      Cursor cursor,
      Set<Class<? extends Event>> types,
      Outbox.Handler handler,
      List<Duration> backOff) {
    this.outbox = outbox;
    this.cursor = cursor;
    this.types = types.stream().map(Class::getSimpleName).sorted().toList();
    this.handler = handler;
    this.backOff = backOff;
    this.thread =
        Thread.ofPlatform()
            .name("noria-outbox-" + cursor.subscriber())
            .daemon()
            .unstarted(this::run);
  }

  String name() {
    return cursor.subscriber();
  }

  long position() {
    return position;
  }

  void start() {
    thread.start();
  }

  void wake() {
    wake.release();
  }

  void stop() {
    stopped = true;
    ended.countDown();
    wake.release();
  }

  /** Waits for the event under way; interrupts a handler that does not come back. */
  void join() {
    try {
      if (!thread.join(Duration.ofMillis(JOIN_MS))) {
        LOG.warn("event=subscriber_interrupted subscriber={}", name());
        thread.interrupt();
        thread.join(JOIN_MS);
      }
    } catch (IllegalThreadStateException e) {
      LOG.debug("event=subscriber_never_started subscriber={}", name());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until everything up to the sequence was handled; false when the time has passed. */
  boolean awaitPosition(long sequence, long deadlineNanos) throws InterruptedException {
    lock.lock();
    try {
      while (position < sequence) {
        long left = deadlineNanos - System.nanoTime();
        if (left <= 0 || (moved.awaitNanos(left) <= 0 && position < sequence)) {
          return false;
        }
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    while (!stopped) {
      try {
        deliver();
      } catch (InterruptedException e) {
        break;
      } catch (RuntimeException e) {
        // The database is away: nothing is lost, delivery goes on from the cursor.
        LOG.atLevel(failing ? Level.DEBUG : Level.WARN)
            .log("event=delivery_failed subscriber={} error=\"{}\"", name(), e.toString());
        failing = true;
        if (!pause(POLL_SHARED_MS)) {
          break;
        }
      }
    }
    leave();
  }

  private void deliver() throws InterruptedException {
    saved = cursor.load();
    moveTo(saved);
    while (!stopped) {
      if (!cursor.lease()) {
        idle(POLL_SHARED_MS);
        saved = cursor.load();
        moveTo(saved);
        continue;
      }
      SqlOutbox.Batch batch = outbox.next(position, types, BATCH);
      failing = false;
      if (handleAll(batch.events())) {
        moveTo(batch.upTo());
        boolean save =
            cursor.shared() || !batch.events().isEmpty() || position - saved > SAVE_AFTER_PASSED;
        if (save && position > saved) {
          save();
        }
        if (batch.events().size() < BATCH) {
          idle(cursor.shared() ? POLL_SHARED_MS : POLL_OWN_MS);
        }
      }
    }
  }

  /** Handles them in order; false when it was stopped in between. */
  private boolean handleAll(List<Published> events) throws InterruptedException {
    long lastSave = System.nanoTime();
    for (Published event : events) {
      if (stopped || !handle(event)) {
        return false;
      }
      moveTo(event.sequence());
      if (System.nanoTime() - lastSave > SAVE_AFTER_NANOS) {
        save();
        cursor.lease();
        lastSave = System.nanoTime();
      }
    }
    return true;
  }

  /** Handles or parks; false when it was stopped before either. */
  private boolean handle(Published event) throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        handler.handle(event);
        return true;
      } catch (InterruptedException e) {
        throw e;
      } catch (Throwable e) {
        if (stopped) {
          return false;
        }
        if (attempt > backOff.size()) {
          LOG.error(
              "event=event_parked subscriber={} sequence={} type={} attempts={} error=\"{}\"",
              name(),
              event.sequence(),
              event.event().type(),
              attempt,
              e.toString(),
              e);
          cursor.park(event.sequence(), attempt, e.toString());
          saved = event.sequence();
          return true;
        }
        LOG.warn(
            "event=event_failed subscriber={} sequence={} attempt={} error=\"{}\"",
            name(),
            event.sequence(),
            attempt,
            e.toString());
        // Not the permits: those tell of events that come after this one.
        if (ended.await(backOff.get(attempt - 1).toNanos(), TimeUnit.NANOSECONDS)) {
          return false;
        }
      }
    }
  }

  private void save() {
    cursor.save(position);
    saved = position;
  }

  private void moveTo(long sequence) {
    lock.lock();
    try {
      position = Math.max(position, sequence);
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void idle(long millis) throws InterruptedException {
    // Permits given from here on belong to events that the next look may not see.
    wake.tryAcquire(millis, TimeUnit.MILLISECONDS);
    wake.drainPermits();
  }

  private boolean pause(long millis) {
    try {
      return !ended.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return false;
    }
  }

  private void leave() {
    try {
      if (position > saved) {
        save();
      }
      cursor.release();
    } catch (RuntimeException e) {
      LOG.warn("event=cursor_not_saved subscriber={} error=\"{}\"", name(), e.toString());
    }
  }
}
