package io.noria.traces.sql;

import io.noria.storage.sql.Transaction;
import io.noria.tracking.WorkspaceContents;
import io.noria.tracking.WorkspaceName;
import java.util.List;

/** The evaluation datasets of a workspace that is deleted. */
public final class DatasetsOfWorkspace implements WorkspaceContents {
  @Override
  public String kind() {
    return "evaluation_datasets";
  }

  @Override
  public long count(Transaction tx, WorkspaceName workspace) {
    return numbers(tx, workspace).size();
  }

  private static List<Long> numbers(Transaction tx, WorkspaceName workspace) {
    return tx.handle()
        .select("SELECT number FROM evaluation_datasets WHERE workspace = ?", workspace.value())
        .mapTo(Long.class)
        .list();
  }

  /** Several may have the same name, but MLflow refuses to bring such together. */
  @Override
  public List<String> conflicts(Transaction tx, WorkspaceName workspace) {
    return tx.handle()
        .select(
            "SELECT DISTINCT w.name FROM evaluation_datasets w"
                + " JOIN evaluation_datasets d ON d.name = w.name"
                + " WHERE w.workspace = ? AND d.workspace = 'default' ORDER BY w.name",
            workspace.value())
        .mapTo(String.class)
        .list();
  }

  @Override
  public void moveToDefault(Transaction tx, WorkspaceName workspace) {
    tx.handle()
        .execute(
            "UPDATE evaluation_datasets SET workspace = 'default' WHERE workspace = ?",
            workspace.value());
  }

  @Override
  public void delete(Transaction tx, WorkspaceName workspace) {
    numbers(tx, workspace).forEach(number -> SqlEvaluationStore.delete(tx.handle(), number));
  }
}
