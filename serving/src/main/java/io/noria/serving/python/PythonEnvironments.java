package io.noria.serving.python;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.storage.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The environments that models need, each made once and kept in a folder. One is made under another
 * name and renamed when it is complete, so that a half-made one is never used, whatever is killed
 * when; a lock on a file keeps two servers from making the same. Thread-safe.
 *
 * <p>Packages come as wheels alone, unless building is allowed: to build one is to run what its
 * author wrote, outside of any worker's bounds.
 */
public final class PythonEnvironments {
  private static final Logger LOG = LoggerFactory.getLogger(PythonEnvironments.class);
  private static final String DESCRIPTION = "environment.json";
  private static final String MAKING = ".making-";
  private static final String REMOVED = ".removed-";

  /**
   * How they are made.
   *
   * @param builds whether packages may be built from source
   * @param time for making one
   * @param mostBytes that one may take on the disk
   */
  public record Settings(boolean builds, Duration time, long mostBytes) {
    /** Wheels alone, half an hour, 16 GB. */
    public static Settings usual() {
      return new Settings(false, Duration.ofMinutes(30), 16L << 30);
    }
  }

  /** What lies in an environment's folder about it. */
  private record Description(String version, List<String> packages, String made, long bytes) {}

  private final Path cache;
  private final Settings settings;
  private final InstantSource clock;
  private final Predicate<Path> used;
  private final Installer installer;
  private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();

  /**
   * In that folder; nothing is written yet.
   *
   * @param used whether something still runs with a Python; one that does is not removed
   */
  public PythonEnvironments(
      Path cache, Settings settings, InstantSource clock, Predicate<Path> used) {
    this(cache, settings, clock, used, EnvironmentMaker.installer());
  }

  PythonEnvironments(
      Path cache,
      Settings settings,
      InstantSource clock,
      Predicate<Path> used,
      Installer installer) {
    this.cache = cache.toAbsolutePath();
    this.settings = settings;
    this.clock = clock;
    this.used = used;
    this.installer = installer;
  }

  /** The environment with these packages, when it was made before. */
  public @Nullable PythonEnvironment find(Requirements requirements) {
    return read(requirements.key(Interpreters.find(requirements.python()).minor()));
  }

  /**
   * The environment with these packages; made first when there is none, which may take minutes.
   *
   * @throws NoriaException FAILED_PRECONDITION when it cannot be made, with the end of what the
   *     installer wrote; STORAGE_FULL when it is too large
   */
  public PythonEnvironment get(Requirements requirements, EnvironmentProgress progress) {
    Interpreters.Interpreter python = Interpreters.find(requirements.python());
    String key = requirements.key(python.minor());
    PythonEnvironment known = read(key);
    if (known == null) {
      known = make(key, python, requirements, progress);
    }
    touch(key);
    return known;
  }

