package io.noria.serving.bundle;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads each model once however many ask for it, on a thread of its own that is waited for so long
 * and no longer: native code cannot be stopped, only be left alone. As long as that thread goes on,
 * the same model is not loaded a second time. Thread-safe.
 */
final class Loads {
  private static final Logger LOG = LoggerFactory.getLogger(Loads.class);

  /** Longest time between two looks at how much is left. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final Duration most;
  private final ConcurrentMap<String, UnderWay> underWay = new ConcurrentHashMap<>();

  /**
   * Nothing is loaded yet.
   *
   * @param most how long one may take
   */
  Loads(Duration most) {
    this.most = most;
  }

  private static final class UnderWay {
    final LoadWatch watch;
    final FutureTask<Bundle> task;
    final Instant since = Instant.now();
    volatile boolean givenUp;

    UnderWay(LoadWatch watch, FutureTask<Bundle> task) {
      this.watch = watch;
      this.task = task;
    }
  }

  /**
   * Loads, or waits for who loads the same.
   *
   * @throws NoriaException FAILED_PRECONDITION when it takes too long, and whatever the load throws
   */
  Bundle load(String key, Supplier<Bundle> read) {
    UnderWay load = underWay.computeIfAbsent(key, k -> begin(k, read));
    try {
      while (true) {
        long left = load.watch.remaining();
        if (left <= 0 && !load.task.isDone()) {
          throw late(key, load);
        }
        try {
          return load.task.get(Math.clamp(left, 1, LOOK_NANOS), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
          // How much is left is looked at again: what makes an environment does not count.
        }
      }
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException failed -> throw failed;
        case Error failed -> throw failed;
        case null, default -> throw new IllegalStateException(e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoriaException(
          ErrorCode.ABORTED, "interrupted while model " + key + " was loaded", e);
    }
  }

  private UnderWay begin(String key, Supplier<Bundle> read) {
    var watch = new LoadWatch(most);
    var task = new FutureTask<>(() -> loaded(key, watch, read));
    var begun = new UnderWay(watch, task);
    Thread.ofPlatform().daemon().name("noria-load").start(task);
    return begun;
  }

  private Bundle loaded(String key, LoadWatch watch, Supplier<Bundle> read) throws Exception {
    try {
      return watch.watched(read::get);
    } finally {
      UnderWay ended = underWay.remove(key);
      if (ended != null && ended.givenUp) {
        LOG.warn(
            "event=late_load_ended model={} s={}",
            key,
            Duration.between(ended.since, Instant.now()).toSeconds());
      }
    }
  }

  private NoriaException late(String key, UnderWay load) {
    if (!load.givenUp) {
      load.givenUp = true;
      LOG.warn("event=load_given_up model={} after_s={}", key, most.toSeconds());
    }
    return new NoriaException(
        ErrorCode.FAILED_PRECONDITION,
        "model %s: it was not loaded, tried and checked within %s s (expected: noria.serving.load-timeout at most; it began at %s)"
            .formatted(key, seconds(most), load.since));
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? Long.toString(duration.toSeconds())
        : Double.toString(duration.toMillis() / 1000.0);
  }
}
