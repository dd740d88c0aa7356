package io.noria.serving.scorer;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.process.ChildSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The workers of all models: each in a folder of its own, ended when nobody asks. Thread-safe. */
public final class Workers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

  /** Where a worker's files come from and how it is started. */
  public interface Start {
    /** Lays the bundle's files into the folder, each checked against its digest. */
    void layFiles(Path folder) throws IOException;

    /** The program and its arguments. */
    List<String> command();

    /** Its variables. */
    Map<String, String> environment();
  }

  private final Path folder;
  private final WorkerLimits limits;
  private final AtomicLong number = new AtomicLong();
  private final AtomicBoolean looked = new AtomicBoolean();
  private final Map<WorkerScorer, Worker> running = new ConcurrentHashMap<>();
  private final Set<Worker> ending = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("noria-workers").factory());
  private volatile boolean closed;

  /** Workers with folders under that one, which is emptied at the first start. */
  public Workers(Path folder, WorkerLimits limits) {
    this.folder = folder;
    this.limits = limits;
  }

  WorkerLimits config() {
    return limits;
  }

  /** How many run. */
  public int count() {
    return running.size();
  }

  Worker start(String name, WorkerScorer scorer, Start how) {
    if (closed) {
      throw new NoriaException(ErrorCode.UNAVAILABLE, "model " + name + ": the server stops");
    }
    Path own = folder.resolve(Long.toString(number.incrementAndGet()));
    try {
      if (!looked.getAndSet(true)) {
        // What a killed server has left.
        delete(folder);
        long every = Math.max(1, limits.idle().toMillis() / 4);
        timer.scheduleWithFixedDelay(this::endIdle, every, every, TimeUnit.MILLISECONDS);
      }
      Files.createDirectories(own);
      how.layFiles(own);
      ChildSpec spec =
          ChildSpec.of(own, how.command())
              .withCleanEnvironment()
              .withEnvironment(how.environment());
      Worker worker = new Worker(spec, limits, timer);
      running.put(scorer, worker);
      LOG.info("worker started model={} pid={}", name, worker.pid());
      return worker;
    } catch (IOException e) {
      delete(own);
      throw new NoriaException(
          ErrorCode.UNAVAILABLE,
          "model " + name + ": its files cannot be laid out: " + e.getMessage(),
          e);
    } catch (NoriaException e) {
      delete(own);
      // That there is no such program is nothing that who asks for a prediction could mend.
      ErrorCode code =
          e.code() == ErrorCode.INVALID_ARGUMENT ? ErrorCode.FAILED_PRECONDITION : e.code();
      throw new NoriaException(code, "model " + name + ": " + e.getMessage(), e);
    }
  }

  void end(WorkerScorer scorer, Worker worker) {
    running.remove(scorer, worker);
    ending.add(worker);
    worker.kill();
    worker.afterEnd(() -> {
      delete(worker.folder());
      ending.remove(worker);
      LOG.info("worker ended pid={}", worker.pid());
    });
  }

  private void endIdle() {
    running.keySet().forEach(WorkerScorer::releaseIdle);
  }

  private static void delete(Path tree) {
    if (!Files.exists(tree)) {
      return;
    }
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("worker folder={} not deleted: {}", tree, e.toString());
    }
  }

  /** Ends all of them and waits for their ends. */
  @Override
  public void close() {
    closed = true;
    timer.shutdownNow();
    running.forEach((scorer, worker) -> worker.kill());
    running.forEach((scorer, worker) -> {
      worker.awaitEnd();
      end(scorer, worker);
    });
    ending.forEach(Worker::awaitEnd);
    delete(folder);
  }
}
