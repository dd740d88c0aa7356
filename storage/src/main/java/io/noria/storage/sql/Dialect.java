package io.noria.storage.sql;

/** What differs between SQLite and PostgreSQL, as small SQL fragments. */
public enum Dialect {
  /** Embedded, one writer. */
  SQLITE,
  /** A server, many writers. */
  POSTGRES;

  /** Whether it is the embedded one. */
  public boolean isSqlite() {
    return this == SQLITE;
  }

  /**
   * A case-sensitive LIKE without an escape character: {@code %} any run, {@code _} any one.
   *
   * @param column the column or expression
   * @param parameter the pattern's SQL, usually a named parameter such as {@code :pattern}
   */
  public String like(String column, String parameter) {
    return column + " LIKE " + parameter + (isSqlite() ? "" : " ESCAPE ''");
  }

  /** As {@link #like} but blind to case (ASCII on SQLite, the database's locale on PostgreSQL). */
  public String ilike(String column, String parameter) {
    return like("LOWER(" + column + ")", "LOWER(" + parameter + ")");
  }
}
