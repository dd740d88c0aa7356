package io.noria.dist.serve;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.storage.object.Digest;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A model's files on this machine.
 *
 * @param files by the path that each gets in the model's folder
 */
record ModelFolder(Map<String, Path> files) {
  /** Nobody's model has more, and a home folder has. */
  static final int MOST_FILES = 10_000;

  private static final String REQUIREMENTS = "requirements.txt";

  ModelFolder {
    files = java.util.Collections.unmodifiableMap(new TreeMap<>(files));
  }

  /**
   * The file, or every file of the folder but hidden ones.
   *
   * @param requirements laid beside as {@code requirements.txt}; null for none
   * @throws NoriaException INVALID_ARGUMENT when there are none or too many
   */
  static ModelFolder of(Path path, @Nullable Path requirements) {
    if (Files.isDirectory(path)) {
      Path version = Packed.triton(path).orElse(null);
      if (version != null) {
        return of(version, requirements);
      }
    }
    Map<String, Path> files = new TreeMap<>();
    if (Packed.isArchive(path)) {
      Path file = Packed.archive(path, temporary());
      file.toFile().deleteOnExit();
      files.put(String.valueOf(file.getFileName()), file);
    } else if (Files.isRegularFile(path)) {
      files.put(String.valueOf(path.getFileName()), path);
    } else {
      walk(path, files);
    }
    if (files.isEmpty()) {
      throw NoriaException.invalid(
          "MODEL: " + path + " has no files (expected: a model's file or folder)");
    }
    if (requirements != null) {
      if (!Files.isRegularFile(requirements)) {
        throw NoriaException.notFound(
            "--requirements: " + requirements + " (expected: a file as pip takes it)");
      }
      files.put(REQUIREMENTS, requirements);
    }
    return new ModelFolder(files);
  }

  private static Path temporary() {
    try {
      Path folder = Files.createTempDirectory("noria-model-");
      folder.toFile().deleteOnExit();
      return folder;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static void walk(Path folder, Map<String, Path> files) {
    try {
      Files.walkFileTree(
          folder,
          EnumSet.of(FileVisitOption.FOLLOW_LINKS),
          64,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path one, BasicFileAttributes attributes) {
              return !one.equals(folder) && left(one)
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path one, BasicFileAttributes attributes) {
              if (attributes.isRegularFile() && !left(one)) {
                files.put(folder.relativize(one).toString().replace(File.separatorChar, '/'), one);
              }
              if (files.size() > MOST_FILES) {
                throw NoriaException.invalid(
                    "MODEL: %s has more than %,d files (expected: a model's folder)"
                        .formatted(folder, MOST_FILES));
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static boolean left(Path path) {
    String name = String.valueOf(path.getFileName());
    return name.startsWith(".") || name.equals("__pycache__");
  }

  private static NoriaException unreadable(IOException e) {
    return new NoriaException(
        ErrorCode.INVALID_ARGUMENT, "MODEL: cannot be read: " + e.getMessage(), e);
  }

  /** Bytes in all. */
  long size() {
    try {
      long sum = 0;
      for (Path file : files.values()) {
        sum += Files.size(file);
      }
      return sum;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** SHA-256 of each file, in hexadecimal, by its path in the model's folder. */
  Map<String, String> digests() {
    try {
      Map<String, String> digests = new TreeMap<>();
      for (Map.Entry<String, Path> file : files.entrySet()) {
        digests.put(file.getKey(), Digest.ofFile(file.getValue()).value());
      }
      return digests;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }
}
