package io.noria.serving.table;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.datasets.DatasetVersion;
import io.noria.datasets.DatasetVersionId;
import io.noria.datasets.Datasets;
import io.noria.engine.FileForm;
import io.noria.serving.BatchRequest;
import io.noria.storage.object.S3File;
import io.noria.storage.object.S3Files;
import io.noria.storage.object.S3Uri;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** Finds the files of a batch's input: of this machine, of buckets, of data versions. */
final class TablePlaces {
  /** The scheme of data versions. */
  static final String DATASETS = "datasets:/";

  /** What a folder keeps of the jobs that wrote it. */
  static final String MARKS = ".noria-predict";

  private static final int MOST_FILES = 100_000;

  private final Supplier<S3Files> s3;
  private final Datasets datasets;
  private final TablePaths paths;

  TablePlaces(Supplier<S3Files> s3, Datasets datasets, TablePaths paths) {
    this.s3 = s3;
    this.datasets = datasets;
    this.paths = paths;
  }

  S3Files s3() {
    return s3.get();
  }

  Datasets datasets() {
    return datasets;
  }

  TablePaths paths() {
    return paths;
  }

  /** Which version is meant; refused and revoked ones are not read. */
  static DatasetVersion version(Datasets datasets, String text) {
    String id = text.substring(DATASETS.length()).replaceFirst("^/+", "");
    DatasetVersion version = datasets.get(DatasetVersionId.parse(id));
    if (version.status() != DatasetVersion.Status.ACCEPTED) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "in: %s is %s (expected: an accepted version)".formatted(text, version.status()));
    }
    return version;
  }

  /**
   * The files, in the order in which their rows count.
   *
   * @throws NoriaException NOT_FOUND when there is none
   */
  List<TableInput> inputs(BatchRequest request) {
    String in = request.in();
    List<TableInput> files =
        in.startsWith(DATASETS)
            ? ofVersion(in, request)
            : S3Uri.is(in) ? inBucket(in, request) : here(in, request);
    if (files.isEmpty()) {
      throw NoriaException.notFound(
          "in: no files at " + in + " (expected: " + TableInput.ENDINGS + ")");
    }
    return files;
  }

  /** Looks whether the input's place may be read, whether something is there or not. */
  void allow(String in) {
    int wild = wild(in);
    if (S3Uri.is(in)) {
      paths.bucket("in", S3Uri.parse(wild < 0 ? in : in.substring(0, wild)));
    } else if (!in.startsWith(DATASETS)) {
      String start = wild < 0 ? in : in.substring(0, in.lastIndexOf('/', wild) + 1);
      paths.local("in", TablePaths.path("in", start));
    }
  }

  private List<TableInput> ofVersion(String in, BatchRequest request) {
    DatasetVersion version = version(datasets, in);
    List<Path> local = datasets.localFiles(version);
    List<TableInput> files = new ArrayList<>();
    for (int i = 0; i < local.size(); i++) {
      DatasetVersion.DataFile file = version.files().get(i);
      files.add(
          new TableInput(
              file.name(),
              in + "/" + file.name(),
              file.size(),
              file.digest().value(),
              request.inForm().or(() -> TableInput.form(file.name())).orElse(FileForm.PARQUET),
              local.get(i),
              null));
    }
    return files;
  }

  private static int wild(String in) {
    return Stream.of('*', '?', '[', '{').mapToInt(in::indexOf).filter(i -> i >= 0).min().orElse(-1);
  }

  private static PathMatcher matcher(String in, String pattern) {
    try {
      return FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    } catch (PatternSyntaxException e) {
      throw new NoriaException(
          ErrorCode.INVALID_ARGUMENT, "in: " + in + " (expected: a pattern such as *.csv)", e);
    }
  }

  private List<TableInput> inBucket(String in, BatchRequest request) {
    S3Uri uri = S3Uri.parse(in);
    int wild = wild(uri.key());
    paths.bucket("in", wild < 0 ? uri : uri.with(uri.key().substring(0, wild)));
    if (wild < 0 && !uri.key().isEmpty() && !uri.key().endsWith("/")) {
      Optional<S3File> one = s3().find(uri);
      if (one.isPresent()) {
        String name = uri.key().substring(uri.key().lastIndexOf('/') + 1);
        return List.of(input(in, name, one.get(), form(uri.toString(), request)));
      }
    }
    int cut = uri.key().lastIndexOf('/', wild < 0 ? uri.key().length() : wild) + 1;
    String base = wild >= 0 ? uri.key().substring(0, cut) : folder(uri.key());
    PathMatcher matcher = wild < 0 ? path -> true : matcher(in, uri.key().substring(cut));
    List<TableInput> files = new ArrayList<>();
    for (S3File file : s3().list(uri.with(base), MOST_FILES)) {
      String name = file.uri().key().substring(base.length());
      boolean hidden = name.startsWith(".") || name.contains("/.") || name.isEmpty();
      boolean own =
          S3Uri.is(request.out())
              && file.uri().toString().startsWith(request.out())
              && !request.out().equals(uri.with(base).toString());
      if (!hidden
          && !own
          && !name.endsWith("/")
          && matcher.matches(TablePaths.path("in", name))
          && (request.inForm().isPresent() || TableInput.form(name).isPresent())) {
        paths.bucket("in", file.uri());
        files.add(input(in, name, file, form(name, request)));
      }
    }
    return files;
  }

  private static String folder(String key) {
    return key.isEmpty() || key.endsWith("/") ? key : key + "/";
  }

  static TableInput input(String in, String name, S3File file, FileForm form) {
    // A key may begin with a slash where a folder's name ends: no path in the output's folder.
    if (name.startsWith("/")
        || name.contains("//")
        || List.of(name.split("/", -1)).contains("..")) {
      throw NoriaException.invalid("in: " + in + ": " + name + " (expected: a plain file name)");
    }
    return new TableInput(name, file.uri().toString(), file.bytes(), file.tag(), form, null, file);
  }

  private static FileForm form(String name, BatchRequest request) {
    return request
        .inForm()
        .or(() -> TableInput.form(name))
        .orElseThrow(() ->
            NoriaException.invalid(
                "in: " + name + " (expected: " + TableInput.ENDINGS + ", or its format said)"));
  }

  private List<TableInput> here(String in, BatchRequest request) {
    if (in.matches("[a-z][a-z0-9+.-]+:/.*")) {
      throw NoriaException.invalid(
          "in: " + in + " (expected: a path, s3://bucket/key or datasets:/NAME@VERSION)");
    }
    int wild = wild(in);
    Path whole = wild < 0 ? paths.local("in", TablePaths.path("in", in)) : null;
    if (whole != null && Files.isRegularFile(whole)) {
      return List.of(input(String.valueOf(whole.getFileName()), whole, form(in, request)));
    }
    String start = wild < 0 ? in : in.substring(0, in.lastIndexOf('/', wild) + 1);
    Path base = paths.local("in", TablePaths.path("in", start.isEmpty() ? "." : start));
    if (!Files.isDirectory(base)) {
      throw NoriaException.notFound("in: there is no file or folder " + in);
    }
    PathMatcher matcher =
        wild < 0 ? path -> true : matcher(in, in.substring(in.lastIndexOf('/', wild) + 1));
    Path out = S3Uri.is(request.out()) || request.out().startsWith(DATASETS) ? null : out(request);
    try (Stream<Path> all = Files.walk(base)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> matcher.matches(base.relativize(file)))
          .filter(file -> !hidden(base.relativize(file)))
          .filter(file -> out == null || out.equals(base) || !file.startsWith(out))
          .filter(file ->
              out == null || !file.startsWith(out.resolveSibling(out.getFileName() + ".part")))
          .filter(
              file -> request.inForm().isPresent() || TableInput.form(file.toString()).isPresent())
          .sorted()
          .limit(MOST_FILES)
          .map(file ->
              input(
                  base.relativize(file).toString().replace('\\', '/'),
                  paths.local("in", file),
                  form(file.toString(), request)))
          .toList();
    } catch (IOException | UncheckedIOException e) {
      throw new NoriaException(
          ErrorCode.INVALID_ARGUMENT, "in: cannot be read: " + e.getMessage(), e);
    }
  }

  private static Path out(BatchRequest request) {
    return TablePaths.path("out", request.out()).toAbsolutePath().normalize();
  }

  /** Files whose names begin with a dot, and those in such folders and in what a job has open. */
  private static boolean hidden(Path file) {
    for (Path part : file) {
      String name = part.toString();
      if (name.startsWith(".") && name.length() > 1 || name.endsWith(".part")) {
        return true;
      }
    }
    return false;
  }

  private static TableInput input(String name, Path file, FileForm form) {
    try {
      return new TableInput(
          name,
          file.toString(),
          Files.size(file),
          Long.toString(Files.getLastModifiedTime(file).toMillis()),
          form,
          file,
          null);
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.INVALID_ARGUMENT, "in: cannot be read: " + e.getMessage(), e);
    }
  }
}
