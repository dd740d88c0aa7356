package io.noria.project;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.project.yaml.ProjectFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The text files that a project's own scripts are made of: all of its folder but data, hidden files
 * and what tools leave there.
 */
final class ScriptFiles {
  private static final int MOST_FILES = 200;
  private static final long MOST_BYTES = 1L << 20;
  private static final long MOST_TOGETHER = 4L << 20;
  private static final Set<String> LEFT_BY_TOOLS = Set.of("__pycache__", "node_modules", "renv");

  private ScriptFiles() {}

  /**
   * Reads them.
   *
   * @throws NoriaException INVALID_ARGUMENT when they are too many
   */
  static Map<String, String> read(Path folder, ProjectSpec spec) {
    var data = new java.util.HashSet<Path>();
    spec.data().forEach(source -> data.addAll(ProjectFolder.files(folder, source).values()));
    Map<String, String> texts = new TreeMap<>();
    try {
      Files.walkFileTree(folder, new Visitor(folder, data, texts));
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.INVALID_ARGUMENT, folder + " cannot be read: " + e.getMessage(), e);
    }
    long together = texts.values().stream().mapToLong(String::length).sum();
    if (texts.size() > MOST_FILES || together > MOST_TOGETHER) {
      throw NoriaException.invalid(
          "%s: model.command: %s%d text files of %d KiB beside the data (expected: at most %d of %d KiB; keep other things outside the project's folder)"
              .formatted(
                  ProjectFile.NAME,
                  texts.size() > MOST_FILES ? "more than " : "",
                  Math.min(texts.size(), MOST_FILES),
                  together >> 10,
                  MOST_FILES,
                  MOST_TOGETHER >> 10));
    }
    return texts;
  }

  private static final class Visitor extends SimpleFileVisitor<Path> {
    private final Path folder;
    private final Set<Path> data;
    private final Map<String, String> texts;

    Visitor(Path folder, Set<Path> data, Map<String, String> texts) {
      this.folder = folder;
      this.data = data;
      this.texts = texts;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      String name = String.valueOf(directory.getFileName());
      boolean skipped =
          name.startsWith(".")
              || LEFT_BY_TOOLS.contains(name)
              || Files.exists(directory.resolve("pyvenv.cfg"));
      return skipped && !directory.equals(folder)
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      String path = folder.relativize(file).toString();
      boolean read =
          attributes.isRegularFile()
              && attributes.size() <= MOST_BYTES
              && !String.valueOf(file.getFileName()).startsWith(".")
              && !path.equals(ProjectFile.NAME)
              && !data.contains(file);
      if (read) {
        text(file).ifPresent(text -> texts.put(path, text));
      }
      return texts.size() > MOST_FILES ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
    }

    private static Optional<String> text(Path file) throws IOException {
      try {
        String text =
            StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                .toString();
        return text.indexOf('\0') < 0 ? Optional.of(text) : Optional.empty();
      } catch (CharacterCodingException e) {
        // No text: a picture, a table, a compiled program.
        return Optional.empty();
      }
    }
  }
}
