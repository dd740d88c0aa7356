package io.noria.tracking.sql;

import io.noria.base.Ref;
import io.noria.storage.gc.Holds;
import io.noria.storage.gc.NumberedPurge;
import io.noria.storage.lineage.Lineages;
import io.noria.storage.sql.Transaction;
import io.noria.tracking.RunEvents;
import io.noria.tracking.RunId;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Runs with everything that was logged to them. */
public final class RunPurge extends NumberedPurge {
  private final Holds needed;
  private final RunEvents events;

  /** All but the needed ones. */
  public RunPurge(Holds needed, RunEvents events) {
    super("runs", "runs");
    this.needed = needed;
    this.events = events;
  }

  @Override
  protected String candidates() {
    return "SELECT number, id, CAST(experiment AS TEXT) || '/' || id AS owner FROM runs"
        + " WHERE lifecycle = 'DELETED' AND deleted_ms <= :before AND number > :after"
        + " ORDER BY number LIMIT :most";
  }

  @Override
  protected Set<String> needed(Handle handle, List<Candidate> candidates) {
    return candidates.isEmpty() ? Set.of() : needed.ids(handle);
  }

  @Override
  protected String ownedTable() {
    return "artifacts";
  }

  @Override
  protected void delete(Transaction tx, List<Candidate> runs) {
    Handle handle = tx.handle();
    MetricPurge.runs(handle, runs.stream().map(Candidate::number).toList());
    for (String table :
        List.of("run_params", "run_tags", "run_inputs", "run_model_inputs", "run_outputs")) {
      deleteByNumber(handle, table, "run", runs);
    }
    deleteByOwner(handle, "artifacts", "root", runs);
    deleteByNumber(handle, "runs", "number", runs);
    for (Candidate run : runs) {
      Lineages.forget(tx, Ref.of(Ref.Kind.RUN, run.id()));
    }
    tx.afterCommit(() -> runs.forEach(run -> events.changed(new RunId(run.id()), null)));
  }
}
