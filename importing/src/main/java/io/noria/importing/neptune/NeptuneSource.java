package io.noria.importing.neptune;

import io.noria.base.NoriaException;
import io.noria.engine.Engine;
import io.noria.importing.ImportSink;
import io.noria.importing.ImportSource;
import io.noria.importing.Imported;
import io.noria.importing.Notes;
import io.noria.importing.Scratch;
import io.noria.importing.Survey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What neptune-exporter wrote, of Neptune 2 and 3. A project becomes an experiment, single values
 * params, float series metrics, {@code sys/…} the run's fields and tags. Series of texts and of
 * histograms become CSV files under their attribute's path; files keep their path. A run with
 * fractional steps keeps them all, multiplied by the power of ten in its tag {@code
 * noria.step.scale}. A fork is a child of its parent, with the step in {@code
 * neptune.forking.step}.
 */
public final class NeptuneSource implements ImportSource {
  private final Path folder;
  private final NeptuneDump dump;
  private final Engine engine;
  private final Scratch scratch;

  private NeptuneSource(Path folder, NeptuneDump dump, Engine engine, Scratch scratch) {
    this.folder = folder;
    this.dump = dump;
    this.engine = engine;
    this.scratch = scratch;
  }

  /**
   * Opens a dump.
   *
   * @param folder the dump's folder, or its data folder
   * @param engine reads the Parquet; stays open
   * @throws NoriaException INVALID_ARGUMENT when there is no dump there
   */
  public static NeptuneSource open(Path folder, Engine engine) throws IOException {
    return new NeptuneSource(folder, NeptuneDump.in(folder), engine, Scratch.make());
  }

  @Override
  public String title() {
    return "Neptune dump " + folder;
  }

  @Override
  public Survey survey() throws IOException {
    long projects = 0;
    long runs = 0;
    if (dump.data() != null) {
      for (NeptuneDump.Project project : NeptuneDump.projects(dump.data(), null)) {
        projects++;
        runs += NeptuneDump.objects(project.folder()).size();
      }
    }
    long models = 0;
    long versions = 0;
    if (dump.modelData() != null) {
      for (NeptuneDump.Project project : NeptuneDump.projects(dump.modelData(), null)) {
        models += objects(project.folder().resolve("models")).size();
        versions += objects(project.folder().resolve("model_versions")).size();
      }
    }
    long[] files = {0, 0};
    for (Path root : Stream.of(dump.files(), dump.modelFiles()).filter(p -> p != null).toList()) {
      try (Stream<Path> walk = Files.walk(root)) {
        for (Path file : (Iterable<Path>) walk.filter(Files::isRegularFile)::iterator) {
          files[0]++;
          files[1] += Files.size(file);
        }
      }
    }
    return new Survey(projects, runs, 0, files[0], files[1], models, versions, 0);
  }

  @Override
  public void read(ImportSink sink) throws IOException, InterruptedException {
    Set<String> experiments = new HashSet<>();
    if (dump.data() != null) {
      Map<String, Set<String>> projectsOfRuns = projectsOfRuns(dump.data());
      for (NeptuneDump.Project project : NeptuneDump.projects(dump.data(), dump.files())) {
        for (String run : NeptuneDump.incomplete(project.folder())) {
          sink.note(
              project.folder().resolve(run).toString(),
              "its part 0 is missing: the export of this run did not end; left out");
        }
        for (NeptuneDump.Parts parts : NeptuneDump.objects(project.folder())) {
          run(parts, project, projectsOfRuns, experiments, sink);
        }
      }
    }
    if (dump.modelData() != null) {
      for (NeptuneDump.Project project :
          NeptuneDump.projects(dump.modelData(), dump.modelFiles())) {
        new ModelMapping(engine, scratch, project, experiments).read(sink);
      }
    }
  }

