package io.noria.importing.leaving;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.client.MlflowRoutes;
import io.noria.importing.leaving.sql.MlflowDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Writes {@code mlflow.db} and {@code artifacts/} into a folder, through MLflow's routes of a
 * server. Everything is written beside it first, into {@code FOLDER.partial}, and moved into place
 * at the end: a folder of the name is whole. A second try after an interruption begins anew: what a
 * file of the same size holds by now, MLflow's routes do not say.
 */
public final class MlflowExport {
  private final Reader reader;
  private final Options options;
  private final Progress progress;
  private final Report report = new Report();

  /**
   * What to write.
   *
   * @param folder where to; must not be there, or be empty
   * @param only a glob of experiments' names; empty for all
   * @param artifacts whether files are fetched too
   */
  public record Options(Path folder, String only, boolean artifacts) {}

  /** Hears how far it is. */
  @FunctionalInterface
  public interface Progress {
    /** So many of the kind are done; the whole is 0 when it is not known. */
    void at(String what, long done, long whole);
  }

  /** Reads from these routes. */
  public MlflowExport(MlflowRoutes routes, Options options, Progress progress) {
    this.reader = new Reader(routes);
    this.options = options;
    this.progress = progress;
  }

  /**
   * Does it.
   *
   * @throws NoriaException when the folder is taken, the server refuses, or something cannot be
   *     written; the folder is not there then
   */
  public Report run() throws IOException {
    Path folder = options.folder().toAbsolutePath().normalize();
    requireFree(folder);
    Path partial = folder.resolveSibling(folder.getFileName() + ".partial");
    Path database = partial.resolve("mlflow.db");
    clear(partial, database);
    Files.createDirectories(partial.resolve("artifacts"));
    try (MlflowDatabase rows = MlflowDatabase.create(database)) {
      write(
          rows,
          new ArtifactCopy(reader, partial.resolve("artifacts"), options.artifacts(), report));
    } catch (UncheckedIOException e) {
      throw new NoriaException(
          ErrorCode.UNAVAILABLE, "writing " + partial + ": " + e.getMessage(), e);
    }
    try (FileChannel written = FileChannel.open(database, StandardOpenOption.WRITE)) {
      written.force(true);
    }
    Files.deleteIfExists(folder);
    Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
    return report;
  }

  /** Removes what a former try left; anything else that lies there is not ours. */
  private static void clear(Path partial, Path database) throws IOException {
    for (String end : List.of("", "-journal", "-wal", "-shm")) {
      Files.deleteIfExists(database.resolveSibling(database.getFileName() + end));
    }
    Path artifacts = partial.resolve("artifacts");
    if (Files.exists(artifacts, LinkOption.NOFOLLOW_LINKS)) {
      List<Path> former;
      try (Stream<Path> walk = Files.walk(artifacts)) {
        former = walk.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path one : former) {
        Files.delete(one);
      }
    }
    if (Files.isDirectory(partial)) {
      try (Stream<Path> inside = Files.list(partial)) {
        Optional<Path> other = inside.findAny();
        if (other.isPresent()) {
          throw new NoriaException(
              ErrorCode.ALREADY_EXISTS,
              other.get() + " is in the way (expected: nothing else in " + partial + ")");
        }
      }
    }
  }

  private static void requireFree(Path folder) throws IOException {
    if (folder.getFileName() == null) {
      throw NoriaException.invalid(folder + " (expected: the name of a new folder)");
    }
    if (!Files.exists(folder)) {
      return;
    }
    boolean empty = false;
    if (Files.isDirectory(folder)) {
      try (Stream<Path> inside = Files.list(folder)) {
        empty = inside.findAny().isEmpty();
      }
    }
    if (!empty) {
      throw new NoriaException(
          ErrorCode.ALREADY_EXISTS,
          folder + " is there already (expected: a new folder, or an empty one)");
    }
  }

