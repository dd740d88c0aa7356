package io.noria.tracking.sql;

import io.noria.storage.gc.NumberedPurge;
import io.noria.storage.sql.Transaction;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Experiments of which nothing is left. The first one, that every client knows, stays. */
public final class ExperimentPurge extends NumberedPurge {
  /** All that are empty. */
  public ExperimentPurge() {
    super("experiments", "experiments");
  }

  @Override
  protected String candidates() {
    return "SELECT id AS number, CAST(id AS TEXT) AS id, '' AS owner FROM experiments"
        + " WHERE id <> 0 AND lifecycle = 'DELETED' AND deleted_ms <= :before AND id > :after"
        + " ORDER BY id LIMIT :most";
  }

  @Override
  protected Set<String> needed(Handle handle, List<Candidate> candidates) {
    Set<String> full = new HashSet<>();
    for (Candidate experiment : candidates) {
      boolean empty =
          handle
              .createQuery(
                  "SELECT 1 FROM runs WHERE experiment = :id UNION ALL"
                      + " SELECT 1 FROM logged_models WHERE experiment = :id LIMIT 1")
              .bind("id", experiment.number())
              .mapTo(Integer.class)
              .findFirst()
              .isEmpty();
      if (!empty) {
        full.add(experiment.id());
      }
    }
    return full;
  }

  @Override
  protected void delete(Transaction tx, List<Candidate> experiments) {
    Handle handle = tx.handle();
    deleteByNumber(handle, "experiment_tags", "experiment", experiments);
    deleteByNumber(handle, "tracked_datasets", "experiment", experiments);
    deleteByNumber(handle, "experiments", "id", experiments);
  }
}
