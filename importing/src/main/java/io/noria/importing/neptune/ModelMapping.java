package io.noria.importing.neptune;

import io.noria.engine.Engine;
import io.noria.importing.ForeignNames;
import io.noria.importing.ImportSink;
import io.noria.importing.Imported;
import io.noria.importing.Notes;
import io.noria.importing.Scratch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Neptune's model registry of one project: models become registered models, versions their
 * versions. What a version holds — values, files, series — lies in a logged model that it names as
 * its source; so does what the model itself holds.
 */
final class ModelMapping {
  private final Engine engine;
  private final Scratch scratch;
  private final NeptuneDump.Project project;
  private final Set<String> experiments;
  private final Map<String, String> names = new HashMap<>();

  ModelMapping(
      Engine engine, Scratch scratch, NeptuneDump.Project project, Set<String> experiments) {
    this.engine = engine;
    this.scratch = scratch;
    this.project = project;
    this.experiments = experiments;
  }

  void read(ImportSink sink) throws IOException, InterruptedException {
    for (NeptuneDump.Parts parts : NeptuneSource.objects(project.folder().resolve("models"))) {
      DumpedObject model = NeptuneSource.opened(engine, parts, sink);
      if (model != null) {
        model(model, sink);
      }
    }
    List<NeptuneDump.Parts> versions =
        NeptuneSource.objects(project.folder().resolve("model_versions"));
    for (NeptuneDump.Parts parts :
        versions.stream().sorted(Comparator.comparing(NeptuneDump.Parts::name)).toList()) {
      DumpedObject version = NeptuneSource.opened(engine, parts, sink);
      if (version != null) {
        version(version, sink);
      }
    }
  }

  /** Neptune's ids of models are unique in a workspace; their names need not be. */
  private void model(DumpedObject model, ImportSink sink) throws IOException, InterruptedException {
    Instant at = NeptuneSource.started(model);
    String name = ForeignNames.model(model.id());
    names.put(model.id(), name);
    Notes notes = new Notes();
    AttributeMapping mapping = new AttributeMapping(model, notes);
    model.text("sys/name").ifPresent(display -> mapping.tags().put("neptune.name", display));
    sink.put(
        new Imported.Model(
            name,
            model.text("sys/description").orElse(""),
            0,
            at,
            mapping.time("sys/modification_time").orElse(at),
            mapping.tags()));
    NeptuneSource.experiment(model.project(), at, experiments, sink);
    String id = NeptuneNames.loggedModel(model.project(), model.id());
    contents(model, mapping, id, notes, sink);
    notes.tell(sink, "model " + model.id());
  }

  private void version(DumpedObject version, ImportSink sink)
      throws IOException, InterruptedException {
    String where = "model version " + version.id();
    int dash = version.id().lastIndexOf('-');
    String number = version.id().substring(dash + 1);
    String model =
        version.text("sys/model_id").orElse(version.id().substring(0, Math.max(0, dash)));
    if (!number.matches("[1-9]\\d{0,8}") || model.isEmpty()) {
      sink.note(where, "its id does not end in a number (expected: MODEL-1); left out");
      return;
    }
    Instant at = NeptuneSource.started(version);
    if (!names.containsKey(model)) {
      names.put(model, ForeignNames.model(model));
      sink.put(new Imported.Model(ForeignNames.model(model), "", 0, at, at, Map.of()));
      sink.note(where, "the model " + model + " is not in the dump; made by its name alone");
    }
    Notes notes = new Notes();
    AttributeMapping mapping = new AttributeMapping(version, notes);
    NeptuneSource.experiment(version.project(), at, experiments, sink);
    String id = NeptuneNames.loggedModel(version.project(), version.id());
    contents(version, mapping, id, notes, sink);
    sink.put(
        new Imported.Version(
            names.getOrDefault(model, model),
            Integer.parseInt(number),
            stage(version, notes),
            "models:/" + id,
            null,
            id,
            version.text("sys/owner").orElse(""),
            version.text("sys/description").orElse(""),
            mapping.tags(),
            at,
            mapping.time("sys/modification_time").orElse(at)));
    notes.tell(sink, where);
  }

  private static String stage(DumpedObject version, Notes notes) {
    String stage = version.text("sys/stage").orElse("none");
    return switch (stage.toLowerCase(Locale.ROOT)) {
      case "staging" -> "Staging";
      case "production" -> "Production";
      case "archived" -> "Archived";
      case "none" -> "Development";
      default -> {
        notes.add("stage '" + stage + "': not one of Neptune's; kept as the tag neptune.stage");
        yield "Development";
      }
    };
  }

  private void contents(
      DumpedObject object, AttributeMapping mapping, String id, Notes notes, ImportSink sink)
      throws IOException, InterruptedException {
    String stamp = object.stamp();
    if (sink.isWhole("logged_model", id, stamp)) {
      return;
    }
    Instant at = NeptuneSource.started(object);
    sink.put(
        new Imported.LoggedModel(
            id,
            NeptuneNames.experiment(object.project()),
            ForeignNames.model(object.id()),
            null,
            "",
            "READY",
            at,
            mapping.time("sys/modification_time").orElse(at),
            object.text("sys/trashed").filter("True"::equals).isPresent(),
            mapping.params(),
            mapping.tags()));
    Path files = project.files();
    RowMapping rows =
        new RowMapping(sink, Imported.Owner.LOGGED_MODEL, id, files, notes, scratch.folder());
    for (Map.Entry<String, String> text : mapping.texts().entrySet()) {
      rows.text(text.getKey(), text.getValue());
    }
    object.rows(rows::take);
    rows.finish();
    if (notes.isEmpty()) {
      sink.whole("logged_model", id, stamp);
    }
  }
}
