package io.noria.serving.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends evaluations that take too long: ONNX Runtime looks at a flag between the nodes of a graph,
 * and between the rounds of a loop. Thread-safe.
 */
final class RunLimit implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunLimit.class);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Duration most;
  private final Set<Run> running = ConcurrentHashMap.newKeySet();
  private @Nullable Thread watching;
  private volatile boolean closed;

  /**
   * Nothing is watched yet.
   *
   * @param most how long one evaluation may take
   */
  RunLimit(Duration most) {
    this.most = most;
  }

  Duration most() {
    return most;
  }

  /** One evaluation; close it when it has ended. */
  final class Run implements AutoCloseable {
    private final RunOptions options;
    private final long deadline = System.nanoTime() + most.toNanos();
    private boolean ended;
    private boolean late;

    private Run() throws OrtException {
      options = new RunOptions();
    }

    RunOptions options() {
      return options;
    }

    /** Whether it was ended because it took too long. */
    synchronized boolean late() {
      return late;
    }

    private synchronized void look(long now) {
      if (ended || late || now - deadline < 0) {
        return;
      }
      late = true;
      try {
        options.setTerminate(true);
      } catch (OrtException e) {
        LOG.warn("event=onnx_not_ended error=\"{}\"", e.getMessage());
      }
    }

    @Override
    public synchronized void close() {
      ended = true;
      running.remove(this);
      options.close();
    }
  }

  /** Begins one. */
  Run begin() throws OrtException {
    Run run = new Run();
    running.add(run);
    if (watching == null) {
      watch();
    }
    return run;
  }

  private synchronized void watch() {
    if (watching == null && !closed) {
      watching = Thread.ofPlatform().daemon().name("onnx-limit").start(this::look);
    }
  }

  private void look() {
    while (!closed) {
      LockSupport.parkNanos(LOOK_NANOS);
      long now = System.nanoTime();
      running.forEach(run -> run.look(now));
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
