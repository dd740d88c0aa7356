package io.noria.tracking.sql;

import io.noria.storage.gc.Holds;
import io.noria.storage.gc.NumberedPurge;
import io.noria.storage.sql.Transaction;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Logged models that were deleted, and those of experiments that were. */
public final class LoggedModelPurge extends NumberedPurge {
  private final Holds needed;

  /** All but the needed ones. */
  public LoggedModelPurge(Holds needed) {
    super("logged_models", "logged_models");
    this.needed = needed;
  }

  @Override
  protected String candidates() {
    return "SELECT m.number, m.id, CAST(m.experiment AS TEXT) || '/models/' || m.id AS owner"
        + " FROM logged_models m JOIN experiments e ON e.id = m.experiment"
        + " WHERE ((m.lifecycle = 'DELETED' AND m.deleted_ms <= :before)"
        + " OR (e.lifecycle = 'DELETED' AND e.deleted_ms <= :before)) AND m.number > :after"
        + " ORDER BY m.number LIMIT :most";
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
  protected void delete(Transaction tx, List<Candidate> models) {
    Handle handle = tx.handle();
    for (String table :
        List.of("logged_model_params", "logged_model_tags", "logged_model_metrics")) {
      deleteByNumber(handle, table, "model", models);
    }
    deleteById(handle, "run_model_inputs", "model", models);
    deleteById(handle, "run_outputs", "model", models);
    deleteByOwner(handle, "artifacts", "root", models);
    deleteByNumber(handle, "logged_models", "number", models);
  }
}
