package io.noria.serving.python;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.serving.batch.Departures;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers of one model: who has which, who waits, and when one more is started or ended. An
 * answer is waited for by the thread that asked; when a worker is given back, the request that has
 * waited longest gets it and may take others with it.
 */
final class Pool {
  private static final Logger LOG = LoggerFactory.getLogger(Pool.class);

  /** So many looks in a row must find a queue before a worker is added for it. */
  private static final int PATIENCE = 4;

  private static final Duration HEALTH = Duration.ofSeconds(5);

  private final PythonRuntime runtime;
  private final PythonSource source;
  private final PythonLimits limits;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<WorkerProcess> idle = new ArrayDeque<>();
  private final Deque<Ask> waiting = new ArrayDeque<>();
  private final Set<WorkerProcess> all = new HashSet<>();
  private final Departures departures = new Departures();
  private int starting;
  private int looksWithQueue;
  private boolean released;
  private boolean closed;
  private final Backoff backoff;

  Pool(PythonRuntime runtime, PythonSource source, PythonLimits limits) {
    this.runtime = runtime;
    this.source = source;
    this.limits = limits;
    this.backoff = new Backoff(limits, runtime.random());
  }

  PythonSource source() {
    return source;
  }

  /** Starts the first and says what its model says. */
  PythonSchema open() {
    try {
      PythonRuntime.Loaded loaded = runtime.start(source, limits);
      runtime.add(this);
      lock.lock();
      try {
        all.add(loaded.worker());
        idle.addFirst(loaded.worker());
      } finally {
        lock.unlock();
      }
      return loaded.schema();
    } catch (ModelProblem e) {
      throw e.notLoaded(source.name());
    } catch (WorkerLost e) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "model " + source.name() + ": it cannot be loaded: " + e.getMessage());
    }
  }

  /** How many run. */
  int size() {
    lock.lock();
    try {
      return all.size();
    } finally {
      lock.unlock();
    }
  }

  /** Bytes of memory that they hold. */
  long bytes() {
    List<WorkerProcess> now;
    lock.lock();
    try {
      now = List.copyOf(all);
    } finally {
      lock.unlock();
    }
    return now.stream().mapToLong(WorkerProcess::residentBytes).sum();
  }

  /** How many requests wait. */
  int queued() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /**
   * A worker for the request, or what else came of it.
   *
   * @throws NoriaException RESOURCE_EXHAUSTED when too many wait, UNAVAILABLE when none comes
   */
  Ask.Turn turn(Ask ask) {
    lock.lock();
    try {
      released = false;
      if (closed) {
        throw stopped();
      }
      WorkerProcess free = waiting.isEmpty() ? takeIdle() : null;
      if (free != null) {
        return new Ask.Lead(free);
      }
      if (waiting.size() >= limits.queue()) {
        throw new NoriaException(
            ErrorCode.RESOURCE_EXHAUSTED,
            "model %s: %d requests wait for its workers already (expected: fewer at a time)"
                .formatted(source.name(), waiting.size()));
      }
      refuseLongWait();
      if (all.isEmpty() && starting == 0) {
        backoff.refuseWhilePausing(source.name());
        startOne(false);
      }
      waiting.addLast(ask);
    } finally {
      lock.unlock();
    }
    // While the first is started the wait may be as long as that takes.
    Duration most = limits.time().answer();
    Ask.Turn turn = ask.await(most.toNanos());
    if (turn == null && size() == 0) {
      turn = ask.await(limits.time().load().toNanos());
    }
    return turn != null ? turn : giveUp(ask, most);
  }

  /** Who would wait longer than is allowed is told so at once; the lock is held. */
  private void refuseLongWait() {
    long expected = departures.expectedNanos(waiting.size());
    if (waiting.size() >= 2 * limits.workers() && expected > limits.time().turn().toNanos()) {
      throw new NoriaException(
          ErrorCode.RESOURCE_EXHAUSTED,
          "model %s: %d requests wait for its workers, one more would wait %d ms (expected: %d at most)"
              .formatted(
                  source.name(),
                  waiting.size(),
                  expected / 1_000_000,
                  limits.time().turn().toMillis()));
    }
  }

  private Ask.Turn giveUp(Ask ask, Duration most) {
    lock.lock();
    try {
      if (waiting.remove(ask)) {
        throw NoriaException.unavailable(
            "model %s: its workers are busy with other requests (waited %d ms)"
                .formatted(source.name(), most.toMillis()),
            Duration.ofSeconds(1),
            null);
      }
    } finally {
      lock.unlock();
    }
    // Another thread has taken it out already and tells it what to do.
    Ask.Turn turn = null;
    boolean interrupted = Thread.interrupted();
    while (turn == null) {
      turn = ask.await(TimeUnit.SECONDS.toNanos(1));
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return turn;
  }

  private @Nullable WorkerProcess takeIdle() {
    while (true) {
      WorkerProcess next = idle.pollFirst();
      if (next == null || next.isAlive()) {
        return next;
      }
      all.remove(next);
    }
  }

  /** The request and those that wait and may go with it. */
  List<Ask> gather(Ask first) {
    if (first.alone()) {
      return List.of(first);
    }
    lock.lock();
    try {
      List<Ask> together = first.together(waiting, limits);
      departures.left(together.size() - 1, !waiting.isEmpty(), System.nanoTime());
      return together;
    } finally {
      lock.unlock();
    }
  }

  /** Gives back a worker that has answered. */
  void giveBack(WorkerProcess worker) {
    boolean worn = worker.worn() && worker.startReplacing();
    lock.lock();
    try {
      backoff.succeeded();
      if (worn) {
        LOG.info("event=worker_worn model={} pid={}", source.name(), worker.pid());
        startOne(true);
      }
      offer(worker);
    } finally {
      lock.unlock();
    }
  }

  private void offer(WorkerProcess worker) {
    if (closed || !all.contains(worker) || !worker.isAlive()) {
      all.remove(worker);
      worker.kill();
      return;
    }
    Ask next = waiting.pollFirst();
    departures.left(next == null ? 0 : 1, !waiting.isEmpty(), System.nanoTime());
    if (next != null) {
      next.give(new Ask.Lead(worker));
    } else if (released) {
      end(worker);
    } else {
      idle.addFirst(worker);
    }
  }

  /** Ends a worker that nobody knows the state of. */
  void drop(WorkerProcess worker) {
    worker.kill();
    lock.lock();
    try {
      all.remove(worker);
    } finally {
      lock.unlock();
    }
  }

  /** Lets go of a worker that was lost. */
  void lost(WorkerProcess worker, String why) {
    worker.kill();
    LOG.warn("event=worker_lost model={} pid={} why=\"{}\"", source.name(), worker.pid(), why);
    lock.lock();
    try {
      all.remove(worker);
      backoff.failed(why);
      if (all.isEmpty() && starting == 0) {
        startOne(false);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Starts one in the background; the lock is held. */
  private void startOne(boolean replacement) {
    starting++;
    runtime.add(this);
    long pause = backoff.left();
    Thread.ofVirtual().name("noria-python-start").start(() -> start(pause, replacement));
  }

  private void start(long pause, boolean replacement) {
    try {
      if (pause > 0) {
        TimeUnit.NANOSECONDS.sleep(pause);
      }
      WorkerProcess started = runtime.start(source, limits).worker();
      lock.lock();
      try {
        starting--;
        all.add(started);
        if (replacement) {
          endWorn();
        }
        offer(started);
      } finally {
        lock.unlock();
      }
    } catch (ModelProblem e) {
      notStarted(e.notLoaded(source.name()));
    } catch (WorkerLost e) {
      notStarted(
          NoriaException.unavailable(
              "model " + source.name() + ": " + e.getMessage(), Duration.ofSeconds(1), null));
    } catch (NoriaException e) {
      notStarted(e);
    } catch (InterruptedException | RuntimeException e) {
      notStarted(new NoriaException(ErrorCode.UNAVAILABLE, "model " + source.name() + ": " + e, e));
    }
  }

  private void notStarted(NoriaException why) {
    LOG.warn("event=worker_not_started model={} error=\"{}\"", source.name(), why.getMessage());
    lock.lock();
    try {
      starting--;
      backoff.failed(why.getMessage());
      if (all.isEmpty() && starting == 0) {
        for (Ask ask : waiting) {
          ask.give(new Ask.Failed(why));
        }
        waiting.clear();
      }
    } finally {
      lock.unlock();
    }
  }

  /** One that is being replaced ends now, or when it is given back. */
  private void endWorn() {
    WorkerProcess worn = all.stream().filter(WorkerProcess::replaced).findFirst().orElse(null);
    if (worn != null) {
      all.remove(worn);
      if (idle.remove(worn)) {
        worn.kill();
      }
    }
  }

  /** Looks after it; called a few times a second. */
  void tick(long now) {
    lock.lock();
    try {
      idle.removeIf(one -> !one.isAlive() && all.remove(one));
      looksWithQueue = waiting.isEmpty() ? 0 : looksWithQueue + 1;
      boolean wanted = looksWithQueue >= PATIENCE || (all.isEmpty() && !waiting.isEmpty());
      if (wanted && starting == 0 && all.size() < limits.workers()) {
        looksWithQueue = 0;
        startOne(false);
      }
      WorkerProcess oldest = idle.peekLast();
      if (oldest != null
          && all.size() > limits.spare()
          && oldest.idle().compareTo(limits.time().idle()) > 0) {
        end(idle.removeLast());
      }
      if (all.isEmpty() && starting == 0 && waiting.isEmpty()) {
        runtime.remove(this);
      }
    } finally {
      lock.unlock();
    }
  }

  private void end(WorkerProcess worker) {
    LOG.info("event=worker_idle model={} pid={}", source.name(), worker.pid());
    all.remove(worker);
    worker.kill();
  }

  /** Ends those that nobody uses, and the others when they have answered. */
  void release() {
    lock.lock();
    try {
      released = true;
      while (!idle.isEmpty()) {
        end(idle.removeLast());
      }
    } finally {
      lock.unlock();
    }
  }

  private NoriaException stopped() {
    return new NoriaException(ErrorCode.UNAVAILABLE, "model " + source.name() + ": it is stopped");
  }

  /** Asks a free worker whether it is well; true when all are busy, or none runs. */
  boolean healthy() {
    WorkerProcess free;
    lock.lock();
    try {
      free = closed ? null : takeIdle();
      if (free == null) {
        return !closed && backoff.left() == 0;
      }
    } finally {
      lock.unlock();
    }
    boolean well = free.healthy(HEALTH);
    if (well) {
      giveBack(free);
    } else {
      lost(free, "it does not say that it is well");
    }
    return well;
  }

  /** Ends all and refuses who waits. */
  void close() {
    lock.lock();
    try {
      closed = true;
      waiting.forEach(ask -> ask.give(new Ask.Failed(stopped())));
      waiting.clear();
      all.forEach(WorkerProcess::kill);
      all.clear();
      idle.clear();
    } finally {
      lock.unlock();
    }
  }
}
