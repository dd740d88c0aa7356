package io.noria.tracking.sql;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.storage.imports.ImportLedger;
import io.noria.storage.imports.ImportResult;
import io.noria.storage.imports.ImportResult.Outcome;
import io.noria.storage.object.ObjectStore;
import io.noria.storage.object.StoredObject;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import io.noria.tracking.Artifact;
import io.noria.tracking.ArtifactRoot;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.Limits;
import io.noria.tracking.LoggedModelId;
import io.noria.tracking.Metric;
import io.noria.tracking.MetricBits;
import io.noria.tracking.ModelPoint;
import io.noria.tracking.Restored;
import io.noria.tracking.RunEvents;
import io.noria.tracking.RunId;
import io.noria.tracking.TrackingImports;
import io.noria.tracking.curve.Points;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Writes what comes from other systems into this area's tables. */
public final class SqlTrackingImports implements TrackingImports {
  private final Database database;
  private final ObjectStore objects;
  private final RunEvents events;
  private final ExperimentIds ids;

  /**
   * The tables in the database, and the files in the object store.
   *
   * @param events hears of the runs that come
   */
  public SqlTrackingImports(Database database, ObjectStore objects, RunEvents events) {
    this.database = database;
    this.objects = objects;
    this.events = events;
    this.ids = new ExperimentIds(database.dialect());
  }

  @Override
  public List<ImportResult> restore(String source, boolean intoExisting, List<Restored> records) {
    return ImportLedger.batch(
        database,
        records,
        (tx, record) -> restore(tx, source, intoExisting, record),
        SqlTrackingImports::name);
  }

  private static ImportLedger.Name name(Restored record) {
    return switch (record) {
      case Restored.OfExperiment one -> new ImportLedger.Name("experiment", one.id());
      case Restored.OfRun one -> new ImportLedger.Name("run", one.id().value());
      case Restored.OfPoints one -> new ImportLedger.Name("points", pointsId(one));
      case Restored.OfLoggedModel one -> new ImportLedger.Name("logged_model", one.id().value());
      case Restored.OfModelPoint one ->
          new ImportLedger.Name("model_point", one.point().model().value());
    };
  }

  private static String pointsId(Restored.OfPoints points) {
    return points.run() + "/" + Limits.shown(points.key());
  }

  private ImportResult restore(Transaction tx, String source, boolean intoExisting, Restored record)
      throws SQLException {
    return switch (record) {
      case Restored.OfExperiment one ->
          new ExperimentRestore(tx, ids, source, intoExisting, one).write();
      case Restored.OfRun one -> {
        ExperimentId experiment = experiment(tx, source, one.experiment());
        ImportResult result = ImportLedger.restore(tx, source, new RunRestore(one, experiment));
        if (result.outcome() == Outcome.CREATED || result.outcome() == Outcome.UPDATED) {
          tx.afterCommit(() -> events.changed(one.id(), experiment));
        }
        yield result;
      }
      case Restored.OfPoints one -> points(tx, one);
      case Restored.OfLoggedModel one ->
          ImportLedger.restore(
              tx, source, new LoggedModelRestore(one, experiment(tx, source, one.experiment())));
      case Restored.OfModelPoint one -> modelPoint(tx, one.run(), one.point());
    };
  }

  /** The experiment here that the source's experiment is. */
  static ExperimentId experiment(Transaction tx, String source, String id) throws SQLException {
    return ImportLedger.find(tx, source, ExperimentRestore.KIND, id)
        .map(entry -> new ExperimentId(entry.here()))
        .orElseThrow(() ->
            new NoriaException(
                ErrorCode.FAILED_PRECONDITION,
                "experiment " + Limits.shown(id) + " of the source did not come over"));
  }

  private ImportResult points(Transaction tx, Restored.OfPoints record) throws SQLException {
    Limits.key("metric", record.key());
    RunId run = record.run();
    if (ImportLedger.findHere(tx, RunRestore.KIND, run.value()).isEmpty()) {
      throw foreign(RunRestore.KIND, run.value());
    }
    Points points = record.points();
    if (points.count() > 0) {
      MetricWriter.restore(tx, run, record.key(), points);
      int last = points.count() - 1;
      Metric latest =
          new Metric(
              record.key(),
              MetricBits.value(points.bits(last)),
              Instant.ofEpochMilli(points.time(last)),
              points.step(last));
      tx.afterCommit(() -> events.logged(run, List.of(latest)));
    }
    return new ImportResult("points", pointsId(record), run.value(), Outcome.CREATED, List.of());
  }

  private static ImportResult modelPoint(Transaction tx, RunId run, ModelPoint point) {
    String model = point.model().value();
    imported(tx.handle(), LoggedModelRestore.KIND, model);
    LoggedModelRestore.point(tx.handle(), run, point);
    return new ImportResult("model_point", model, model, Outcome.CREATED, List.of());
  }

  private static void imported(Handle handle, String kind, String id) {
    if (!ImportLedger.isImported(handle, kind, id)) {
      throw foreign(kind, id);
    }
  }

  private static NoriaException foreign(String kind, String id) {
    return new NoriaException(
        ErrorCode.FAILED_PRECONDITION,
        kind.replace('_', ' ') + " " + id + " is not from an import (expected: one that is)");
  }

  @Override
  public void whole(String source, String kind, String id, String stamp) {
    database.write(tx -> {
      ImportLedger.whole(tx, source, kind, id, stamp);
      return true;
    });
  }

  @Override
  public Map<String, String> wholes(String source, String kind, String after, int most) {
    return ImportLedger.wholes(database, source, kind, after, most);
  }

  @Override
  public ArtifactRoot rootOf(RunId run) {
    return database.read(handle -> RunRows.get(handle, run).info().artifacts());
  }

  @Override
  public ArtifactRoot rootOf(LoggedModelId model) {
    return database.read(handle -> LoggedModelRestore.row(handle, model)).model().artifacts();
  }

  @Override
  public Artifact putFile(ArtifactRoot root, String path, InputStream bytes, long length)
      throws IOException {
    Limits.path("artifact path", path);
    String[] parts = root.value().split("/", -1);
    String kind = parts.length == 3 ? LoggedModelRestore.KIND : RunRestore.KIND;
    database.read(handle -> {
      imported(handle, kind, parts[parts.length - 1]);
      return true;
    });
    StoredObject stored = objects.put(bytes);
    if (length >= 0 && stored.size() != length) {
      throw NoriaException.invalid(
          "file "
              + Limits.shown(path)
              + ": "
              + stored.size()
              + " bytes came (expected: "
              + length
              + ")");
    }
    return database.write(tx -> {
      imported(tx.handle(), kind, parts[parts.length - 1]);
      return SqlArtifactStore.record(tx, root, path, stored);
    });
  }
}
