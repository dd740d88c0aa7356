package io.noria.serving.bundle;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** How long the load that goes on in this thread may still take. Thread-safe. */
final class LoadWatch {
  private static final ScopedValue<LoadWatch> CURRENT = ScopedValue.newInstance();

  private final long begun = System.nanoTime();
  private final long most;
  // What does not count: what was away before, and since when it is away now.
  private long away;
  private long leftAt;
  private boolean left;

  LoadWatch(Duration most) {
    this.most = most.toNanos();
  }

  /** Runs the load under the watch. */
  <T> T watched(Callable<T> load) throws Exception {
    return ScopedValue.where(CURRENT, this).call(load::call);
  }

  /** Nanoseconds that are left; 0 or less when the time is over. */
  synchronized long remaining() {
    long now = System.nanoTime();
    long uncounted = away + (left ? now - leftAt : 0);
    return most - (now - begun - uncounted);
  }

  /** Does what has limits of its own and does not count. */
  static <T> T uncounted(Supplier<T> work) {
    if (!CURRENT.isBound()) {
      return work.get();
    }
    LoadWatch watch = CURRENT.get();
    watch.leave();
    try {
      return work.get();
    } finally {
      watch.comeBack();
    }
  }

  private synchronized void leave() {
    left = true;
    leftAt = System.nanoTime();
  }

  private synchronized void comeBack() {
    away += System.nanoTime() - leftAt;
    left = false;
  }
}
