package io.noria.storage.sql;

/** What differs between SQLite and PostgreSQL, as small SQL fragments. */
public enum Dialect {
  /** Embedded, one writer. */
  SQLITE,
  /** A server, many writers. */
  POSTGRES;

  /**
   * A case-sensitive LIKE with backslash as its escape: {@code column} matches the pattern bound as
   * {@code parameter}. SQLite's own LIKE folds ASCII case, so it needs GLOB-free care.
   */
  public boolean isSqlite() {
    return this == SQLITE;
  }
}