  private void write(MlflowDatabase rows, ArtifactCopy files) {
    rows.put(
        Row.of("workspaces")
            .with("name", "default")
            .with("description", "Default workspace for legacy resources"));
    List<JsonNode> experiments = experiments();
    long done = 0;
    for (JsonNode experiment : experiments) {
      experiment(experiment, rows);
      new LoggedModelExport(reader, rows, files, report).write(experiment);
      progress.at("experiments", done, experiments.size());
      new RunExport(reader, rows, files, report, progress).write(experiment);
      new TraceExport(reader, rows, files, report).write(experiment);
      new EvaluationExport(reader, rows, report).scorers(experiment);
      report.add("experiments", 1);
      progress.at("experiments", ++done, experiments.size());
    }
    boolean all = options.only().isEmpty();
    progress.at("models", 0, 0);
    new RegistryExport(reader, rows, report, all).write();
    new EvaluationExport(reader, rows, report).datasets(all);
    others();
  }

  private List<JsonNode> experiments() {
    PathMatcher only =
        FileSystems.getDefault()
            .getPathMatcher("glob:" + (options.only().isEmpty() ? "**" : options.only()));
    List<JsonNode> found = new ArrayList<>();
    reader.posted(
        Reader.V2 + "experiments/search",
        Map.of("view_type", "ALL", "max_results", 1000, "order_by", List.of("experiment_id ASC")),
        "experiments",
        experiment -> {
          String name = experiment.path("name").asText();
          if (options.only().isEmpty()
              || name.equals(options.only())
              || only.matches(Path.of(name.replace('\0', '_')))) {
            found.add(experiment);
          }
        });
    if (found.isEmpty() && !options.only().isEmpty()) {
      throw NoriaException.notFound(
          "--only "
              + options.only()
              + ": no experiment of such a name (expected: a glob, as in"
              + " 'churn-*')");
    }
    return found;
  }

  private static void experiment(JsonNode experiment, Rows rows) {
    String id = experiment.path("experiment_id").asText();
    rows.put(
        Row.of("experiments")
            .with("experiment_id", Long.parseLong(id))
            .with("name", Reader.text(experiment, "name"))
            .with("artifact_location", Reader.text(experiment, "artifact_location"))
            .with("lifecycle_stage", experiment.path("lifecycle_stage").asText("active"))
            .with("creation_time", Reader.number(experiment, "creation_time"))
            .with("last_update_time", Reader.number(experiment, "last_update_time"))
            .with("workspace", "default"));
    for (JsonNode tag : experiment.path("tags")) {
      rows.put(
          Row.of("experiment_tags")
              .with("experiment_id", Long.parseLong(id))
              .with("key", Reader.text(tag, "key"))
              .with("value", tag.path("value").asText()));
    }
  }

  /** What MLflow's form holds but the routes do not give away. */
  private void others() {
    workspaces();
    try {
      long webhooks =
          reader.routes().get(Reader.V2 + "webhooks?max_results=100").path("webhooks").size();
      if (webhooks > 0) {
        report.note(
            "webhooks",
            webhooks + " left out: their secrets never leave the server; make them anew");
      }
    } catch (NoriaException e) {
      report.note("webhooks", "not readable: " + e.getMessage());
    }
  }

  /** Only the default one is read; the others are named, so that nobody takes it for all. */
  private void workspaces() {
    List<String> others = new ArrayList<>();
    try {
      for (JsonNode one : reader.routes().get(Reader.V3 + "workspaces").path("workspaces")) {
        String name = one.path("name").asText();
        if (!name.equals("default")) {
          others.add(name);
        }
      }
    } catch (NoriaException e) {
      // A server without workspaces has no such call: there is one place alone.
      if (e.code() != ErrorCode.UNIMPLEMENTED && e.code() != ErrorCode.NOT_FOUND) {
        report.note("workspaces", "not readable: " + e.getMessage());
      }
    }
    if (!others.isEmpty()) {
      report.note(
          "workspaces", "only the default one is written; left out: " + String.join(", ", others));
    }
  }
}
