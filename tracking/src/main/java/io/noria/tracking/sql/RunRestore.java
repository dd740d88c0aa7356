package io.noria.tracking.sql;

import io.noria.storage.imports.ImportRecord;
import io.noria.storage.json.Json;
import io.noria.storage.sql.Transaction;
import io.noria.tracking.DatasetInput;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.Lifecycle;
import io.noria.tracking.Limits;
import io.noria.tracking.LoggedModelId;
import io.noria.tracking.ModelOutput;
import io.noria.tracking.Restored;
import io.noria.tracking.Run;
import io.noria.tracking.RunId;
import io.noria.tracking.RunInfo;
import io.noria.tracking.RunNames;
import io.noria.tracking.RunTags;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Brings a run over with everything but its points and files. */
final class RunRestore implements ImportRecord {
  static final String KIND = "run";

  private static final List<String> PARTS =
      List.of("run_params", "run_tags", "run_inputs", "run_model_inputs", "run_outputs");

  private final Restored.OfRun wanted;
  private final ExperimentId experiment;

  /** The run, in the experiment that its own is here. */
  RunRestore(Restored.OfRun wanted, ExperimentId experiment) {
    this.wanted = wanted;
    this.experiment = experiment;
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public String id() {
    return wanted.id().value();
  }

  @Override
  public String given() {
    return Json.write(wanted);
  }

  @Override
  public boolean isUnique() {
    return true;
  }

  /** The run without its points, which are only ever added. */
  private record Made(
      RunInfo info,
      Map<String, String> params,
      Map<String, String> tags,
      List<DatasetInput> inputs,
      List<LoggedModelId> modelInputs,
      List<ModelOutput> outputs) {}

  @Override
  public @Nullable String made(Handle handle) {
    Optional<RunRows.Row> row = RunRows.find(handle, wanted.id());
    if (row.isEmpty()) {
      return null;
    }
    Run run = RunRows.full(handle, List.of(row.get())).values().iterator().next();
    return Json.write(
        new Made(
            run.info(),
            run.data().params(),
            run.data().tags(),
            run.inputs(),
            run.modelInputs(),
            run.outputs()));
  }

  @Override
  public List<String> create(Transaction tx) throws SQLException {
    List<String> notes = new ArrayList<>();
    Lifecycle lifecycle = lifecycle(tx.handle());
    long number =
        tx.handle()
            .select(
                "INSERT INTO runs (id, experiment, name, status, lifecycle, deleted_with,"
                    + " user_name, parent, artifact_location, started_ms, ended_ms, deleted_ms,"
                    + " recorded_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                    + " RETURNING number",
                wanted.id().value(),
                experiment.number(),
                name(),
                wanted.status().name(),
                lifecycle.name(),
                deletedWith(tx.handle()),
                wanted.user(),
                parent(notes),
                location(notes),
                wanted.startedAt(),
                wanted.endedAt(),
                lifecycle == Lifecycle.DELETED ? tx.now() : null,
                tx.now())
            .mapTo(Long.class)
            .one();
    parts(tx, number, notes);
    return notes;
  }

  @Override
  public List<String> update(Transaction tx) throws SQLException {
    List<String> notes = new ArrayList<>();
    Lifecycle lifecycle = lifecycle(tx.handle());
    long number = RunRows.get(tx.handle(), wanted.id()).number();
    tx.handle()
        .execute(
            "UPDATE runs SET experiment = ?, name = ?, status = ?, lifecycle = ?,"
                + " deleted_with = ?, user_name = ?, parent = ?, artifact_location = ?,"
                + " started_ms = ?, ended_ms = ?, deleted_ms = ? WHERE number = ?",
            experiment.number(),
            name(),
            wanted.status().name(),
            lifecycle.name(),
            deletedWith(tx.handle()),
            wanted.user(),
            parent(notes),
            location(notes),
            wanted.startedAt(),
            wanted.endedAt(),
            lifecycle == Lifecycle.DELETED ? tx.now() : null,
            number);
    for (String part : PARTS) {
      tx.handle().execute("DELETE FROM " + part + " WHERE run = ?", number);
    }
    parts(tx, number, notes);
    return notes;
  }

  /** A deleted run of a deleted experiment comes back with it, as MLflow has it. */
  private int deletedWith(Handle handle) {
    return isInBin(handle) ? 1 : 0;
  }

  /** In a deleted experiment every run is deleted. */
  private Lifecycle lifecycle(Handle handle) {
    return isInBin(handle) ? Lifecycle.DELETED : wanted.lifecycle();
  }

  private boolean isInBin(Handle handle) {
    return SqlExperimentStore.get(handle, experiment).lifecycle() == Lifecycle.DELETED;
  }

  private String name() {
    String tagged = wanted.tags().getOrDefault(RunTags.NAME, "");
    String name = wanted.name().isEmpty() ? tagged : wanted.name();
    return name.isEmpty() ? RunNames.of(id()) : Limits.cut(name, Limits.RUN_TAG_VALUE);
  }

  private @Nullable String parent(List<String> notes) {
    String parent = wanted.tags().get(RunTags.PARENT);
    if (parent == null) {
      return null;
    }
    try {
      return new RunId(parent).value();
    } catch (io.noria.base.NoriaException e) {
      notes.add("its parent is left out: " + e.getMessage());
      return null;
    }
  }

  /** The place that its files' address is made of, when they stay where they were. */
  private @Nullable String location(List<String> notes) {
    String uri = wanted.artifactUri();
    String end = "/" + wanted.id() + "/artifacts";
    if (uri == null) {
      return null;
    }
    if (uri.endsWith(end) && uri.length() <= 2000) {
      return uri.substring(0, uri.length() - end.length());
    }
    notes.add("its files stay at " + Limits.shown(uri) + ", which is not kept here");
    return null;
  }

  private void parts(Transaction tx, long number, List<String> notes) throws SQLException {
    Handle handle = tx.handle();
    KeyValues.RUN_PARAMS.put(
        tx, number, Fit.pairs("param", wanted.params(), Limits.PARAM_VALUE, notes));
    Map<String, String> tags =
        new TreeMap<>(Fit.pairs("tag", wanted.tags(), Limits.RUN_TAG_VALUE, notes));
    tags.put(RunTags.NAME, name());
    KeyValues.RUN_TAGS.put(tx, number, tags);
    RunInputs.log(tx, RunRows.get(handle, wanted.id()), wanted.inputs());
    for (LoggedModelId model : wanted.modelInputs()) {
      handle.execute(
          "INSERT INTO run_model_inputs (run, model) VALUES (?, ?) ON CONFLICT DO NOTHING",
          number,
          model.value());
    }
    for (ModelOutput output : wanted.outputs()) {
      handle.execute(
          "INSERT INTO run_outputs (run, model, step) VALUES (?, ?, ?)"
              + " ON CONFLICT (run, model) DO UPDATE SET step = excluded.step",
          number,
          output.model().value(),
          output.step());
    }
  }
}
