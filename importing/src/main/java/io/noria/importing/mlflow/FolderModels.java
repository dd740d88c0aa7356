package io.noria.importing.mlflow;

import io.noria.importing.ImportSink;
import io.noria.importing.Imported;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the logged models of an experiment's folder. */
final class FolderModels {
  private final ArtifactFiles files;
  private final ImportSink sink;

  FolderModels(ArtifactFiles files, ImportSink sink) {
    this.files = files;
    this.sink = sink;
  }

  void read(MlflowFolder.Place place) throws IOException, InterruptedException {
    for (Path folder : MetaFile.folders(place.folder().resolve("models"))) {
      MetaFile meta;
      try {
        meta = MetaFile.read(folder.resolve("meta.yaml"));
      } catch (IOException e) {
        sink.note(folder.toString(), "the logged model is left out: " + e.getMessage());
        continue;
      }
      model(place, folder, meta);
    }
  }

  private void model(MlflowFolder.Place place, Path folder, MetaFile meta)
      throws IOException, InterruptedException {
    String id = meta.text("model_id").isEmpty() ? MetaFile.name(folder) : meta.text("model_id");
    Long status = meta.number("status");
    Instant created = meta.moment("creation_timestamp", Instant.EPOCH);
    sink.put(
        new Imported.LoggedModel(
            id,
            place.id(),
            meta.text("name"),
            meta.textOrNull("source_run_id"),
            meta.text("model_type"),
            MlflowValues.modelStatus(status == null ? 2 : status.intValue()),
            created,
            meta.moment("last_updated_timestamp", created),
            meta.isDeleted(),
            MetaFile.texts(folder.resolve("params"), sink),
            MetaFile.texts(folder.resolve("tags"), sink)));
    Map<String, Path> metrics = MetaFile.files(folder.resolve("metrics"), sink);
    long bytes = 0;
    for (Path file : metrics.values()) {
      bytes += Files.size(file);
    }
    List<ArtifactFiles.Found> found = files.list(meta.textOrNull("artifact_location"), sink);
    String stamp = metrics.size() + "m" + bytes + "b " + files.stamp(found);
    if (!sink.isWhole("logged_model", id, stamp)) {
      boolean all = true;
      for (Map.Entry<String, Path> metric : metrics.entrySet()) {
        all &= points(id, metric.getKey(), metric.getValue());
      }
      files.put(found, Imported.Owner.LOGGED_MODEL, id, sink);
      if (all) {
        sink.whole("logged_model", id, stamp);
      }
    }
  }

  /**
   * Puts lines of time, value, step, run, and perhaps a dataset's name and digest; false when some
   * were left out.
   */
  private boolean points(String model, String key, Path file)
      throws IOException, InterruptedException {
    boolean all = true;
    int number = 0;
    for (String line : MetaFile.text(file).lines().toList()) {
      number++;
      String[] parts = line.strip().split(" ", -1);
      if (line.isBlank()) {
        continue;
      }
      try {
        String digest = parts.length > 5 ? parts[parts.length - 1] : null;
        sink.put(
            new Imported.ModelPoint(
                model,
                parts[3],
                key,
                Long.parseLong(parts[2]),
                Long.parseLong(parts[0]),
                FolderRuns.value(parts[1]),
                name(parts),
                digest));
      } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
        all = false;
        sink.note(file + " line " + number, "left out, it is no point of a model");
      }
    }
    return all;
  }

  /** A dataset's name may have spaces. */
  private static @Nullable String name(String[] parts) {
    return parts.length > 5
        ? String.join(" ", java.util.Arrays.asList(parts).subList(4, parts.length - 1))
        : null;
  }
}
