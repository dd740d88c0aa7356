package io.noria.project.init;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A hidden folder beside the one that is to be written: {@code out} becomes it when all is done,
 * {@code work} is thrown away. Closed without being moved, it leaves nothing behind.
 */
final class Workplace implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Workplace.class);

  private final Path target;
  private final Path folder;

  private Workplace(Path target, Path folder) {
    this.target = target;
    this.folder = folder;
  }

  /**
   * Beside the folder.
   *
   * @throws NoriaException FAILED_PRECONDITION when the folder holds something and may not be
   *     touched
   */
  static Workplace beside(Path target, boolean force) {
    if (Files.exists(target) && !Files.isDirectory(target)) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION, target + " is a file (expected: a folder to write)");
    }
    if (!force && Files.isDirectory(target) && !list(target).isEmpty()) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "%s has files in it and is left alone (expected: a new or empty folder; --force writes into it)"
              .formatted(target));
    }
    Path near = target.toAbsolutePath().getParent();
    while (near != null && !Files.isDirectory(near)) {
      near = near.getParent();
    }
    Path place = near == null ? Path.of("/") : near;
    try {
      Path folder = Files.createTempDirectory(place, ".noria-init-");
      Files.createDirectories(folder.resolve("out"));
      Files.createDirectories(folder.resolve("work"));
      return new Workplace(target.toAbsolutePath(), folder);
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "nothing can be written in " + place + ": " + e.getMessage(),
          e);
    }
  }

  /** What becomes the folder. */
  Path out() {
    return folder.resolve("out");
  }

  /** What is thrown away. */
  Path work() {
    return folder.resolve("work");
  }

  /** Writes a text into what becomes the folder. */
  void write(String path, String text) {
    Path file = out().resolve(path);
    try {
      Path parent = file.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.writeString(file, text);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Puts everything in its place. */
  List<String> move() {
    List<String> files = files();
    try {
      Path above = target.getParent();
      if (above != null) {
        Files.createDirectories(above);
      }
      if (!Files.exists(target)) {
        Files.move(out(), target, StandardCopyOption.ATOMIC_MOVE);
        return files;
      }
      for (String name : files) {
        Path to = target.resolve(name);
        Path parent = to.getParent();
        if (parent != null) {
          Files.createDirectories(parent);
        }
        Files.move(
            out().resolve(name),
            to,
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      }
      return files;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private NoriaException failed(IOException e) {
    return new NoriaException(
        ErrorCode.UNAVAILABLE, target + " cannot be written: " + e.getMessage(), e);
  }

  private List<String> files() {
    try (Stream<Path> walk = Files.walk(out())) {
      return walk.filter(file -> !Files.isDirectory(file))
          .map(file -> out().relativize(file).toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static List<Path> list(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION, folder + " cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try (Stream<Path> left = Files.walk(folder)) {
      for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      LOG.warn("folder={} left_behind={}", folder, e.getMessage());
    }
  }
}
