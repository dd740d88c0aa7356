package io.noria.serving.table;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.datasets.DatasetVersion;
import io.noria.datasets.DatasetVersionId;
import io.noria.datasets.Datasets;
import io.noria.datasets.Offer;
import io.noria.datasets.OfferedVersion;
import io.noria.engine.FileForm;
import io.noria.serving.BatchRequest;
import io.noria.storage.object.S3File;
import io.noria.storage.object.S3Uri;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/** Where a batch's output goes. */
sealed interface TableOutputs {
  /** Whether every file of the input gets one of its own. */
  boolean folder();

  /** The form of all files; empty for the input's own. */
  Optional<FileForm> form();

  /** Rows of an output that was finished by this plan; empty when there is none. */
  OptionalLong done(String name, String plan) throws IOException;

  /** Where on this machine the rows are written to; the name counts in a folder only. */
  Path local(String name, FileForm form) throws IOException;

  /**
   * The rows are written: puts them in their place.
   *
   * @return the record that was made; empty for a file
   */
  Optional<Ref> finish(String name, Path local, String plan, long rows) throws IOException;

  /**
   * Reads what the request says.
   *
   * @param scratch what is on its way elsewhere lies there
   */
  static TableOutputs of(BatchRequest request, TablePlaces places, Path scratch) {
    String out = request.out();
    if (out.startsWith(TablePlaces.DATASETS)) {
      return Version.of(request, places.datasets(), scratch);
    }
    if (S3Uri.is(out)) {
      S3Uri uri = places.paths().bucket("out", S3Uri.parse(out));
      boolean folder = uri.key().isEmpty() || uri.key().endsWith("/");
      return new Bucket(places, uri, folder, form(request, folder), scratch);
    }
    if (out.matches("[a-z][a-z0-9+.-]+:/.*")) {
      throw NoriaException.invalid(
          "out: " + out + " (expected: a path, s3://bucket/key or datasets:/NAME@LABEL)");
    }
    Path path = places.paths().local("out", TablePaths.path("out", out));
    boolean folder = out.endsWith("/") || Files.isDirectory(path);
    return new Here(places.paths(), path, folder, form(request, folder));
  }

  private static Optional<FileForm> form(BatchRequest request, boolean folder) {
    Optional<FileForm> said = request.outForm();
    if (said.isPresent() || folder) {
      return said;
    }
    return Optional.of(
        TableInput.form(request.out())
            .orElseThrow(() ->
                NoriaException.invalid(
                    "out: "
                        + request.out()
                        + " (expected: *.parquet, *.csv or *.jsonl, its format said, or a folder"
                        + " with / at its end)")));
  }

