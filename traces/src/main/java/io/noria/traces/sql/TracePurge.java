package io.noria.traces.sql;

import io.noria.storage.gc.Purge;
import io.noria.storage.sql.Transaction;
import io.noria.traces.TraceId;
import io.noria.traces.sql.TraceRemoval.Gone;
import io.noria.tracking.ArtifactRoot;
import io.noria.tracking.ExperimentId;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Traces of experiments that were deleted, and of those that are gone. */
public final class TracePurge implements Purge {
  @Override
  public String kind() {
    return "traces";
  }

  @Override
  public void stamp(Transaction tx) {
    // A trace goes with its experiment, which says since when it is deleted.
  }

  @Override
  public Due due(Handle handle, Instant before) {
    Set<String> roots = new HashSet<>();
    List<Gone> going = find(handle, before, -1, Integer.MAX_VALUE);
    for (Gone trace : going) {
      if (ArtifactRoot.isTrace(trace.id().value())) {
        roots.add(trace.root().value());
      }
    }
    return new Due(going.size(), 0, roots.isEmpty() ? Map.of() : Map.of("artifacts", roots));
  }

  @Override
  public Step step(Transaction tx, Instant before, long after, int most) {
    List<Gone> going = find(tx.handle(), before, after, most);
    TraceRemoval.remove(tx.handle(), going);
    for (Gone trace : going) {
      if (ArtifactRoot.isTrace(trace.id().value())) {
        tx.handle().execute("DELETE FROM artifacts WHERE root = ?", trace.root().value());
      }
    }
    long last = going.isEmpty() ? after : going.getLast().number();
    return new Step(going.size(), 0, last, going.size() == most);
  }

  private static List<Gone> find(Handle handle, Instant before, long after, int most) {
    return handle
        .select(
            "SELECT t.number, t.id, t.experiment FROM traces t"
                + " LEFT JOIN experiments e ON e.id = t.experiment WHERE t.number > ?"
                + " AND (e.id IS NULL OR e.lifecycle = 'DELETED' AND e.deleted_ms <= ?)"
                + " ORDER BY t.number LIMIT ?",
            after,
            before,
            most)
        .map((rows, context) ->
            new Gone(
                rows.getLong(1), new TraceId(rows.getString(2)), ExperimentId.of(rows.getLong(3))))
        .list();
  }
}
