package io.noria.traces.sql;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.storage.imports.ImportLedger;
import io.noria.storage.imports.ImportRecord;
import io.noria.storage.imports.ImportResult;
import io.noria.storage.json.Json;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import io.noria.traces.SpanBatch;
import io.noria.traces.SpanKeys;
import io.noria.traces.TraceImports;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.Limits;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Writes traces of other systems into this area's tables. */
public final class SqlTraceImports implements TraceImports {
  private static final String KIND = "trace";
  private final Database database;

  /** The tables in the database. */
  public SqlTraceImports(Database database) {
    this.database = database;
  }

  @Override
  public List<ImportResult> restore(String source, List<Restored> traces) {
    return ImportLedger.batch(
        database,
        traces,
        (tx, trace) ->
            ImportLedger.restore(
                tx, source, new Record(trace, experiment(tx, source, trace.experiment()))),
        trace -> new ImportLedger.Name(KIND, trace.id().value()));
  }

  private static ExperimentId experiment(Transaction tx, String source, String id)
      throws SQLException {
    return ImportLedger.find(tx, source, "experiment", id)
        .map(entry -> new ExperimentId(entry.here()))
        .orElseThrow(() ->
            new NoriaException(
                ErrorCode.FAILED_PRECONDITION,
                "experiment " + Limits.shown(id) + " of the source did not come over"));
  }

  private record Record(Restored wanted, ExperimentId experiment) implements ImportRecord {
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

    @Override
    public @Nullable String made(Handle handle) {
      return TraceRows.find(handle, wanted.id())
          .map(row -> Json.write(TraceRows.infos(handle, List.of(row)).values().iterator().next()))
          .orElse(null);
    }

    @Override
    public List<String> create(Transaction tx) {
      var trace = wanted.in(experiment);
      SqlTraceStore.check(trace);
      long number = SqlTraceStore.put(tx, trace);
      if (!wanted.spans().isEmpty()) {
        new SpanLog(tx).write(experiment, new SpanBatch(wanted.id(), wanted.spans(), Map.of()));
      }
      Handle handle = tx.handle();
      Map<String, String> tags = new TreeMap<>(wanted.tags());
      tags.remove(SpanKeys.NAME);
      tags.remove(SpanKeys.SPANS_LOCATION);
      if (!wanted.spans().isEmpty()) {
        tags.put(SpanKeys.SPANS_LOCATION, SpanKeys.HERE);
      }
      tags.put(SpanKeys.ARTIFACTS, SqlTraceStore.artifacts(experiment, wanted.id()));
      Rows.put(handle, "trace_tags", "trace", number, tags);
      Rows.put(handle, "trace_metadata", "trace", number, new TreeMap<>(wanted.metadata()));
      SqlTraceStore.copyTotals(handle, number, wanted.metadata());
      assessments(tx, number);
      for (String run : wanted.runs()) {
        handle.execute(
            "INSERT INTO trace_runs (trace, run) VALUES (?, ?) ON CONFLICT DO NOTHING",
            number,
            run);
      }
      for (String prompt : wanted.prompts()) {
        handle.execute(
            "INSERT INTO trace_prompts (trace, prompt) VALUES (?, ?) ON CONFLICT DO NOTHING",
            number,
            prompt);
      }
      return List.of();
    }

    private void assessments(Transaction tx, long number) {
      for (RestoredAssessment one : wanted.assessments()) {
        AssessmentRows.insert(tx, number, one.id(), one.content());
        tx.handle()
            .execute(
                "UPDATE trace_assessments SET valid = ?, updated_ms = ? WHERE id = ?",
                one.valid() ? 1 : 0,
                one.updatedAt(),
                one.id().value());
      }
    }

    @Override
    public List<String> update(Transaction tx) {
      TraceRows.Row row = TraceRows.get(tx.handle(), wanted.id());
      TraceRemoval.remove(
          tx.handle(), List.of(new TraceRemoval.Gone(row.number(), row.id(), row.experiment())));
      return create(tx);
    }
  }
}