  /**
   * On this machine.
   *
   * @param path the file or the folder
   */
  record Here(TablePaths paths, Path path, boolean folder, Optional<FileForm> form)
      implements TableOutputs {
    private Path target(String name) {
      return folder ? paths.local("out", below(path, name)) : path;
    }

    private Path mark(String name) {
      return below(path.resolve(TablePlaces.MARKS), name + ".done");
    }

    /** Whatever an input's name looks like, its output stays in the folder. */
    private static Path below(Path folder, String name) {
      Path file = folder.resolve(TablePaths.path("out", name)).normalize();
      if (!file.startsWith(folder.normalize()) || file.equals(folder.normalize())) {
        throw NoriaException.invalid("out: " + name + " (expected: a name in " + folder + ")");
      }
      return file;
    }

    private static String marked(String plan, long bytes, long rows) {
      return plan + " " + bytes + " " + rows + "\n";
    }

    @Override
    public OptionalLong done(String name, String plan) throws IOException {
      if (!folder || !Files.isRegularFile(mark(name)) || !Files.isRegularFile(target(name))) {
        return OptionalLong.empty();
      }
      String text = Files.readString(mark(name));
      String rows = text.substring(text.lastIndexOf(' ') + 1).strip();
      boolean same =
          rows.matches("\\d{1,18}")
              && text.equals(marked(plan, Files.size(target(name)), Long.parseLong(rows)));
      return same ? OptionalLong.of(Long.parseLong(rows)) : OptionalLong.empty();
    }

    @Override
    public Path local(String name, FileForm of) throws IOException {
      Path target = target(name);
      Files.createDirectories(Objects.requireNonNull(target.getParent()));
      return target;
    }

    @Override
    public Optional<Ref> finish(String name, Path local, String plan, long rows)
        throws IOException {
      if (folder) {
        Path mark = mark(name);
        Files.createDirectories(Objects.requireNonNull(mark.getParent()));
        Path next = mark.resolveSibling(mark.getFileName() + ".tmp");
        Files.writeString(next, marked(plan, Files.size(local), rows));
        Files.move(next, mark, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      }
      return Optional.empty();
    }
  }

  /**
   * In a bucket.
   *
   * @param uri the file, or what the files' names begin with
   * @param scratch where a file lies until all of it is there
   */
  record Bucket(
      TablePlaces places, S3Uri uri, boolean folder, Optional<FileForm> form, Path scratch)
      implements TableOutputs {
    private static final String PLAN = "noria-plan";
    private static final String ROWS = "noria-rows";

    private S3Uri target(String name) {
      return folder ? places.paths().bucket("out", uri.with(uri.key() + name)) : uri;
    }

    @Override
    public OptionalLong done(String name, String plan) {
      if (!folder) {
        return OptionalLong.empty();
      }
      Optional<S3File> there = places.s3().find(target(name));
      String rows = there.map(file -> file.about().getOrDefault(ROWS, "")).orElse("");
      return there.isPresent()
              && plan.equals(there.get().about().get(PLAN))
              && rows.matches("\\d{1,18}")
          ? OptionalLong.of(Long.parseLong(rows))
          : OptionalLong.empty();
    }

    @Override
    public Path local(String name, FileForm of) {
      return scratch.resolve(TableBatch.digest(target(name).toString()) + ".out");
    }

    @Override
    public Optional<Ref> finish(String name, Path local, String plan, long rows)
        throws IOException {
      places.s3().upload(local, target(name), Map.of(PLAN, plan, ROWS, Long.toString(rows)));
      Files.delete(local);
      return Optional.empty();
    }
  }

  /**
   * A version of a dataset.
   *
   * @param dataset its name
   * @param label the version's
   */
  record Version(
      Datasets datasets, String dataset, String label, String source, FileForm as, Path scratch)
      implements TableOutputs {
    static Version of(BatchRequest request, Datasets datasets, Path scratch) {
      String id = request.out().substring(TablePlaces.DATASETS.length()).replaceFirst("^/+", "");
      DatasetVersionId wanted = DatasetVersionId.parse(id);
      FileForm form = request.outForm().orElse(FileForm.PARQUET);
      if (form == FileForm.JSON_LINES || wanted.revision() > 1) {
        throw NoriaException.invalid(
            "out: "
                + request.out()
                + " (expected: datasets:/NAME@LABEL without a revision, as parquet or csv)");
      }
      return new Version(
          datasets,
          wanted.dataset(),
          wanted.label(),
          "predictions of " + request.model() + " for " + request.in(),
          form,
          scratch);
    }

    @Override
    public boolean folder() {
      return false;
    }

    @Override
    public Optional<FileForm> form() {
      return Optional.of(as);
    }

    @Override
    public OptionalLong done(String name, String plan) {
      return OptionalLong.empty();
    }

    @Override
    public Path local(String name, FileForm of) {
      return scratch.resolve("predictions." + (of == FileForm.CSV ? "csv" : "parquet"));
    }

    @Override
    public Optional<Ref> finish(String name, Path local, String plan, long rows)
        throws IOException {
      Offer offer =
          datasets.offer(new OfferedVersion(dataset, label, List.of(local), null, source, null));
      Files.deleteIfExists(local);
      if (offer.version().status() != DatasetVersion.Status.ACCEPTED) {
        throw new NoriaException(
            ErrorCode.FAILED_PRECONDITION,
            "out: %s is %s and stays out"
                .formatted(offer.version().id(), offer.version().status()));
      }
      return Optional.of(offer.version().ref());
    }
  }
}
