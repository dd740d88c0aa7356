package io.noria.serving.python;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.process.ChildSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker processes of all Python models. One for a server. Thread-safe.
 *
 * <p>A worker has a clean environment, a folder of its own as home and working folder, one thread
 * for numeric libraries, limits of memory and files, and no files of this process. It runs as the
 * server's own user and may reach what that user may: a model is code, and only models that are
 * {@linkplain Trust trusted} belong here.
 */
public final class PythonRuntime implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PythonRuntime.class);
  private static final long TICK_MILLIS = 25;
  private static final int LONGEST_SOCKET = 100;
  private static final long LARGEST_FILE = 4L << 30;
  private static final List<String> PROGRAM =
      List.of(
          "__main__.py",
          "noria_worker/__init__.py",
          "noria_worker/loading.py",
          "noria_worker/main.py",
          "noria_worker/mlmodel.py",
          "noria_worker/models.py",
          "noria_worker/probing.py",
          "noria_worker/shortcuts.py",
          "noria_worker/values.py",
          "noria_worker/wire.py");

  private final Path folder;
  private final RandomGenerator random;
  private final ReentrantLock preparing = new ReentrantLock();
  private final AtomicLong number = new AtomicLong();
  private final Set<Pool> pools = ConcurrentHashMap.newKeySet();
  private final Set<WorkerProcess> processes = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("noria-python").factory());
  private boolean prepared;
  private volatile boolean closed;

  /**
   * Nothing is started or written yet.
   *
   * @param folder of its own, emptied at the first start
   * @param random for pauses and tokens
   */
  public PythonRuntime(Path folder, RandomGenerator random) {
    this.folder = folder.toAbsolutePath();
    this.random = random;
  }

  /** How many workers run. */
  public int count() {
    return processes.size();
  }

  /** Whether a model is served with that Python. */
  public boolean uses(Path interpreter) {
    return pools.stream().anyMatch(pool -> pool.source().interpreter().equals(interpreter));
  }

  /** Whether a model is served whose files lie there. */
  public boolean serves(Path folder) {
    return pools.stream().anyMatch(pool -> pool.source().path().startsWith(folder));
  }

  RandomGenerator random() {
    return random;
  }

  void add(Pool pool) {
    pools.add(pool);
  }

  void remove(Pool pool) {
    pools.remove(pool);
  }

  /** Starts a process that knows its model, and what it says of that. */
  Loaded start(PythonSource source, PythonLimits limits) throws WorkerLost, ModelProblem {
    if (closed) {
      throw new NoriaException(ErrorCode.UNAVAILABLE, "model " + source.name() + ": server stops");
    }
    long started = System.nanoTime();
    Path own = folder.resolve(Long.toString(number.incrementAndGet()));
    WorkerProcess worker = null;
    try {
      Path program = prepare();
      Files.createDirectory(own, owners());
      Path socket = socket(own);
      String token = HexFormat.of().toHexDigits(random.nextLong());
      worker =
          WorkerProcess.start(
              source.name(), spec(source, program, own, socket, token), socket, token, limits);
      WorkerProcess known = worker;
      if (!socket.startsWith(own)) {
        Files.deleteIfExists(socket.getParent());
      }
      processes.add(worker);
      worker.afterEnd(() -> {
        processes.remove(known);
        delete(own);
      });
      if (closed) {
        worker.kill();
      }
      PythonSchema schema = worker.load(load(source, limits));
      LOG.info(
          "event=worker_started model={} pid={} ms={}",
          source.name(),
          worker.pid(),
          (System.nanoTime() - started) / 1_000_000);
      return new Loaded(worker, schema);
    } catch (IOException e) {
      delete(own);
      throw new NoriaException(
          ErrorCode.UNAVAILABLE,
          "model " + source.name() + ": a worker cannot be prepared: " + e.getMessage(),
          e);
    } catch (NoriaException e) {
      delete(own);
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION, "model " + source.name() + ": " + e.getMessage(), e);
    } catch (WorkerLost | ModelProblem e) {
      if (worker == null) {
        delete(own);
      } else {
        worker.kill();
      }
      throw e;
    }
  }

  /** A started process and its model. */
  record Loaded(WorkerProcess worker, PythonSchema schema) {}

  private static Map<String, Object> load(PythonSource source, PythonLimits limits)
      throws IOException {
    Map<String, Object> spec = new HashMap<>();
    spec.put("path", source.path().toString());
    spec.put("kind", source.kind());
    spec.put("paths", source.paths().stream().map(Path::toString).toList());
    spec.put("frame_bytes", limits.frameBytes());
    spec.put("memory_bytes", limits.memoryBytes());
    spec.put("file_bytes", LARGEST_FILE);
    if (source.kind().equals("mlflow")) {
      spec.put("mlmodel", YamlFile.read(source.path().resolve("MLmodel")));
    }
    return spec;
  }

  private static ChildSpec spec(
      PythonSource source, Path program, Path own, Path socket, String token) {
    Map<String, String> variables =
        Map.ofEntries(
            Map.entry("HOME", own.toString()),
            Map.entry("TMPDIR", own.toString()),
            Map.entry("MPLCONFIGDIR", own.toString()),
            Map.entry("OMP_NUM_THREADS", "1"),
            Map.entry("OPENBLAS_NUM_THREADS", "1"),
            Map.entry("MKL_NUM_THREADS", "1"),
            Map.entry("BLIS_NUM_THREADS", "1"),
            Map.entry("NUMEXPR_NUM_THREADS", "1"),
            Map.entry("VECLIB_MAXIMUM_THREADS", "1"),
            Map.entry("LOKY_MAX_CPU_COUNT", "1"),
            Map.entry("PYTHONNOUSERSITE", "1"),
            Map.entry("MLFLOW_DISABLE_TELEMETRY", "true"),
            Map.entry("DO_NOT_TRACK", "true"),
            Map.entry("NORIA_WORKER_TOKEN", token));
    // -I: nothing of the user's own packages, variables or working folder is imported.
    return ChildSpec.of(
            own,
            source.interpreter().toString(),
            "-I",
            "-B",
            "-u",
            "-X",
            "faulthandler",
            program.toString(),
            socket.toString())
        .withCleanEnvironment()
        .withEnvironment(variables);
  }

  /** A socket's path has room for few letters. */
  private static Path socket(Path own) throws IOException {
    Path near = own.resolve("s");
    if (near.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST_SOCKET) {
      return near;
    }
    return Files.createTempDirectory("noria").resolve("s");
  }

  private Path prepare() throws IOException {
    Path program = folder.resolve("worker");
    preparing.lock();
    try {
      if (!prepared) {
        // What a killed server has left.
        delete(folder);
        Files.createDirectories(program.resolve("noria_worker"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        for (String file : PROGRAM) {
          try (InputStream bytes = PythonRuntime.class.getResourceAsStream(file)) {
            if (bytes == null) {
              throw new IOException("the worker's " + file + " is not in this program");
            }
            Files.copy(bytes, program.resolve(file));
          }
        }
        timer.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        prepared = true;
      }
    } finally {
      preparing.unlock();
    }
    return program;
  }

  private static java.nio.file.attribute.FileAttribute<?> owners() {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  }

  private void tick() {
    try {
      long now = System.nanoTime();
      for (WorkerProcess worker : processes) {
        worker.killIfLate(now);
      }
      for (Pool pool : pools) {
        pool.tick(now);
      }
    } catch (RuntimeException e) {
      LOG.error("event=python_watch_failed", e);
    }
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
      LOG.warn("event=worker_folder_left folder={} error=\"{}\"", tree, e.toString());
    }
  }

  /** Ends all workers and waits for their ends. */
  @Override
  public void close() {
    closed = true;
    timer.shutdownNow();
    pools.forEach(Pool::close);
    List<WorkerProcess> running = List.copyOf(processes);
    running.forEach(WorkerProcess::kill);
    running.forEach(WorkerProcess::awaitEnd);
    delete(folder);
  }
}