  /** Which projects have a run of a name: the file's name stands for it. */
  private static Map<String, Set<String>> projectsOfRuns(Path data) throws IOException {
    Map<String, Set<String>> found = new HashMap<>();
    for (NeptuneDump.Project project : NeptuneDump.projects(data, null)) {
      for (NeptuneDump.Parts parts : NeptuneDump.objects(project.folder())) {
        found
            .computeIfAbsent(parts.name(), name -> new HashSet<>())
            .add(project.folder().getFileName().toString());
      }
    }
    return found;
  }

  private void run(
      NeptuneDump.Parts parts,
      NeptuneDump.Project project,
      Map<String, Set<String>> projectsOfRuns,
      Set<String> experiments,
      ImportSink sink)
      throws IOException, InterruptedException {
    DumpedObject object = opened(engine, parts, sink);
    if (object == null) {
      return;
    }
    experiment(object.project(), started(object), experiments, sink);
    boolean alone = projectsOfRuns.getOrDefault(parts.name(), Set.of()).size() == 1;
    String id = NeptuneNames.run(object.project(), object.id(), alone);
    String stamp = object.stamp();
    if (sink.isWhole("run", id, stamp)) {
      return;
    }
    Notes notes = new Notes();
    AttributeMapping mapping = new AttributeMapping(object, notes);
    long scale = object.stepScale();
    if (scale > 1) {
      mapping.tags().put(NeptuneNames.STEP_SCALE, Long.toString(scale));
    }
    sink.put(mapping.run(id, parent(object, projectsOfRuns)));
    Path files = project.files();
    RowMapping rows =
        new RowMapping(sink, Imported.Owner.RUN, id, files, notes, scratch.folder())
            .with(scale, started(object));
    for (Map.Entry<String, String> text : mapping.texts().entrySet()) {
      rows.text(text.getKey(), text.getValue());
    }
    object.rows(rows::take);
    rows.finish();
    boolean all = notes.isEmpty();
    notes.tell(sink, "run " + object.id() + " of " + object.project());
    if (all) {
      sink.whole("run", id, stamp);
    }
  }

  private static @Nullable String parent(
      DumpedObject object, Map<String, Set<String>> projectsOfRuns) {
    String parent = object.text("sys/forking/parent").orElse("");
    if (parent.isEmpty()) {
      return null;
    }
    // The exporter's file names: what is no letter, digit, _ or - becomes _, then a digest.
    Pattern file = Pattern.compile(Pattern.quote(fileName(parent)) + "-[0-9a-f]{16}");
    boolean alone =
        projectsOfRuns.entrySet().stream()
            .noneMatch(run -> run.getValue().size() > 1 && file.matcher(run.getKey()).matches());
    return NeptuneNames.run(object.project(), parent, alone);
  }

  private static String fileName(String id) {
    StringBuilder name = new StringBuilder();
    id.codePoints()
        .forEach(c ->
            name.appendCodePoint(Character.isLetterOrDigit(c) || c == '_' || c == '-' ? c : '_'));
    return name.toString();
  }

  /** Reads an object; what cannot be read is noted, and the others are read. */
  static @Nullable DumpedObject opened(Engine engine, NeptuneDump.Parts parts, ImportSink sink) {
    try {
      return DumpedObject.read(engine, parts);
    } catch (NoriaException e) {
      sink.note(parts.files().getFirst().toString(), e.getMessage() + "; left out");
      return null;
    }
  }

  static Instant started(DumpedObject object) {
    return new AttributeMapping(object, new Notes())
        .time("sys/creation_time")
        .orElse(Instant.EPOCH);
  }

  /** Puts the project's experiment before its first run. */
  static void experiment(String project, Instant at, Set<String> known, ImportSink sink)
      throws IOException, InterruptedException {
    if (known.add(project)) {
      Map<String, String> tags = new LinkedHashMap<>();
      tags.put("neptune.project", project);
      sink.put(
          new Imported.Experiment(NeptuneNames.experiment(project), project, at, at, false, tags));
    }
  }

  static List<NeptuneDump.Parts> objects(Path folder) throws IOException {
    return Files.isDirectory(folder) ? NeptuneDump.objects(folder) : List.of();
  }

  @Override
  public void close() {
    scratch.close();
  }
}
