package io.noria.importing.mlflow;

import io.noria.base.NoriaException;
import io.noria.importing.ImportSink;
import io.noria.importing.ImportSource;
import io.noria.importing.Imported;
import io.noria.importing.Survey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A folder of MLflow's file store, usually called {@code mlruns}; what is broken is noted. */
public final class MlflowFolder implements ImportSource {
  private final Path root;
  private final MlflowOptions options;
  private final ArtifactFiles files;

  /**
   * Opens a folder.
   *
   * @throws NoriaException INVALID_ARGUMENT when no experiment is in it
   */
  public static MlflowFolder open(Path folder, MlflowOptions options) {
    Path real = folder.toAbsolutePath().normalize();
    MlflowFolder opened = new MlflowFolder(real, options);
    try {
      if (opened.places().isEmpty() && MetaFile.folders(real.resolve("models")).isEmpty()) {
        throw NoriaException.invalid(
            "source: no experiment's folder with a meta.yaml in "
                + real
                + " (expected: an mlruns folder, or a database)");
      }
    } catch (IOException e) {
      throw NoriaException.invalid("source: " + real + " cannot be read: " + e.getMessage());
    }
    return opened;
  }

  private MlflowFolder(Path root, MlflowOptions options) {
    this.root = root;
    this.options = options;
    this.files = new ArtifactFiles(options, root.getParent());
  }

  @Override
  public String title() {
    return "MLflow folder " + root;
  }

  /** Folders that look like experiments, those in the bin last. */
  private List<Path> places() throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path parent : List.of(root, root.resolve(".trash"))) {
      for (Path folder : MetaFile.folders(parent)) {
        String name = MetaFile.name(folder);
        if (!name.equals("models")
            && !name.equals(".trash")
            && Files.isRegularFile(folder.resolve("meta.yaml"))) {
          found.add(folder);
        }
      }
    }
    return found;
  }

  @Override
  public Survey survey() throws IOException {
    List<Path> experiments = places();
    long runs = 0;
    long traces = 0;
    for (Path experiment : experiments) {
      for (Path folder : MetaFile.folders(experiment)) {
        runs += Files.isRegularFile(folder.resolve("meta.yaml")) ? 1 : 0;
      }
      traces += MetaFile.folders(experiment.resolve("traces")).size();
    }
    List<Path> models = MetaFile.folders(root.resolve("models"));
    long versions = 0;
    for (Path model : models) {
      try (Stream<Path> all = Files.list(model)) {
        versions += all.filter(path -> MetaFile.name(path).startsWith("version-")).count();
      }
    }
    return new Survey(experiments.size(), runs, 0, 0, 0, models.size(), versions, traces);
  }

  /** An experiment's folder. */
  record Place(String id, Path folder, boolean deleted) {}

  @Override
  public void read(ImportSink sink) throws IOException, InterruptedException {
    List<Place> read = new ArrayList<>();
    for (Path folder : places()) {
      experiment(folder, read, sink);
    }
    for (Place one : read) {
      new FolderRuns(files, sink).read(one);
    }
    for (Place one : read) {
      new FolderModels(files, sink).read(one);
    }
    if (options.only().isEmpty()) {
      new FolderRegistry(root, sink).read();
    }
    for (Place one : read) {
      new FolderTraces(files, sink).read(one);
    }
  }

  private void experiment(Path folder, List<Place> read, ImportSink sink)
      throws IOException, InterruptedException {
    MetaFile meta;
    try {
      meta = MetaFile.read(folder.resolve("meta.yaml"));
    } catch (IOException e) {
      sink.note(
          folder.resolve("meta.yaml").toString(), "left out with its runs: " + e.getMessage());
      return;
    }
    String id =
        meta.text("experiment_id").isEmpty() ? MetaFile.name(folder) : meta.text("experiment_id");
    String name = meta.text("name").isEmpty() ? id : meta.text("name");
    if (!options.reads(name)) {
      return;
    }
    boolean deleted = meta.isDeleted() || folder.startsWith(root.resolve(".trash"));
    // Before 1.28 neither moment was kept: the folder's own is the best there is.
    Instant written = Files.getLastModifiedTime(folder.resolve("meta.yaml")).toInstant();
    Instant created = meta.moment("creation_time", Instant.ofEpochMilli(written.toEpochMilli()));
    sink.put(
        new Imported.Experiment(
            id,
            name,
            created,
            meta.moment("last_update_time", created),
            deleted,
            MetaFile.texts(folder.resolve("tags"), sink)));
    read.add(new Place(id, folder, deleted));
  }

  @Override
  public void close() {
    // Nothing stays open.
  }
}
