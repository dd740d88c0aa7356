package io.noria.registry.sql;

import io.noria.storage.sql.Transaction;
import io.noria.tracking.WorkspaceContents;
import io.noria.tracking.WorkspaceName;
import java.util.List;

/** The webhooks of a workspace that is deleted. */
public final class WebhooksOfWorkspace implements WorkspaceContents {
  private static final String OF = " WHERE workspace = ?";

  @Override
  public String kind() {
    return "webhooks";
  }

  @Override
  public long count(Transaction tx, WorkspaceName workspace) {
    return tx.handle()
        .select("SELECT COUNT(*) FROM webhooks" + OF, workspace.value())
        .mapTo(Long.class)
        .one();
  }

  /** Several may have the same name, but MLflow refuses to bring such together. */
  @Override
  public List<String> conflicts(Transaction tx, WorkspaceName workspace) {
    return tx.handle()
        .select(
            "SELECT DISTINCT w.name FROM webhooks w JOIN webhooks d ON d.name = w.name"
                + " WHERE w.workspace = ? AND d.workspace = 'default' ORDER BY w.name",
            workspace.value())
        .mapTo(String.class)
        .list();
  }

  @Override
  public void moveToDefault(Transaction tx, WorkspaceName workspace) {
    tx.handle().execute("UPDATE webhooks SET workspace = 'default'" + OF, workspace.value());
  }

  @Override
  public void delete(Transaction tx, WorkspaceName workspace) {
    for (String table : List.of("webhook_deliveries", "webhook_events")) {
      tx.handle()
          .execute(
              "DELETE FROM " + table + " WHERE webhook IN (SELECT id FROM webhooks" + OF + ")",
              workspace.value());
    }
    tx.handle().execute("DELETE FROM webhooks" + OF, workspace.value());
  }
}
