package io.noria.importing.comet;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.importing.ForeignNames;
import io.noria.importing.ImportSink;
import io.noria.importing.ImportSource;
import io.noria.importing.Imported;
import io.noria.importing.Notes;
import io.noria.importing.Survey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What {@code cometx download} wrote: a project becomes an experiment, an experiment a run under
 * its own key, {@code others} tags, assets files by their type. Models of the registry become
 * registered models, artifacts runs that hold their files.
 */
public final class CometSource implements ImportSource {
  private static final int LONGEST_NOTE = 5000;

  private final Path folder;
  private final CometFolder found;

  private CometSource(Path folder, CometFolder found) {
    this.folder = folder;
    this.found = found;
  }

  /**
   * Opens a download, or a workspace, project or experiment of it.
   *
   * @throws io.noria.base.NoriaException INVALID_ARGUMENT when there is none
   */
  public static CometSource open(Path folder) throws IOException {
    return new CometSource(folder, CometFolder.in(folder));
  }

  @Override
  public String title() {
    return "Comet download " + folder;
  }

  @Override
  public Survey survey() throws IOException {
    Set<Path> projects = new HashSet<>();
    long files = 0;
    long bytes = 0;
    for (Path experiment : found.experiments()) {
      projects.add(experiment.toAbsolutePath().getParent());
      for (Path file : CometFolder.files(experiment)) {
        files++;
        bytes += Files.size(file);
      }
    }
    return new Survey(
        projects.size(),
        found.experiments().size() + found.artifacts().size(),
        0,
        files,
        bytes,
        found.models().size(),
        found.models().size(),
        0);
  }

  @Override
  public void read(ImportSink sink) throws IOException, InterruptedException {
    Set<String> known = new HashSet<>();
    Map<String, Path> keys = new HashMap<>();
    for (Path experiment : found.experiments()) {
      experiment(experiment, known, keys, sink);
    }
    for (Path artifact : found.artifacts()) {
      artifact(artifact, known, sink);
    }
    for (Path model : found.models()) {
      model(model, known, sink);
    }
    for (Path panels : found.panels()) {
      sink.note(panels.toString(), "panels: Comet's own code, has no place here; left out");
    }
  }

  private static void experiment(
      Path folder, Set<String> known, Map<String, Path> keys, ImportSink sink)
      throws IOException, InterruptedException {
    Notes notes = new Notes();
    CometExperiment experiment = new CometExperiment(folder, notes);
    Path twin = keys.putIfAbsent(experiment.id(), folder);
    if (twin != null) {
      sink.note(folder.toString(), "the same experiment as in " + twin + "; left out");
      return;
    }
    project(experiment, folder, known, sink);
    String id = experiment.id();
    String stamp = stamp(folder);
    if (sink.isWhole("run", id, stamp)) {
      return;
    }
    sink.put(experiment.run());
    new CometMetrics(id, sink, notes, experiment.startedAt().toEpochMilli()).read(folder);
    for (Map.Entry<String, byte[]> text : experiment.texts().entrySet()) {
      byte[] bytes = text.getValue();
      sink.put(
          new Imported.File(
              Imported.Owner.RUN,
              id,
              text.getKey(),
              bytes.length,
              () -> new ByteArrayInputStream(bytes)));
    }
    for (Map.Entry<String, Path> file : experiment.files().entrySet()) {
      put(Imported.Owner.RUN, id, file.getKey(), file.getValue(), sink);
    }
    boolean all = notes.isEmpty();
    notes.tell(sink, "experiment " + experiment.key() + " of " + experiment.experiment());
    if (all) {
      sink.whole("run", id, stamp);
    }
  }

  private static void put(Imported.Owner owner, String id, String path, Path file, ImportSink sink)
      throws IOException, InterruptedException {
    sink.put(
        new Imported.File(
            owner,
            id,
            ForeignNames.path(path),
            Files.size(file),
            () -> Files.newInputStream(file)));
  }

