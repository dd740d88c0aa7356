package io.noria.project;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.datasets.expectation.Expectations;
import io.noria.datasets.expectation.ExpectationsFile;
import io.noria.project.ProjectSpec.Source;
import io.noria.project.yaml.ProjectFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A project's folder, read and checked; nothing of the server is touched. */
record ProjectFolder(
    Path folder, ProjectSpec spec, String yaml, Map<String, String> texts, String digest) {

  /**
   * Reads {@code noria.yaml} and the files that it names.
   *
   * @throws NoriaException NOT_FOUND without the folder or the file, INVALID_ARGUMENT for what is
   *     wrong in them
   */
  static ProjectFolder read(Path given) {
    Path folder = given.toAbsolutePath().normalize();
    Path file = folder.resolve(ProjectFile.NAME);
    if (!Files.isRegularFile(file)) {
      throw NoriaException.notFound(
          "project: no " + ProjectFile.NAME + " in " + folder + " (expected: a project's folder)");
    }
    String yaml = text(file);
    ProjectSpec spec = ProjectFile.parse(ProjectFile.NAME, yaml);
    Map<String, String> texts = new TreeMap<>();
    if (spec.model().command() != null) {
      texts.putAll(ScriptFiles.read(folder, spec));
    }
    String sql = spec.prepare().sql();
    if (sql != null) {
      texts.put(sql, named(folder, "prepare.sql", sql));
    }
    for (Source source : spec.data()) {
      String rules = source.expect();
      if (rules != null) {
        String text = named(folder, "data." + source.name() + ".expect", rules);
        ExpectationsFile.parse(rules, text);
        texts.put(rules, text);
      }
    }
    return new ProjectFolder(folder, spec, yaml, texts, digest(yaml, texts));
  }

  /** The source's expectations, from the texts that were applied; null when it has none. */
  static @Nullable Expectations expectations(Project project, Source source) {
    String rules = source.expect();
    String text = rules == null ? null : project.texts().get(rules);
    return rules == null || text == null ? null : ExpectationsFile.parse(rules, text);
  }

  /** The source's files, in the order of their paths, by path relative to the folder. */
  static Map<String, Path> files(Path folder, Source source) {
    int star = source.path().replace('[', '*').replace('?', '*').replace('{', '*').indexOf('*');
    Map<String, Path> files = new TreeMap<>();
    if (star < 0) {
      Path file = folder.resolve(source.path());
      if (Files.isRegularFile(file)) {
        files.put(source.path(), file);
      }
      return files;
    }
    int slash = source.path().lastIndexOf('/', star);
    Path start = slash < 0 ? folder : folder.resolve(source.path().substring(0, slash));
    if (!Files.isDirectory(start)) {
      return files;
    }
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + source.path());
    try (var walk = Files.walk(start)) {
      List<Path> found = walk.filter(Files::isRegularFile).toList();
      for (Path file : found) {
        Path relative = folder.relativize(file);
        if (matcher.matches(relative) && !file.getFileName().toString().startsWith(".")) {
          files.put(relative.toString(), file);
        }
      }
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.INVALID_ARGUMENT,
          "data." + source.name() + ": " + start + " cannot be read: " + e.getMessage(),
          e);
    }
    return files;
  }

  private static String named(Path folder, String key, String path) {
    Path file = folder.resolve(path);
    if (!Files.isRegularFile(file)) {
      throw NoriaException.invalid(
          "%s: %s: %s is not there (expected: a file in the project's folder)"
              .formatted(ProjectFile.NAME, key, path));
    }
    return text(file);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.INVALID_ARGUMENT, file + " cannot be read as text: " + e.getMessage(), e);
    }
  }

  private static String digest(String yaml, Map<String, String> texts) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(yaml.getBytes(StandardCharsets.UTF_8));
      texts.forEach(
          (path, text) -> sha.update(("\0" + path + "\0" + text).getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
