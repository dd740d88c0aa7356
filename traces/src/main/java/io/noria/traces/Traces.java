package io.noria.traces;

import io.noria.base.IdSource;
import io.noria.storage.gc.ObjectColumn;
import io.noria.storage.gc.Purge;
import io.noria.storage.sql.Database;
import io.noria.traces.sql.DatasetsOfWorkspace;
import io.noria.traces.sql.SqlAssessmentStore;
import io.noria.traces.sql.SqlEvaluationStore;
import io.noria.traces.sql.SqlScorerStore;
import io.noria.traces.sql.SqlTraceImports;
import io.noria.traces.sql.SqlTraceStore;
import io.noria.traces.sql.TracePurge;
import io.noria.tracking.Tracking;
import io.noria.tracking.WorkspaceContents;
import java.util.List;

/**
 * What applications did and what is thought of it. Thread-safe.
 *
 * @param traces with their spans
 * @param assessments of traces
 * @param evaluation datasets that applications are evaluated with
 * @param scorers that tell how good a trace is
 * @param ofWorkspaces what is kept by workspace
 * @param imports takes in other systems' traces
 */
public record Traces(
    TraceStore traces,
    AssessmentStore assessments,
    EvaluationStore evaluation,
    ScorerStore scorers,
    List<WorkspaceContents> ofWorkspaces,
    TraceImports imports) {
  /** Opens the area on a migrated database; the caller closes it. */
  public static Traces open(Database database, Tracking tracking, IdSource ids) {
    return new Traces(
        new SqlTraceStore(database, tracking, ids),
        new SqlAssessmentStore(database, ids),
        new SqlEvaluationStore(database, tracking, ids),
        new SqlScorerStore(database, tracking.experiments(), ids),
        List.of(new DatasetsOfWorkspace()),
        new SqlTraceImports(database));
  }

  /** What deletes this area's records for good. */
  public static List<Purge> purges() {
    return List.of(new TracePurge());
  }

  /** Which columns name objects, and which do not. */
  public static List<ObjectColumn> objectColumns() {
    return List.of(
        ObjectColumn.nothing("trace_chunks", "content"),
        ObjectColumn.nothing("evaluation_datasets", "digest"),
        ObjectColumn.nothing("evaluation_records", "inputs_digest"));
  }
}
