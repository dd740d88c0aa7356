package io.noria.training;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.registry.BundleInfo;
import io.noria.storage.json.Json;
import io.noria.storage.object.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The clean folders of one script: where it works and what it leaves. */
final class ScriptFolder {
  private static final String METRICS = "metrics.json";
  private static final long MOST_METRICS_BYTES = 1L << 20;
  private static final int MOST_FILES = 10_000;
  private static final long MOST_BYTES = 4L << 30;
  private static final Set<String> OURS =
      Set.of(BundleInfo.FILE, BundleWriter.GOLDEN, BundleWriter.REFERENCE);

  private final Path home;
  private final Path data;
  private final Path out;
  private final Path bundle;

  private ScriptFolder(Path work) throws IOException {
    this.home = Files.createDirectories(work.resolve("project"));
    this.data = Files.createDirectories(work.resolve("data"));
    this.out = Files.createDirectories(work.resolve("output"));
    this.bundle = Files.createDirectories(work.resolve("bundle"));
  }

  /** Lays the project's files out under the empty folder. */
  static ScriptFolder lay(Path work, Map<String, String> files) throws IOException {
    var folder = new ScriptFolder(work);
    copy(folder.home, files);
    return folder;
  }

  private static void copy(Path to, Map<String, String> files) throws IOException {
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = to.resolve(file.getKey()).normalize();
      if (!path.startsWith(to)) {
        throw NoriaException.invalid("file: " + file.getKey() + " (expected: inside the project)");
      }
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
      if (file.getValue().startsWith("#!") && !path.toFile().setExecutable(true)) {
        throw new IOException(path + " cannot be made executable");
      }
    }
  }

  /** Where it works: the project's files. */
  Path home() {
    return home;
  }

  /** The file of rows. */
  Path rows(String part, String format) {
    return data.resolve(part + "." + format);
  }

  /** Where it writes the model. */
  Path out() {
    return out;
  }

  /** The model's folder, after {@link #gather}. */
  Path bundle() {
    return bundle;
  }

  /** The numbers in {@code metrics.json}, if the script wrote it. */
  Map<String, Double> metrics() throws IOException {
    Path file = out.resolve(METRICS);
    if (Files.notExists(file)) {
      return Map.of();
    }
    if (Files.size(file) > MOST_METRICS_BYTES) {
      throw unprocessable(
          "%s: %d bytes (expected: at most %d)"
              .formatted(METRICS, Files.size(file), MOST_METRICS_BYTES));
    }
    var metrics = new TreeMap<String, Double>();
    try {
      Json.readMap(Files.readString(file), Object.class)
          .forEach((name, value) -> {
            if (!(value instanceof Number number)) {
              throw unprocessable(
                  "%s: %s is %s (expected: a number)".formatted(METRICS, name, value));
            }
            metrics.put(name, number.doubleValue());
          });
    } catch (NoriaException e) {
      if (e.code() == ErrorCode.UNPROCESSABLE) {
        throw e;
      }
      throw new NoriaException(
          ErrorCode.UNPROCESSABLE,
          METRICS + ": no JSON object of numbers (expected: {\"name\": number, …})",
          e);
    }
    return metrics;
  }

  /**
   * Puts the model together: the project's files as they were, over them what the script left.
   *
   * @return SHA-256 over the paths and contents of all of it
   */
  String gather(Map<String, String> files) throws IOException {
    List<Path> left;
    try (Stream<Path> all = Files.walk(out)) {
      left = all.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)).toList();
    }
    if (left.isEmpty() || left.size() > MOST_FILES) {
      throw unprocessable(
          "the script left %s in NORIA_OUTPUT (expected: the model, at most %d files)"
              .formatted(left.isEmpty() ? "nothing" : left.size() + " files", MOST_FILES));
    }
    copy(bundle, files);
    long bytes = 0;
    for (Path file : left) {
      String name = out.relativize(file).toString();
      if (OURS.contains(name)) {
        throw unprocessable(
            "the script wrote %s (expected: another name; Noria writes that file)".formatted(name));
      }
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        throw unprocessable("the script left %s (expected: plain files)".formatted(name));
      }
      bytes += Files.size(file);
      if (bytes > MOST_BYTES) {
        throw unprocessable(
            "the script left more than %d GiB (expected: a model)".formatted(MOST_BYTES >> 30));
      }
      Path place = bundle.resolve(name);
      Files.createDirectories(place.getParent());
      Files.copy(file, place, StandardCopyOption.REPLACE_EXISTING);
    }
    return digest();
  }

  private String digest() throws IOException {
    var listed = new StringBuilder();
    try (Stream<Path> all = Files.walk(bundle)) {
      for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
        listed
            .append(bundle.relativize(file))
            .append('\0')
            .append(Digest.ofFile(file))
            .append('\n');
      }
    }
    return Digest.of(listed.toString().getBytes(StandardCharsets.UTF_8)).value();
  }

  static NoriaException unprocessable(String message) {
    return new NoriaException(ErrorCode.UNPROCESSABLE, "command: " + message);
  }
}
