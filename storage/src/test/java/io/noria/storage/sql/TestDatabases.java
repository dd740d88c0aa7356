package io.noria.storage.sql;

/** Databases for the contract suites of every area: one embedded, one on a real PostgreSQL. */
public final class TestDatabases {
  private TestDatabases() {}
}
