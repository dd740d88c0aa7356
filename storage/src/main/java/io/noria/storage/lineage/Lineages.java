package io.noria.storage.lineage;

import io.noria.storage.sql.Database;

/** Opens the lineage of a database. */
public final class Lineages {
  private Lineages() {}

  /** The graph that the database's transactions write. */
  public static Lineage open(Database database) {
    return new SqlLineage(database);
  }
}
