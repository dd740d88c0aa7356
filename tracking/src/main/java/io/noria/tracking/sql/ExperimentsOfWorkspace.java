package io.noria.tracking.sql;

import io.noria.storage.sql.Transaction;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.RunEvents;
import io.noria.tracking.WorkspaceContents;
import io.noria.tracking.WorkspaceName;
import java.util.List;

/** The experiments of a workspace that is deleted. */
record ExperimentsOfWorkspace(RunEvents events) implements WorkspaceContents {
  @Override
  public String kind() {
    return "experiments";
  }

  @Override
  public long count(Transaction tx, WorkspaceName workspace) {
    return tx.handle()
        .select("SELECT COUNT(*) FROM experiments WHERE workspace = ?", workspace.value())
        .mapTo(Long.class)
        .one();
  }

  @Override
  public List<String> conflicts(Transaction tx, WorkspaceName workspace) {
    return tx.handle()
        .select(
            "SELECT e.name FROM experiments e JOIN experiments d ON d.name = e.name"
                + " WHERE e.workspace = ? AND d.workspace = 'default' ORDER BY e.name LIMIT 100",
            workspace.value())
        .mapTo(String.class)
        .list();
  }

  @Override
  public void moveToDefault(Transaction tx, WorkspaceName workspace) {
    tx.handle()
        .execute(
            "UPDATE experiments SET workspace = 'default' WHERE workspace = ?", workspace.value());
  }

  /**
   * Deletes as any deletion does, so that all of it can be brought back until it is purged; the
   * name of the workspace is free again at once.
   */
  @Override
  public void delete(Transaction tx, WorkspaceName workspace) {
    List<Long> ids =
        tx.handle()
            .select(
                "SELECT id FROM experiments WHERE workspace = ? AND lifecycle = 'ACTIVE'",
                workspace.value())
            .mapTo(Long.class)
            .list();
    for (long id : ids) {
      tx.handle()
          .execute(
              "UPDATE runs SET lifecycle = 'DELETED', deleted_with = 1, deleted_ms = ?"
                  + " WHERE experiment = ? AND lifecycle = 'ACTIVE'",
              tx.now(),
              id);
      tx.afterCommit(() -> events.changed(ExperimentId.of(id)));
    }
    tx.handle()
        .execute(
            "UPDATE experiments SET lifecycle = 'DELETED', deleted_ms = ?, updated_ms = ?"
                + " WHERE workspace = ? AND lifecycle = 'ACTIVE'",
            tx.now(),
            tx.now(),
            workspace.value());
    tx.handle()
        .execute(
            "UPDATE experiments SET workspace = ? WHERE workspace = ?",
            workspace.value() + "~" + tx.now().toEpochMilli(),
            workspace.value());
  }
}
