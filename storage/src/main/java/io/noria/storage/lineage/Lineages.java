package io.noria.storage.lineage;

import io.noria.base.Ref;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;

/** Opens the lineage of a database. */
public final class Lineages {
  private Lineages() {}

  /** The graph that the database's transactions write. */
  public static Lineage open(Database database) {
    return new SqlLineage(database);
  }

  /** Removes every edge of a record that is deleted for good. */
  public static void forget(Transaction tx, Ref ref) {
    tx.handle()
        .execute(
            "DELETE FROM lineage_edge WHERE from_ref = ? OR to_ref = ?",
            ref.toString(),
            ref.toString());
  }

  /**
   * In the caller's transaction: the record's edges are another address's from now on. Nothing may
   * be at that address yet.
   */
  public static void rename(Transaction tx, Ref from, Ref to) {
    tx.handle().execute("UPDATE lineage_edge SET from_ref = ? WHERE from_ref = ?", to, from);
    tx.handle().execute("UPDATE lineage_edge SET to_ref = ? WHERE to_ref = ?", to, from);
  }
}