  private static void project(
      CometExperiment experiment, Path folder, Set<String> known, ImportSink sink)
      throws IOException, InterruptedException {
    String name = experiment.experiment();
    if (!known.add(name)) {
      return;
    }
    Notes notes = new Notes();
    Path above = folder.toAbsolutePath().normalize().getParent();
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put("comet.workspace", experiment.workspace());
    tags.put("comet.project", experiment.project());
    if (above != null) {
      JsonNode metadata = CometJson.document(above.resolve("project_metadata.json"), notes);
      String text = CometJson.text(metadata.path("projectDescription"));
      Path file = above.resolve("project_notes.md");
      if (Files.isRegularFile(file)) {
        text = text.isBlank() ? Files.readString(file) : text + "\n\n" + Files.readString(file);
      }
      if (text.length() > LONGEST_NOTE) {
        notes.add("project_notes.md: longer than a note can be here; its beginning is kept");
        text = text.substring(0, LONGEST_NOTE - 1) + "…";
      }
      if (!text.isBlank()) {
        tags.put("mlflow.note.content", text);
      }
    }
    put(name, experiment.startedAt(), tags, sink);
    notes.tell(sink, "project " + name);
  }

  private static void put(String name, Instant at, Map<String, String> tags, ImportSink sink)
      throws IOException, InterruptedException {
    sink.put(
        new Imported.Experiment(
            ForeignNames.experimentId("comet", name), name, at, at, false, tags));
  }

  /** A folder's name, and the workspace above it and its kind. */
  private static String[] named(Path folder) {
    Path absolute = folder.toAbsolutePath().normalize();
    int count = absolute.getNameCount();
    return new String[] {
      absolute.getName(count - 1).toString(),
      count > 2 ? absolute.getName(count - 3).toString() : "comet"
    };
  }

  /** What stands for all of the folder: another one when it was downloaded anew. */
  private static String stamp(Path folder) throws IOException {
    long files = 0;
    long bytes = 0;
    long latest = 0;
    for (Path file : CometFolder.files(folder)) {
      files++;
      bytes += Files.size(file);
      latest = Math.max(latest, Files.getLastModifiedTime(file).toMillis());
    }
    return files + " files, " + bytes + " bytes, " + latest;
  }

  private static Instant time(Path folder) throws IOException {
    FileTime modified = Files.getLastModifiedTime(folder);
    return modified.toInstant();
  }

  private static void artifact(Path folder, Set<String> known, ImportSink sink)
      throws IOException, InterruptedException {
    String name = named(folder)[0];
    String experiment = named(folder)[1] + "/artifacts";
    String id = ForeignNames.digest("comet-artifact", experiment, name);
    Instant at = time(folder);
    if (known.add(experiment)) {
      put(experiment, at, Map.of("comet.workspace", named(folder)[1]), sink);
    }
    String stamp = stamp(folder);
    if (sink.isWhole("run", id, stamp)) {
      return;
    }
    sink.put(
        new Imported.Run(
            id,
            ForeignNames.experimentId("comet", experiment),
            null,
            name,
            "",
            "FINISHED",
            at,
            at,
            false,
            Map.of(),
            Map.of("comet.artifact", name),
            List.of(),
            List.of(),
            List.of(),
            null));
    for (Path file : CometFolder.files(folder)) {
      put(Imported.Owner.RUN, id, folder.relativize(file).toString(), file, sink);
    }
    sink.whole("run", id, stamp);
  }

  private static void model(Path folder, Set<String> known, ImportSink sink)
      throws IOException, InterruptedException {
    String workspace = named(folder)[1];
    String name = ForeignNames.model(named(folder)[0]);
    String experiment = workspace + "/model-registry";
    String id = "m-" + ForeignNames.digest("comet-model", workspace, name);
    Instant at = time(folder);
    Map<String, String> tags = Map.of("comet.workspace", workspace);
    if (known.add(experiment)) {
      put(experiment, at, tags, sink);
    }
    String stamp = stamp(folder);
    if (!sink.isWhole("logged_model", id, stamp)) {
      sink.put(
          new Imported.LoggedModel(
              id,
              ForeignNames.experimentId("comet", experiment),
              name,
              null,
              "",
              "READY",
              at,
              at,
              false,
              Map.of(),
              tags));
      for (Path file : CometFolder.files(folder)) {
        put(Imported.Owner.LOGGED_MODEL, id, folder.relativize(file).toString(), file, sink);
      }
      sink.whole("logged_model", id, stamp);
    }
    sink.put(new Imported.Model(name, "", 1, at, at, tags));
    sink.put(
        new Imported.Version(
            name, 1, "Development", "models:/" + id, null, id, "", "", tags, at, at));
    sink.remark(
        folder.toString(),
        "the download does not say which version of the model it is; it became version 1");
  }

  @Override
  public void close() {
    // Every file is opened and closed where it is read.
  }
}
