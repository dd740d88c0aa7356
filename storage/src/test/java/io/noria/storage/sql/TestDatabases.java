package io.noria.storage.sql;

import io.noria.base.IdSource;
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
}
