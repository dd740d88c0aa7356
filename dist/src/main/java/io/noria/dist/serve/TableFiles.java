package io.noria.dist.serve;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.engine.FileForm;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of a table.
 *
 * @param files in the order in which their rows count
 * @param form of all of them
 */
record TableFiles(List<Path> files, FileForm form) {
  private static final String ENDINGS = "*.parquet, *.csv, *.tsv, *.jsonl or *.ndjson";

  TableFiles {
    files = List.copyOf(files);
  }

  /**
   * Finds them.
   *
   * @param in a file, a folder or a pattern with {@code *}
   * @param said their form; null to tell by their endings
   * @param out left out, with what is kept beside it
   */
  static TableFiles of(String in, @Nullable FileForm said, Path out) {
    if (in.matches("[a-z][a-z0-9+.-]+://.*")) {
      throw NoriaException.invalid(
          "--in: " + in + " (expected: a file, a folder or a pattern on this machine)");
    }
    boolean one = Files.isRegularFile(Path.of(in));
    List<Path> files =
        (one ? List.of(Path.of(in).toAbsolutePath().normalize()) : several(in))
            .stream()
                .filter(file -> !file.startsWith(out.resolveSibling(out.getFileName() + ".part")))
                .filter(file -> !file.equals(out))
                .filter(file -> one || said != null || form(file).isPresent())
                .toList();
    if (files.isEmpty()) {
      throw NoriaException.notFound("--in: no files at " + in + " (expected: " + ENDINGS + ")");
    }
    if (said != null) {
      return new TableFiles(files, said);
    }
    TreeSet<FileForm> forms = new TreeSet<>();
    for (Path file : files) {
      forms.add(
          form(file)
              .orElseThrow(() ->
                  NoriaException.invalid(
                      "--in: " + file + " (expected: " + ENDINGS + ", or --in-format)")));
    }
    if (forms.size() > 1) {
      throw NoriaException.invalid("--in: " + in + " has files of " + forms + " (expected: one)");
    }
    return new TableFiles(files, forms.first());
  }

  private static List<Path> several(String in) {
    int wild =
        Stream.of('*', '?', '[', '{').mapToInt(in::indexOf).filter(i -> i >= 0).min().orElse(-1);
    String start = wild < 0 ? in : in.substring(0, in.lastIndexOf('/', wild) + 1);
    Path base = Path.of(start.isEmpty() ? "." : start).toAbsolutePath().normalize();
    if (!Files.isDirectory(base)) {
      throw NoriaException.notFound("--in: there is no file or folder " + in);
    }
    String rest = wild < 0 ? "**" : in.substring(in.lastIndexOf('/', wild) + 1);
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + rest);
    try (Stream<Path> all = Files.walk(base)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> matcher.matches(base.relativize(file)))
          .filter(file -> wild >= 0 || !base.relativize(file).toString().startsWith("."))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.INVALID_ARGUMENT, "--in: cannot be read: " + e.getMessage(), e);
    }
  }

  /** The form that the file's name tells. */
  static Optional<FileForm> form(Path file) {
    String name =
        String.valueOf(file.getFileName())
            .toLowerCase(Locale.ROOT)
            .replaceFirst("\\.(gz|zst)$", "");
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "parquet", "pq" -> Optional.of(FileForm.PARQUET);
      case "csv", "tsv" -> Optional.of(FileForm.CSV);
      case "jsonl", "ndjson" -> Optional.of(FileForm.JSON_LINES);
      default -> Optional.empty();
    };
  }
}
