package io.noria.tracking.sql;

import io.noria.storage.sql.Dialect;
import io.noria.tracking.ExperimentId;
import org.jdbi.v3.core.Handle;

/**
 * Numbers of experiments. Imported ones bring their own, of up to 18 digits: new ones go on after
 * the small numbers all the same, so that they never run out of digits.
 *
 * @param dialect the database's
 */
record ExperimentIds(Dialect dialect) {
  /** What imported experiments have at random lies above. */
  private static final long SMALL = 1_000_000_000_000L;

  /** Written before an insertion's other columns: PostgreSQL counts by itself. */
  String column() {
    return dialect.isSqlite() ? "id, " : "";
  }

  /** Written before an insertion's other values. */
  String value() {
    return dialect.isSqlite()
        ? "(SELECT MAX(n) + 1 FROM (SELECT MAX(id) AS n FROM experiments WHERE id < "
            + SMALL
            + " UNION ALL SELECT seq FROM sqlite_sequence WHERE name = 'experiments' AND seq < "
            + SMALL
            + ")), "
        : "";
  }

  /** The number of the next experiment. */
  ExperimentId next(Handle handle) {
    String sequence =
        dialect.isSqlite()
            ? "SELECT seq FROM sqlite_sequence WHERE name = 'experiments'"
            : "SELECT COALESCE(pg_sequence_last_value(pg_get_serial_sequence('experiments', 'id')),"
                + " 0)";
    long given = handle.select(sequence).mapTo(Long.class).findFirst().orElse(0L);
    long greatest =
        handle
            .select("SELECT COALESCE(MAX(id), 0) FROM experiments WHERE id < ?", SMALL)
            .mapTo(Long.class)
            .one();
    return ExperimentId.of(Math.max(given < SMALL ? given : 0, greatest) + 1);
  }

  /** The number was written by name: PostgreSQL's own counting goes on behind it. */
  void taken(Handle handle, ExperimentId id) {
    if (!dialect.isSqlite() && id.number() > 0 && id.number() < SMALL) {
      handle
          .select(
              "SELECT setval(pg_get_serial_sequence('experiments', 'id'), GREATEST(?, COALESCE("
                  + "pg_sequence_last_value(pg_get_serial_sequence('experiments', 'id')), 1)))",
              id.number())
          .mapTo(Long.class)
          .one();
    }
  }
}
