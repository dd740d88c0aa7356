package io.noria.traces.sql;

import io.noria.storage.gc.NumberedPurge;
import io.noria.storage.sql.Transaction;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Traces of experiments that were deleted: a deleted trace is gone at once. */
public final class TracePurge extends NumberedPurge {
  /** All of them. */
  public TracePurge() {
    super("traces", "");
  }

  @Override
  protected String candidates() {
    return "SELECT t.number, t.id, '' AS owner FROM traces t JOIN experiments e"
        + " ON e.id = t.experiment WHERE e.lifecycle = 'DELETED' AND e.deleted_ms <= :before"
        + " AND t.number > :after ORDER BY t.number LIMIT :most";
  }

  @Override
  protected Set<String> needed(Handle handle, List<Candidate> candidates) {
    return Set.of();
  }

  @Override
  protected void delete(Transaction tx, List<Candidate> traces) {
    for (String table :
        List.of(
            "trace_tags",
            "trace_metadata",
            "trace_spans",
            "trace_chunks",
            "trace_runs",
            "trace_prompts",
            "trace_assessments")) {
      deleteByNumber(tx.handle(), table, "trace", traces);
    }
    deleteByNumber(tx.handle(), "traces", "number", traces);
  }
}
