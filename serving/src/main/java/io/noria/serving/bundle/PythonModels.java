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
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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
      PythonEnvironments environments) {
    this.folder = folder.toAbsolutePath();
    this.interpreter = interpreter;
    this.runnable = runnable;
    this.objects = objects;
    this.runtime = runtime;
    this.environments = environments;
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
    PythonModel model = PythonModel.open(runtime, source, Trust.ALLOWED, PythonLimits.usual());
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
    if (Files.isDirectory(complete)) {
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
