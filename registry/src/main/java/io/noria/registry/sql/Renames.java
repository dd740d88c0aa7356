package io.noria.registry.sql;

import io.noria.base.Event;
import io.noria.base.Ref;
import io.noria.registry.ModelVersionId;
import io.noria.storage.lineage.Lineages;
import io.noria.storage.sql.Transaction;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Gives a model another name in every table that knows it. */
final class Renames {
  private Renames() {}

  /** In the caller's transaction; the new name is one that no model ever had. */
  static void move(Transaction tx, String name, String newName) {
    Handle handle = tx.handle();
    handle.execute(
        "UPDATE registered_models SET name = ?, updated_ms = ? WHERE name = ?",
        newName,
        tx.now(),
        name);
    for (String table :
        List.of(
            "registered_model_tags",
            "model_versions",
            "model_aliases",
            "model_moves",
            "protected_aliases")) {
      handle.execute("UPDATE " + table + " SET model = ? WHERE model = ?", newName, name);
    }
    copies(handle, name, newName);
    cards(handle, newName);
    Lineages.rename(tx, model(name), model(newName));
    for (VersionRows.Row row : VersionRows.list(handle, "WHERE model = ?", newName)) {
      ModelVersionId id = row.version().id();
      Lineages.rename(tx, new ModelVersionId(name, id.version()).ref(), id.ref());
    }
    handle.execute(
        "INSERT INTO model_renames (old_name, new_name, who, recorded_ms) VALUES (?, ?, ?, ?)",
        name,
        newName,
        tx.actor(),
        tx.now());
    tx.publish(
        new Event.ModelRenamed(
            model(newName),
            null,
            "Model " + name + " is called " + newName + " from now on.",
            name,
            newName));
  }

  private static Ref model(String name) {
    return Ref.of(Ref.Kind.MODEL, name);
  }

  /** Copies of its versions, under whatever name, say where they come from. */
  private static void copies(Handle handle, String name, String newName) {
    String old = "models:/" + name + "/";
    handle.execute(
        "UPDATE model_versions SET source = ? || substr(source, ?) WHERE substr(source, 1, ?) = ?",
        "models:/" + newName + "/",
        old.length() + 1,
        old.length(),
        old);
  }

  private static void cards(Handle handle, String newName) {
    for (VersionRows.Row row : VersionRows.list(handle, "WHERE model = ?", newName)) {
      SqlCardStore.rename(handle, row);
    }
  }
}
