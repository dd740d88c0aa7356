package io.noria.project.init;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The files of a table.
 *
 * @param files in the order of their paths
 * @param kind of all of them
 * @param stem what the table may be called
 * @param several whether a folder or a glob was meant, to which files may be added
 */
record DataFiles(List<Path> files, Kind kind, String stem, boolean several) {
  private static final int MOST_FILES = 10_000;
  private static final int HEAD = 1 << 16;
  private static final List<String> TABLES =
      List.of(".parquet", ".pq", ".csv", ".tsv", ".txt", ".data", ".csv.gz", ".tsv.gz", ".txt.gz");

  enum Kind {
    PARQUET,
    CSV
  }

  /**
   * Finds them.
   *
   * @throws NoriaException NOT_FOUND when there is none, INVALID_ARGUMENT when one is no table
   */
  static DataFiles find(String data, Path here) {
    Path path;
    boolean glob = data.matches(".*[*?\\[{].*");
    try {
      path = glob ? here : here.resolve(data).normalize();
    } catch (InvalidPathException e) {
      throw new NoriaException(
          ErrorCode.INVALID_ARGUMENT, "--data: " + data + " (expected: a file or a folder)", e);
    }
    List<Path> files =
        glob
            ? globbed(data, here)
            : Files.isDirectory(path) ? tablesIn(path) : List.of(existing(data, path));
    if (files.isEmpty()) {
      throw NoriaException.notFound(
          "--data: no table in " + data + " (expected: files that end in " + TABLES + ")");
    }
    if (files.size() > MOST_FILES) {
      throw NoriaException.invalid(
          "--data: %d files in %s (expected: at most %d; join the small ones into larger ones)"
              .formatted(files.size(), data, MOST_FILES));
    }
    Kind kind = kind(files.getFirst());
    for (Path file : files) {
      if (kind(file) != kind) {
        throw NoriaException.invalid(
            "--data: %s is %s but %s is %s (expected: files of one kind; name them by a glob)"
                .formatted(files.getFirst(), kind, file, kind(file)));
      }
    }
    Path named = glob || Files.isDirectory(path) ? parent(files.getFirst()) : path;
    return new DataFiles(files, kind, stem(named), files.size() > 1 || Files.isDirectory(path));
  }

  private static Path parent(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? file : parent;
  }

  private static String stem(Path path) {
    Path name = path.toAbsolutePath().normalize().getFileName();
    return (name == null ? "table" : name.toString())
        .replaceAll("(?i)\\.gz$", "")
        .replaceAll("\\.[A-Za-z0-9]{1,8}$", "");
  }

  private static Path existing(String data, Path path) {
    if (Files.isRegularFile(path)) {
      return path;
    }
    throw NoriaException.notFound(
        "--data: %s: no such file (looked at %s)".formatted(data, path.toAbsolutePath()));
  }

  private static List<Path> tablesIn(Path folder) {
    return walk(folder).stream()
        .filter(file -> {
          String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
          return TABLES.stream().anyMatch(name::endsWith);
        })
        .toList();
  }

  private static List<Path> globbed(String data, Path here) {
    String whole = data.startsWith("/") ? data : here.toAbsolutePath().normalize() + "/" + data;
    int star = (int) whole.chars().takeWhile(c -> "*?[{".indexOf(c) < 0).count();
    int slash = whole.lastIndexOf('/', star);
    Path start = Path.of(slash <= 0 ? "/" : whole.substring(0, slash));
    if (!Files.isDirectory(start)) {
      return List.of();
    }
    try {
      PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + whole);
      return walk(start).stream().filter(matcher::matches).toList();
    } catch (java.util.regex.PatternSyntaxException e) {
      throw new NoriaException(
          ErrorCode.INVALID_ARGUMENT,
          "--data: " + data + ": no glob: " + e.getDescription() + " (expected: like data/*.csv)",
          e);
    }
  }

  private static List<Path> walk(Path folder) {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile)
          .filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
          .limit(MOST_FILES * 10L)
          .sorted()
          .toList();
    } catch (IOException | java.io.UncheckedIOException e) {
      throw new NoriaException(
          ErrorCode.INVALID_ARGUMENT, "--data: " + folder + " cannot be read: " + e, e);
    }
  }

  /** What the file's first bytes say it is. */
  private static Kind kind(Path file) {
    byte[] head;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes(HEAD);
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.INVALID_ARGUMENT, "--data: " + file + " cannot be read: " + e.getMessage(), e);
    }
    if (head.length == 0) {
      throw wrong(file, "is empty", "a table with a line of names and at least one row");
    }
    if (starts(head, "PAR1")) {
      return Kind.PARQUET;
    }
    if (starts(head, "PK\3\4") || starts(head, "\u00d0\u00cf\u0011\u00e0")) {
      throw wrong(
          file, "is an Excel file or another archive", "CSV or Parquet; save the sheet as CSV");
    }
    boolean gzip = starts(head, "\u001f\u008b");
    boolean utf16 = starts(head, "\u00ff\u00fe") || starts(head, "\u00fe\u00ff");
    if (starts(head, "SQLite format 3")) {
      throw wrong(file, "is an SQLite database", "a table of it, exported as CSV or Parquet");
    }
    if (!gzip && !utf16 && !isText(head)) {
      throw wrong(file, "is no table", "CSV or Parquet");
    }
    String text = new String(head, StandardCharsets.UTF_8).strip();
    if (text.startsWith("{") || text.startsWith("[{")) {
      throw wrong(file, "is JSON", "CSV or Parquet, one row a record");
    }
    if (text.startsWith("<")) {
      throw wrong(file, "is XML or a web page", "CSV or Parquet");
    }
    return Kind.CSV;
  }

  private static boolean starts(byte[] head, String magic) {
    byte[] bytes = magic.getBytes(StandardCharsets.ISO_8859_1);
    return head.length >= bytes.length
        && Arrays.equals(head, 0, bytes.length, bytes, 0, bytes.length);
  }

  private static boolean isText(byte[] head) {
    long odd = 0;
    for (byte b : head) {
      if (b == 0) {
        return false;
      }
      if (b > 0 && b < 32 && b != '\n' && b != '\r' && b != '\t' && b != '\f') {
        odd++;
      }
    }
    return odd * 50 < head.length;
  }

  private static NoriaException wrong(Path file, String what, String expected) {
    return NoriaException.invalid("--data: %s %s (expected: %s)".formatted(file, what, expected));
  }
}
