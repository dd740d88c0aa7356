package io.noria.serving.scorer;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.registry.BundleInfo;
import io.noria.serving.tensor.ModelRun;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A program of the project's own: a worker that is started at the first row and kept. It answers
 * one request after the other. When it dies it is started again, after a pause that doubles with
 * every failure in a row, so that a broken one does not busy the machine.
 */
public final class WorkerScorer implements Scorer {
  private static final int MOST_WAITING = 256;

  private final String name;
  private final RowLines lines;
  private final Workers workers;
  private final Workers.Start start;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable Worker worker;
  private int failures;
  private long notBefore;
  private String lastFailure = "";

  /**
   * A worker of the bundle; nothing is started yet.
   *
   * @param name of the model, for messages
   * @param start where its files come from and how it is started
   */
  public WorkerScorer(String name, BundleInfo info, Workers workers, Workers.Start start) {
    this.name = name;
    this.lines = new RowLines(name, info);
    this.workers = workers;
    this.start = start;
  }

  @Override
  public int outputs() {
    return lines.outputs();
  }

  @Override
  public long bytes() {
    Worker known = worker;
    return known == null ? 0 : Resident.bytes(known.pid());
  }

  @Override
  public String platform() {
    return "noria_command";
  }

  @Override
  public void score(RowBlock rows, double[] out) {
    long came = System.nanoTime();
    enter();
    ModelRun.waited(came, System.nanoTime());
    try {
      int chunk = workers.config().linesAtOnce();
      for (int from = 0; from < rows.size(); from += chunk) {
        int to = Math.min(rows.size(), from + chunk);
        List<String> answers = ask(lines.write(rows, from, to));
        try {
          lines.read(answers, from, out);
        } catch (NoriaException e) {
          // Who answers nonsense once may be out of step: what follows would belong to other rows.
          failed(e.getMessage());
          throw e;
        }
        failures = 0;
      }
    } finally {
      lock.unlock();
    }
  }

  private void enter() {
    if (lock.getQueueLength() >= MOST_WAITING) {
      throw new NoriaException(
          ErrorCode.RESOURCE_EXHAUSTED,
          "model %s: %d requests wait for its program already".formatted(name, MOST_WAITING));
    }
    try {
      if (lock.tryLock(workers.config().answer().toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw unavailable("its worker is busy with other requests");
  }

  private List<String> ask(List<String> rows) {
    Worker running = running();
    try {
      return running.ask(rows);
    } catch (Worker.Failure e) {
      failed(e.getMessage());
      throw unavailable(e.getMessage());
    }
  }

  private Worker running() {
    Worker known = worker;
    if (known != null && known.isAlive()) {
      return known;
    }
    if (known != null) {
      // It ended while nobody asked: that is no failure of a request, but it may be one of many.
      letGo();
    }
    long left = notBefore - System.nanoTime();
    if (failures > 0 && left > 0) {
      throw unavailable(
          "%s; it is started again in %d ms"
              .formatted(lastFailure, TimeUnit.NANOSECONDS.toMillis(left) + 1));
    }
    try {
      Worker started = workers.start(name, this, start);
      worker = started;
      return started;
    } catch (NoriaException e) {
      failed(e.getMessage());
      throw e;
    }
  }

  private void failed(String why) {
    letGo();
    failures++;
    lastFailure = why;
    notBefore = System.nanoTime() + workers.config().pause(failures).toNanos();
  }

  private void letGo() {
    Worker known = worker;
    worker = null;
    if (known != null) {
      workers.end(this, known);
    }
  }

  /** Ends the worker when it has not been asked for so long. */
  void releaseIdle() {
    if (lock.tryLock()) {
      try {
        Worker known = worker;
        if (known != null
            && (!known.isAlive() || known.idle().compareTo(workers.config().idle()) > 0)) {
          letGo();
        }
      } finally {
        lock.unlock();
      }
    }
  }

  @Override
  public void release() {
    lock.lock();
    try {
      letGo();
    } finally {
      lock.unlock();
    }
  }

  private NoriaException unavailable(String why) {
    return new NoriaException(ErrorCode.UNAVAILABLE, "model " + name + ": " + why);
  }
}
