package io.noria.tracking.sql;

import io.noria.storage.sql.Dialect;
import io.noria.tracking.ExperimentId;
import java.util.Optional;
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

  private static final String SEQUENCE = "pg_get_serial_sequence('experiments', 'id')";

  /** "NORIA" and a number, so that it is nobody else's: of those who move the sequence. */
  private static final long LOCK = 0x4e4f524941_02L;

  /**
   * So many numbers are counted through; nobody is given as many between a look at the sequence and
   * its being set.
   */
  private static final long STEPS = 10_000;

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

  /** A number for an experiment that is free: on PostgreSQL nobody else is given it. */
  ExperimentId next(Handle handle) {
    return ExperimentId.of(dialect.isSqlite() ? greatest(handle) + 1 : given(handle));
  }

  private static long greatest(Handle handle) {
    long given =
        number(handle, "SELECT MAX(seq) FROM sqlite_sequence WHERE name = 'experiments'")
            .orElse(0L);
    long greatest =
        number(handle, "SELECT MAX(id) FROM experiments WHERE id < " + SMALL).orElse(0L);
    return Math.max(given < SMALL ? given : 0, greatest);
  }

  private static long given(Handle handle) {
    while (true) {
      long given = number(handle, "SELECT nextval(" + SEQUENCE + ")").orElseThrow();
      if (number(handle, "SELECT id FROM experiments WHERE id = " + given).isEmpty()) {
        return given;
      }
    }
  }

  /** Called before the number is written by name: PostgreSQL's own counting goes on behind it. */
  void reserve(Handle handle, ExperimentId id) {
    if (dialect.isSqlite() || id.number() <= 0 || id.number() >= SMALL || ahead(handle, id) <= 0) {
      return;
    }
    handle.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
    long ahead = ahead(handle, id);
    if (ahead > STEPS) {
      number(handle, "SELECT setval(" + SEQUENCE + ", " + id.number() + ")");
    } else if (ahead > 0) {
      // Counting never goes back, whoever else counts meanwhile, as setting it might.
      number(
          handle, "SELECT COUNT(nextval(" + SEQUENCE + ")) FROM generate_series(1, " + ahead + ")");
    }
  }

  /** How far the number is ahead of the last one given. */
  private static long ahead(Handle handle, ExperimentId id) {
    return id.number()
        - number(handle, "SELECT pg_sequence_last_value(" + SEQUENCE + ")").orElse(0L);
  }

  private static Optional<Long> number(Handle handle, String sql) {
    return handle
        .select(sql)
        .map((rows, context) -> {
          long number = rows.getLong(1);
          return rows.wasNull() ? Optional.<Long>empty() : Optional.of(number);
        })
        .findFirst()
        .flatMap(found -> found);
  }
}
