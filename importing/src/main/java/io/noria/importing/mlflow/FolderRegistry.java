package io.noria.importing.mlflow;

import io.noria.importing.ImportSink;
import io.noria.importing.Imported;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Reads the registry that a file store has beside its experiments. */
final class FolderRegistry {
  private final Path root;
  private final ImportSink sink;

  FolderRegistry(Path root, ImportSink sink) {
    this.root = root;
    this.sink = sink;
  }

  private record Version(int number, Path folder, MetaFile meta) {}

  void read() throws IOException, InterruptedException {
    for (Path folder : MetaFile.folders(root.resolve("models"))) {
      try {
        model(folder, MetaFile.read(folder.resolve("meta.yaml")));
      } catch (IOException e) {
        sink.note(folder.toString(), "the model is left out: " + e.getMessage());
      }
    }
  }

  private void model(Path folder, MetaFile meta) throws IOException, InterruptedException {
    String name = meta.text("name").isEmpty() ? MetaFile.name(folder) : meta.text("name");
    List<Version> versions = versions(folder);
    Instant created = meta.moment("creation_timestamp", Instant.EPOCH);
    sink.put(
        new Imported.Model(
            name,
            meta.text("description"),
            versions.stream().mapToInt(Version::number).max().orElse(0),
            created,
            meta.moment("last_updated_timestamp", created),
            MetaFile.texts(folder.resolve("tags"), sink)));
    for (Version version : versions) {
      if (!MlflowValues.isDeleted(version.meta().text("current_stage"))) {
        version(name, version);
      }
    }
    for (Map.Entry<String, String> alias :
        MetaFile.texts(folder.resolve("aliases"), sink).entrySet()) {
      try {
        int number = Integer.parseInt(alias.getValue().strip());
        sink.put(new Imported.Alias(name, alias.getKey(), number));
      } catch (NumberFormatException e) {
        sink.note("alias " + name + "@" + alias.getKey(), "left out: it names no version");
      }
    }
  }

  private List<Version> versions(Path folder) throws IOException {
    List<Version> found = new ArrayList<>();
    for (Path one : MetaFile.folders(folder)) {
      String name = MetaFile.name(one);
      if (!name.startsWith("version-")) {
        continue;
      }
      try {
        int number = Integer.parseInt(name.substring("version-".length()));
        found.add(new Version(number, one, MetaFile.read(one.resolve("meta.yaml"))));
      } catch (IOException | NumberFormatException e) {
        sink.note(one.toString(), "the version is left out: " + e.getMessage());
      }
    }
    found.sort(Comparator.comparingInt(Version::number));
    return found;
  }

  private void version(String model, Version version) throws IOException, InterruptedException {
    MetaFile meta = version.meta();
    String run = meta.textOrNull("run_id");
    String source = meta.text("source");
    Instant created = meta.moment("creation_timestamp", Instant.EPOCH);
    String logged = meta.textOrNull("model_id");
    sink.put(
        new Imported.Version(
            model,
            version.number(),
            MlflowValues.stage(meta.text("current_stage")),
            MlflowValues.source(source, run, null),
            run,
            logged == null ? MlflowValues.loggedModel(source) : logged,
            meta.text("user_id"),
            meta.text("description"),
            MetaFile.texts(version.folder().resolve("tags"), sink),
            created,
            meta.moment("last_updated_timestamp", created)));
  }
}
