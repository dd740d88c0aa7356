package io.noria.serving.bundle;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.registry.VersionFiles;
import io.noria.serving.RunnableFiles;
import io.noria.serving.python.EnvironmentProgress;
import io.noria.serving.python.PickleScan;
import io.noria.serving.python.PythonEnvironments;
import io.noria.serving.python.PythonLimits;
import io.noria.serving.python.PythonModel;
import io.noria.serving.python.PythonRuntime;
import io.noria.serving.python.PythonSource;
import io.noria.serving.python.Requirements;
import io.noria.serving.python.Trust;
import io.noria.storage.object.Digest;
import io.noria.storage.object.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Models that Python loads. Their files are laid into a folder named by the digest of their
 * listing, from which alone they are run. Thread-safe.
 */
public final class PythonModels implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PythonModels.class);

  private final Path folder;
  private final @Nullable Path interpreter;
  private final RunnableFiles runnable;
  private final ObjectStore objects;
  private final PythonRuntime runtime;
  private final PythonEnvironments environments;
  private final PythonLimits limits;
  private final InstantSource clock;
  private final ReentrantLock removing = new ReentrantLock();

  /**
   * Nothing is started or written yet.
   *
   * @param folder for the models' files
   * @param interpreter that loads every model; null to make each the environment it asks for
   */
  public PythonModels(
      Path folder,
      @Nullable Path interpreter,
      RunnableFiles runnable,
      ObjectStore objects,
      PythonRuntime runtime,
      PythonEnvironments environments,
      PythonLimits limits,
      InstantSource clock) {
    this.folder = folder.toAbsolutePath();
    this.interpreter = interpreter;
    this.runnable = runnable;
    this.objects = objects;
    this.runtime = runtime;
    this.environments = environments;
    this.limits = limits;
    this.clock = clock;
  }

  /**
   * Loads the model.
   *
   * @param file the pickle; null for MLflow's folder as a whole
   * @throws NoriaException FAILED_PRECONDITION when it may not be run, its environment cannot be
   *     made, or it cannot be loaded
   */
  ModelFiles.Loaded load(BundleFiles files, @Nullable String file) throws IOException {
    VersionFiles listing = files.listing();
    Optional<String> refusal = runnable.refusal(files.name(), listing);
    if (refusal.isPresent()) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "model %s: %s is code and is not run: %s%s"
              .formatted(
                  files.name(),
                  file == null ? "it" : file,
                  refusal.get(),
                  file == null ? "" : "; " + files.read(file, PickleScan::of).inWords()));
    }
    Path laid = lay(files.name(), listing);
    Path path = file == null ? laid : laid.resolve(file);
    PythonSource source = PythonSource.of(files.name(), path, interpreter(files.name(), path));
    PythonModel model = PythonModel.open(runtime, source, Trust.ALLOWED, limits);
    return PythonRows.loaded(files.name(), model);
  }

  private Path interpreter(String name, Path path) {
    Path known = interpreter;
    if (known != null) {
      return known;
    }
    return LoadWatch.uncounted(
        () -> environments.get(Requirements.forModel(path), progress(name)).interpreter());
  }

  private static EnvironmentProgress progress(String name) {
    return (phase, line, since) -> {
      if (line.isEmpty()) {
        LOG.info("event=environment model={} phase={} s={}", name, phase, since.toSeconds());
      }
    };
  }

  /** Each file by the digest that was decided on; a folder that is complete is used again. */
  private Path lay(String name, VersionFiles listing) throws IOException {
    Path complete = folder.resolve(listing.digest().value());
    if (taken(complete)) {
      return complete;
    }
    Files.createDirectories(folder);
    Path making = Files.createTempDirectory(folder, ".laying-");
    try {
      for (VersionFiles.File file : listing.files()) {
        Path place = making.resolve(file.path()).normalize();
        if (!place.startsWith(making)) {
          throw new NoriaException(
              ErrorCode.FAILED_PRECONDITION,
              "model %s: file %s (expected: a path within the model)".formatted(name, file.path()));
        }
        Files.createDirectories(Objects.requireNonNull(place.getParent()));
        copy(name, file.path(), file.digest(), place);
      }
      Files.move(making, complete);
    } catch (IOException e) {
      if (!Files.isDirectory(complete)) {
        throw e;
      }
      // Another thread was first.
    } finally {
      delete(making);
    }
    return complete;
  }

  /** Whether it is there; from now on it counts as used for a while. */
  private boolean taken(Path complete) throws IOException {
    removing.lock();
    try {
      if (!Files.isDirectory(complete)) {
        return false;
      }
      Files.setLastModifiedTime(complete, FileTime.from(clock.instant()));
      return true;
    } finally {
      removing.unlock();
    }
  }

  /**
   * Removes environments, and folders of models' files, that nobody has asked for so long and
   * nothing runs with. Such files are laid again when they are needed.
   *
   * @return how many of both
   */
  public int removeUnused(Duration since) {
    int removed = environments.removeUnused(since);
    if (!Files.isDirectory(folder)) {
      return removed;
    }
    Instant before = clock.instant().minus(since);
    try (Stream<Path> folders = Files.list(folder)) {
      for (Path each : folders.toList()) {
        removed += removed(each, before) ? 1 : 0;
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("event=model_folders_left folder={} error=\"{}\"", folder, e.toString());
    }
    return removed;
  }

  private boolean removed(Path each, Instant before) throws IOException {
    Path gone = folder.resolve(".removed-" + each.getFileName());
    removing.lock();
    try {
      // What a killed server has left half laid or half removed is a day old at most.
      boolean half = each.getFileName().toString().startsWith(".");
      Instant limit = half ? clock.instant().minus(Duration.ofDays(1)) : before;
      if (runtime.serves(each) || Files.getLastModifiedTime(each).toInstant().isAfter(limit)) {
        return false;
      }
      if (!half) {
        Files.move(each, gone, StandardCopyOption.ATOMIC_MOVE);
      }
    } finally {
      removing.unlock();
    }
    delete(Files.exists(gone) ? gone : each);
    LOG.info("event=model_folder_removed folder={}", each);
    return true;
  }

  private static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private void copy(String name, String path, Digest expected, Path place) throws IOException {
    MessageDigest sha;
    try {
      sha = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    try (InputStream in = new DigestInputStream(objects.open(expected), sha);
        OutputStream out = Files.newOutputStream(place)) {
      in.transferTo(out);
    }
    String found = HexFormat.of().formatHex(sha.digest());
    if (!found.equals(expected.value())) {
      throw new NoriaException(
          ErrorCode.DATA_LOSS,
          "model %s: %s: digest %s (expected: %s)".formatted(name, path, found, expected));
    }
  }

  /** What a Python model's file may be called. */
  static boolean known(String extension) {
    return List.of("pkl", "pickle", "joblib").contains(extension);
  }

  @Override
  public void close() {
    runtime.close();
  }
}
