package io.noria.storage.sql;

import io.noria.base.IdSource;
import java.time.InstantSource;

/** Opens the database. */
public final class Databases {
  private Databases() {}

  /** {@link #open(SqlConfig, InstantSource, IdSource)} on the system's clock and entropy. */
  public static Database open(SqlConfig config) {
    InstantSource clock = InstantSource.system();
    return open(config, clock, IdSource.system(clock));
  }

  /**
   * Opens the database, brings its schema up to this program's and starts the writer.
   *
   * @param clock gives the moment under which each unit is recorded
   * @param ids gives events their ids
   * @throws io.noria.base.NoriaException FAILED_PRECONDITION when the schema is newer than the
   *     program or was changed by hand; UNAVAILABLE when the database cannot be reached
   */
  public static Database open(SqlConfig config, InstantSource clock, IdSource ids) {
    return switch (config) {
      case SqlConfig.Sqlite sqlite -> SqliteDatabase.open(sqlite, clock, ids);
      case SqlConfig.Postgres postgres -> PostgresDatabase.open(postgres, clock, ids);
    };
  }
}
