package io.noria.tracking.live;

import io.noria.tracking.ExperimentId;
import io.noria.tracking.Metric;
import io.noria.tracking.RunId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was written and is not taken in yet. Adding costs a writer next to nothing; when much waits,
 * a thread of its own takes it in. Thread-safe.
 */
final class ChangeQueue {
  private static final Logger LOG = LoggerFactory.getLogger(ChangeQueue.class);

  /** So many points and changes may wait for the next search. */
  private static final long WAITING = 20_000;

  sealed interface Change {}

  record Changed(RunId run, @Nullable ExperimentId experiment) implements Change {}

  record Logged(RunId run, List<Metric> points) implements Change {}

  record Moved(ExperimentId experiment) implements Change {}

  /**
   * What waited, put together.
   *
   * @param changed runs, with their experiment where it is known
   * @param logged points by run
   * @param moved experiments
   */
  record Batch(
      Map<RunId, @Nullable ExperimentId> changed,
      Map<RunId, List<Metric>> logged,
      Set<ExperimentId> moved) {
    boolean isEmpty() {
      return changed.isEmpty() && logged.isEmpty() && moved.isEmpty();
    }
  }

  private final Runnable takeIn;
  private final ConcurrentLinkedQueue<Change> queue = new ConcurrentLinkedQueue<>();
  private final AtomicLong waiting = new AtomicLong();
  private final AtomicBoolean helped = new AtomicBoolean();
  private volatile boolean listening;

  /**
   * An empty queue to which nobody listens.
   *
   * @param takeIn takes in what waits
   */
  ChangeQueue(Runnable takeIn) {
    this.takeIn = takeIn;
  }

  /** While nobody listens nothing is kept. */
  void listen(boolean on) {
    listening = on;
    if (!on) {
      take();
    }
  }

  void add(Change change, int weight) {
    if (!listening) {
      return;
    }
    queue.add(change);
    if (waiting.addAndGet(weight) > WAITING && helped.compareAndSet(false, true)) {
      Thread.ofVirtual().name("noria-run-index-").start(this::help);
    }
  }

  private void help() {
    try {
      takeIn.run();
    } catch (RuntimeException e) {
      LOG.warn("event=run_index_behind error=\"{}\"", e.toString());
    } finally {
      helped.set(false);
    }
  }

  Batch take() {
    Batch batch = new Batch(new HashMap<>(), new HashMap<>(), new HashSet<>());
    waiting.set(0);
    for (Change change = queue.poll(); change != null; change = queue.poll()) {
      switch (change) {
        case Changed one -> {
          if (one.experiment() != null || !batch.changed().containsKey(one.run())) {
            batch.changed().put(one.run(), one.experiment());
          }
        }
        case Logged one ->
            batch
                .logged()
                .computeIfAbsent(one.run(), run -> new ArrayList<>())
                .addAll(one.points());
        case Moved one -> batch.moved().add(one.experiment());
      }
    }
    return batch;
  }
}
