package io.noria.storage.sql;

import io.noria.base.IdSource;
import io.noria.testkit.PostgresServer;
import java.nio.file.Path;
import java.time.InstantSource;

/** Databases for the contract suites of every area: one embedded, one on a real PostgreSQL. */
public final class TestDatabases {
  private TestDatabases() {}

  /** A migrated embedded database in the folder, on the system's clock. Close it after the test. */
  public static Database sqlite(Path folder) {
    return sqlite(folder, InstantSource.system());
  }

  /** As {@link #sqlite(Path)} on the clock given, with repeatable event ids. */
  public static Database sqlite(Path folder, InstantSource clock) {
    return Databases.open(
        SqlConfig.ephemeral(folder.resolve("noria.db")), clock, IdSource.seeded(clock, 42));
  }

  /**
   * A migrated database of its own on the tests' PostgreSQL, on the system's clock. Close it after
   * the test.
   */
  public static Database postgres() {
    return postgres(InstantSource.system());
  }

  /** As {@link #postgres()} on the clock given, with repeatable event ids. */
  public static Database postgres(InstantSource clock) {
    String url = PostgresServer.shared().createDatabase();
    return Databases.open(
        new SqlConfig.Postgres(
            url, null, null, 4, 4, SqlConfig.DEFAULT_QUEUE, SqlConfig.Timeouts.DEFAULT),
        clock,
        IdSource.seeded(clock, 42));
  }
}
