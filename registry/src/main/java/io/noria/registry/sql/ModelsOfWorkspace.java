package io.noria.registry.sql;

import io.noria.registry.Names;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import io.noria.tracking.Workspace;
import io.noria.tracking.WorkspaceContents;
import io.noria.tracking.WorkspaceName;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The registered models of a workspace that is deleted. */
public final class ModelsOfWorkspace implements WorkspaceContents {
  private final Database database;
  private final SqlModelStore models;

  /** The models of the store. */
  public ModelsOfWorkspace(Database database, SqlModelStore models) {
    this.database = database;
    this.models = models;
  }

  @Override
  public String kind() {
    return "registered_models";
  }

  private static List<String> names(Handle handle, WorkspaceName workspace) {
    return handle
        .select(
            "SELECT m.name FROM registered_models m WHERE m.lifecycle = 'ACTIVE' AND "
                + NamesIn.column("m.name", workspace).condition()
                + " ORDER BY m.name")
        .mapTo(String.class)
        .list();
  }

  /** Something may go by a model's name, which a move to the default workspace changes. */
  @Override
  public void prepare(WorkspaceName workspace, Workspace.Deletion how) {
    if (how == Workspace.Deletion.SET_DEFAULT) {
      database.read(handle -> names(handle, workspace)).forEach(models::beforeRename);
    }
  }

  @Override
  public long count(Transaction tx, WorkspaceName workspace) {
    return names(tx.handle(), workspace).size();
  }

  /** A deleted model's name is taken too: its numbers would be used twice. */
  @Override
  public List<String> conflicts(Transaction tx, WorkspaceName workspace) {
    return names(tx.handle(), workspace).stream()
        .map(Names::within)
        .filter(name ->
            tx.handle()
                .select("SELECT 1 FROM registered_models WHERE name = ?", name)
                .mapTo(Integer.class)
                .findFirst()
                .isPresent())
        .toList();
  }

  @Override
  public void moveToDefault(Transaction tx, WorkspaceName workspace) {
    names(tx.handle(), workspace).forEach(name -> models.rename(tx, name, Names.within(name)));
  }

  @Override
  public void delete(Transaction tx, WorkspaceName workspace) {
    names(tx.handle(), workspace).forEach(name -> models.delete(tx, name));
  }
}
