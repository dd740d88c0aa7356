package io.noria.tracking.sql;

import io.noria.storage.imports.ImportRecord;
import io.noria.storage.json.Json;
import io.noria.storage.sql.Transaction;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.Lifecycle;
import io.noria.tracking.Limits;
import io.noria.tracking.LoggedModel;
import io.noria.tracking.LoggedModelId;
import io.noria.tracking.ModelPoint;
import io.noria.tracking.Restored;
import io.noria.tracking.RunId;
import io.noria.tracking.RunNames;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Brings a logged model over with everything but its points and files. */
final class LoggedModelRestore implements ImportRecord {
  static final String KIND = "logged_model";
  private static final int NAME = 500;

  private final Restored.OfLoggedModel wanted;
  private final ExperimentId experiment;

  /** The model, in the experiment that its own is here. */
  LoggedModelRestore(Restored.OfLoggedModel wanted, ExperimentId experiment) {
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

  /** The model without its points, which are only ever added. */
  private record Made(
      String lifecycle, LoggedModel bare, Map<String, String> params, Map<String, String> tags) {}

  /** The model's row, deleted or not; NOT_FOUND when there is none. */
  static LoggedModelRows.Row row(Handle handle, LoggedModelId id) {
    return LoggedModelRows.list(handle, "WHERE id = ?", id.value()).stream()
        .findFirst()
        .orElseThrow(() -> Fault.missing("logged model", id));
  }

  @Override
  public @Nullable String made(Handle handle) {
    List<LoggedModelRows.Row> rows = LoggedModelRows.list(handle, "WHERE id = ?", id());
    if (rows.isEmpty()) {
      return null;
    }
    LoggedModelRows.Row row = rows.getFirst();
    List<Long> number = List.of(row.number());
    String lifecycle =
        handle
            .select("SELECT lifecycle FROM logged_models WHERE number = ?", row.number())
            .mapTo(String.class)
            .one();
    return Json.write(
        new Made(
            lifecycle,
            row.model(),
            KeyValues.MODEL_PARAMS.all(handle, number).getOrDefault(row.number(), Map.of()),
            KeyValues.MODEL_TAGS.all(handle, number).getOrDefault(row.number(), Map.of())));
  }

  @Override
  public List<String> create(Transaction tx) throws SQLException {
    RunId run = wanted.run();
    long number =
        tx.handle()
            .select(
                "INSERT INTO logged_models (id, experiment, name, run, type, status, lifecycle,"
                    + " created_ms, updated_ms, deleted_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                    + " RETURNING number",
                id(),
                experiment.number(),
                name(),
                run == null ? null : run.value(),
                wanted.type(),
                wanted.status().name(),
                wanted.lifecycle().name(),
                wanted.createdAt(),
                wanted.updatedAt(),
                wanted.lifecycle() == Lifecycle.DELETED ? tx.now() : null)
            .mapTo(Long.class)
            .one();
    List<String> notes = new ArrayList<>();
    parts(tx, number, notes);
    return notes;
  }

  @Override
  public List<String> update(Transaction tx) throws SQLException {
    RunId run = wanted.run();
    long number = row(tx.handle(), wanted.id()).number();
    tx.handle()
        .execute(
            "UPDATE logged_models SET experiment = ?, name = ?, run = ?, type = ?, status = ?,"
                + " lifecycle = ?, created_ms = ?, updated_ms = ?, deleted_ms = ? WHERE number = ?",
            experiment.number(),
            name(),
            run == null ? null : run.value(),
            wanted.type(),
            wanted.status().name(),
            wanted.lifecycle().name(),
            wanted.createdAt(),
            wanted.updatedAt(),
            wanted.lifecycle() == Lifecycle.DELETED ? tx.now() : null,
            number);
    tx.handle().execute("DELETE FROM logged_model_params WHERE model = ?", number);
    tx.handle().execute("DELETE FROM logged_model_tags WHERE model = ?", number);
    List<String> notes = new ArrayList<>();
    parts(tx, number, notes);
    return notes;
  }

  private String name() {
    return wanted.name().isEmpty() ? RunNames.of(id()) : Limits.cut(wanted.name(), NAME);
  }

  private void parts(Transaction tx, long number, List<String> notes) throws SQLException {
    KeyValues.MODEL_PARAMS.put(
        tx, number, Fit.pairs("param", wanted.params(), Limits.PARAM_VALUE, notes));
    KeyValues.MODEL_TAGS.put(
        tx, number, Fit.pairs("tag", wanted.tags(), Limits.RUN_TAG_VALUE, notes));
  }

  /** Writes a point of a model, deleted or not. */
  static void point(Handle handle, RunId run, ModelPoint point) {
    LoggedModelRows.write(handle, row(handle, point.model()).number(), run, point);
  }
}