  private PythonEnvironment make(
      String key,
      Interpreters.Interpreter python,
      Requirements requirements,
      EnvironmentProgress progress) {
    var maker = new EnvironmentMaker(installer, settings, progress);
    try (var held = hold(key, maker)) {
      PythonEnvironment meanwhile = read(key);
      if (meanwhile != null) {
        return meanwhile;
      }
      sweep(MAKING + key);
      Path folder = cache.resolve(MAKING + key + "-" + ProcessHandle.current().pid());
      try {
        maker.make(folder, python, requirements);
        long bytes = size(folder);
        if (bytes > settings.mostBytes()) {
          throw new NoriaException(
              ErrorCode.STORAGE_FULL,
              "the Python environment takes %d MB (expected: at most %d MB)"
                  .formatted(bytes >> 20, settings.mostBytes() >> 20));
        }
        var description =
            new Description(
                python.version(), requirements.packages(), clock.instant().toString(), bytes);
        Files.writeString(folder.resolve(DESCRIPTION), Json.write(description));
        Files.move(folder, cache.resolve(key), StandardCopyOption.ATOMIC_MOVE);
        LOG.info("event=environment_made key={} bytes={}", key, bytes);
        maker.done();
      } finally {
        sweep(MAKING + key);
      }
      PythonEnvironment made = read(key);
      if (made == null) {
        throw new NoriaException(ErrorCode.INTERNAL, "environment " + key + " is not there");
      }
      return made;
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.UNAVAILABLE, "a Python environment cannot be made: " + e.getMessage(), e);
    }
  }

  /** A lock within this server and one among servers. */
  private final class Held implements AutoCloseable {
    private final ReentrantLock local;
    private final FileChannel channel;
    private final FileLock lock;

    Held(ReentrantLock local, FileChannel channel, FileLock lock) {
      this.local = local;
      this.channel = channel;
      this.lock = lock;
    }

    @Override
    public void close() throws IOException {
      try {
        lock.release();
        channel.close();
      } finally {
        local.unlock();
      }
    }
  }

  private Held hold(String key, EnvironmentMaker maker) throws IOException {
    Files.createDirectories(cache);
    ReentrantLock local = locks.computeIfAbsent(key, k -> new ReentrantLock());
    if (!local.tryLock()) {
      maker.waits();
      local.lock();
    }
    try {
      FileChannel channel =
          FileChannel.open(
              cache.resolve(key + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        maker.waits();
        lock = channel.lock();
      }
      return new Held(local, channel, lock);
    } catch (IOException | RuntimeException e) {
      local.unlock();
      throw e;
    }
  }

  /** All that are complete, the one used last first. */
  public List<PythonEnvironment> environments() {
    List<PythonEnvironment> found = new ArrayList<>();
    if (Files.isDirectory(cache)) {
      try (Stream<Path> folders = Files.list(cache)) {
        for (Path folder : folders.toList()) {
          PythonEnvironment one = read(folder.getFileName().toString());
          if (one != null) {
            found.add(one);
          }
        }
      } catch (IOException e) {
        throw new NoriaException(ErrorCode.UNAVAILABLE, cache + ": " + e.getMessage(), e);
      }
    }
    found.sort(Comparator.comparing(PythonEnvironment::used).reversed());
    return found;
  }

  /**
   * Removes one.
   *
   * @throws NoriaException NOT_FOUND when there is none; FAILED_PRECONDITION while it is used
   */
  public void remove(String key) {
    PythonEnvironment known = key.matches("[0-9a-f]{20}") ? read(key) : null;
    if (known == null) {
      throw NoriaException.notFound("environment: " + key + " (expected: the key of one)");
    }
    if (used.test(known.interpreter())) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION, "environment " + key + ": a model is served with it");
    }
    try {
      Path gone = cache.resolve(REMOVED + key + "-" + ProcessHandle.current().pid());
      Files.move(cache.resolve(key), gone, StandardCopyOption.ATOMIC_MOVE);
      sweep(REMOVED + key);
      LOG.info("event=environment_removed key={}", key);
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.UNAVAILABLE, "environment " + key + ": " + e.getMessage(), e);
    }
  }

  /**
   * Removes those that nobody has asked for so long and nothing runs with; how many. What runs here
   * counts as asked for just now, so that other servers leave it alone too.
   */
  public int removeUnused(Duration since) {
    Instant before = clock.instant().minus(since);
    int removed = 0;
    for (PythonEnvironment one : environments()) {
      if (used.test(one.interpreter())) {
        touch(one.key());
      } else if (one.used().isBefore(before)) {
        remove(one.key());
        removed++;
      }
    }
    return removed;
  }

  private @Nullable PythonEnvironment read(String key) {
    Path folder = cache.resolve(key);
    Path file = folder.resolve(DESCRIPTION);
    if (!key.matches("[0-9a-f]{20}") || !Files.isRegularFile(file)) {
      return null;
    }
    try {
      var known = Json.read(Files.readString(file), Description.class);
      return new PythonEnvironment(
          key,
          folder.resolve("bin/python"),
          known.version(),
          known.packages(),
          Instant.parse(known.made()),
          Files.getLastModifiedTime(file).toInstant(),
          known.bytes());
    } catch (IOException e) {
      return null;
    }
  }

  private void touch(String key) {
    try {
      Files.setLastModifiedTime(
          cache.resolve(key).resolve(DESCRIPTION), FileTime.from(clock.instant()));
    } catch (IOException e) {
      LOG.debug("event=environment_not_touched key={} error=\"{}\"", key, e.toString());
    }
  }

  private void sweep(String prefix) {
    try (Stream<Path> folders = Files.list(cache)) {
      for (Path one : folders.toList()) {
        if (one.getFileName().toString().startsWith(prefix)) {
          delete(one);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("event=environment_left prefix={} error=\"{}\"", prefix, e.toString());
    }
  }

  private static void delete(Path tree) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static long size(Path tree) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      return files
          .filter(Files::isRegularFile)
          .mapToLong(file -> {
            try {
              return Files.size(file);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          })
          .sum();
    }
  }
}
