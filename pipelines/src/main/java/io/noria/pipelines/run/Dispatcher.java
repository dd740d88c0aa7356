package io.noria.pipelines.run;

import io.noria.pipelines.PipelineRun;
import io.noria.pipelines.PipelineRunId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes runs whose turn it is and keeps the lease on those that are driven here. */
public final class Dispatcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(15);

  private final Workshop workshop;
  private final Duration poll;
  private final Map<PipelineRunId, RunDriver> drivers = new ConcurrentHashMap<>();
  private final Set<PipelineRunId> toRelease = ConcurrentHashMap.newKeySet();
  private final Object signal = new Object();
  private boolean woken;
  private boolean closed;
  private @Nullable Thread thread;

  /**
   * Not started yet.
   *
   * @param poll how often to look for what other servers submitted
   */
  public Dispatcher(Workshop workshop, Duration poll) {
    this.workshop = workshop;
    this.poll = poll;
  }

  /** Begins to take runs. */
  public synchronized void start() {
    if (thread == null) {
      thread = Thread.ofVirtual().name("pipelines").start(this::loop);
    }
  }

  /** There may be something to take. */
  public void wake() {
    synchronized (signal) {
      woken = true;
      signal.notifyAll();
    }
  }

  /** Cancels the run if it is driven here. */
  public void cancel(PipelineRunId run) {
    RunDriver driver = drivers.get(run);
    if (driver != null) {
      driver.cancel();
    }
  }

  private void loop() {
    long renewed = System.nanoTime();
    long lease = workshop.config().lease().toNanos();
    boolean waits = false;
    while (!isClosed()) {
      try {
        if (System.nanoTime() - renewed > lease / 3) {
          renewed = System.nanoTime();
          workshop.store().renew(workshop.clock().instant()).forEach(this::cancel);
        }
        releaseLeft();
        claimAll();
        waits = false;
      } catch (RuntimeException e) {
        if (!waits) {
          LOG.warn("pipelines wait error={}", e.toString());
        }
        waits = true;
      }
      try {
        sleep(Math.min(poll.toMillis(), workshop.config().lease().toMillis() / 3));
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void claimAll() {
    while (!isClosed()
        && drivers.size() < workshop.config().concurrentRuns()
        && workshop.store().anyClaimable(workshop.clock().instant())) {
      Optional<PipelineRun> run = workshop.store().claim(workshop.clock().instant());
      if (run.isEmpty()) {
        return;
      }
      var driver = new RunDriver(workshop, run.get());
      drivers.put(run.get().id(), driver);
      workshop.changes().tell(run.get().id(), null);
      Thread.ofVirtual().name("run-" + run.get().id()).start(() -> drive(driver));
    }
  }

  private void drive(RunDriver driver) {
    PipelineRunId run = driver.run().id();
    try {
      if (!driver.drive()) {
        toRelease.add(run);
      }
    } catch (InterruptedException | RuntimeException e) {
      LOG.warn("pipeline run let go pipeline_run={} error={}", run, e.toString());
      toRelease.add(run);
    } finally {
      drivers.remove(run);
      workshop.changes().tell(run, null);
      wake();
    }
  }

  private void releaseLeft() {
    for (PipelineRunId run : toRelease) {
      if (!drivers.containsKey(run)) {
        workshop.store().release(run, workshop.clock().instant());
        toRelease.remove(run);
      }
    }
  }

  private void sleep(long millis) throws InterruptedException {
    synchronized (signal) {
      if (!woken && !closed) {
        signal.wait(Math.max(1, millis));
      }
      woken = false;
    }
  }

  private boolean isClosed() {
    synchronized (signal) {
      return closed;
    }
  }

  /** Stops attempts and lets go of their runs, to be gone on with at the next start. */
  @Override
  public void close() {
    synchronized (signal) {
      closed = true;
      signal.notifyAll();
    }
    drivers.values().forEach(RunDriver::stop);
    long deadline = System.nanoTime() + CLOSE_WAIT.toNanos();
    try {
      while (!drivers.isEmpty() && System.nanoTime() < deadline) {
        workshop.changes().await(50);
      }
      releaseLeft();
      Thread current = thread;
      if (current != null) {
        current.join(1000);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warn("pipelines closed late error={}", e.toString());
    }
  }
}
