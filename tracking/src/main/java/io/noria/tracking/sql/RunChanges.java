package io.noria.tracking.sql;

import io.noria.storage.sql.Database;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.Metric;
import io.noria.tracking.RunEvents;
import io.noria.tracking.RunId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which runs anybody wrote to, on PostgreSQL: triggers note it in the writer's own transaction.
 * What a transaction noted shows when it commits, in no order; so each question goes back to the
 * oldest transaction that was under way at the one before, below which everything was seen.
 * Thread-safe.
 *
 * <p>As a listener it hears of this server's own writes, only to delete old notes now and then.
 */
final class RunChanges implements RunEvents {
  private static final Logger LOG = LoggerFactory.getLogger(RunChanges.class);

  /** When more runs than these changed, their experiments are read anew. */
  private static final int MOST = 20_000;

  /** So many writes of this server go by between two looks at what is old. */
  private static final long BETWEEN = 10_000;

  private final Database database;
  private final long kept;
  private final ReentrantLock asking = new ReentrantLock();
  private final AtomicLong written = new AtomicLong();
  private final AtomicBoolean deleting = new AtomicBoolean();

  /** Below it everything was told of; -1 before the first question. Guarded by {@link #asking}. */
  private long horizon = -1;

  private record Answer(
      long horizon,
      long floor,
      Map<RunId, @Nullable ExperimentId> changed,
      Set<ExperimentId> moved) {}

  /** The notes in the database. */
  RunChanges(Database database) {
    this(database, 200_000);
  }

  /**
   * The notes in the database.
   *
   * @param kept how many are kept at least
   */
  RunChanges(Database database, long kept) {
    this.database = database;
    this.kept = kept;
  }

  /**
   * Deletes notes of transactions that have not been yet: they came with the tables from another
   * cluster, which counted further.
   */
  void deleteForeign() {
    database.write(tx -> {
      String next = "pg_snapshot_xmax(pg_current_snapshot())::text::bigint";
      tx.handle().execute("UPDATE run_changes_floor SET tx = 0 WHERE tx >= " + next);
      return tx.handle().execute("DELETE FROM run_changes WHERE tx >= " + next);
    });
  }

  /**
   * Tells of what was committed since the last call.
   *
   * @return false when some of it is no longer noted
   */
  boolean follow(RunEvents to) {
    asking.lock();
    try {
      long since = horizon;
      Answer answer = database.read(handle -> ask(handle, since));
      answer.moved().forEach(to::changed);
      answer.changed().forEach(to::changed);
      // A horizon that went back is another cluster's: a standby that took over, a restored copy.
      boolean known = since < 0 || (answer.floor() <= since && answer.horizon() >= since);
      if (!known) {
        // Before the horizon moves: the next to ask shall not trust what is held.
        to.lost();
      }
      horizon = answer.horizon();
      return known;
    } finally {
      asking.unlock();
    }
  }

  /** One statement, so that what it finds and where it stood are of one moment. */
  private static Answer ask(Handle handle, long since) {
    long[] stood = new long[2];
    Map<RunId, @Nullable ExperimentId> changed = new HashMap<>();
    Set<ExperimentId> experiments = new HashSet<>();
    handle
        .select(
            "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint,"
                + " (SELECT MAX(tx) FROM run_changes_floor), COALESCE(r.id, c.gone), r.experiment"
                + " FROM (SELECT 1) one LEFT JOIN (SELECT run, MAX(gone) AS gone FROM run_changes"
                + " WHERE tx >= ? GROUP BY run) c ON TRUE LEFT JOIN runs r ON r.number = c.run",
            since < 0 ? Long.MAX_VALUE : since)
        .map((rows, context) -> {
          stood[0] = rows.getLong(1);
          stood[1] = rows.getLong(2);
          String run = rows.getString(3);
          long number = rows.getLong(4);
          ExperimentId experiment = rows.wasNull() ? null : ExperimentId.of(number);
          if (run != null) {
            changed.put(new RunId(run), experiment);
          }
          return experiment == null || experiments.add(experiment);
        })
        .list();
    boolean many = changed.size() > MOST;
    if (many) {
      // Those that are no more have no experiment to be found by.
      changed.values().removeIf(experiment -> experiment != null);
    }
    return new Answer(stood[0], stood[1], changed, many ? experiments : Set.of());
  }

  @Override
  public void changed(RunId run, @Nullable ExperimentId experiment) {
    count();
  }

  @Override
  public void logged(RunId run, List<Metric> points) {
    count();
  }

  @Override
  public void changed(ExperimentId experiment) {
    count();
  }

  private void count() {
    if (written.incrementAndGet() % BETWEEN == 0 && deleting.compareAndSet(false, true)) {
      Thread.ofVirtual().name("noria-run-changes").start(this::deleteOld);
    }
  }

  /** Deletes all but the newest; a server that has not seen them reads its runs anew. */
  void deleteOld() {
    try {
      // Read apart: the end of the notes is where everybody writes.
      Long floor =
          database.read(handle ->
              handle
                  .select(
                      // What a transaction under way may still be asked for stays.
                      "SELECT LEAST(tx, pg_snapshot_xmin(pg_current_snapshot())::text::bigint)"
                          + " FROM run_changes ORDER BY tx DESC OFFSET ? LIMIT 1",
                      kept)
                  .mapTo(Long.class)
                  .findFirst()
                  .orElse(null));
      if (floor != null) {
        database.write(tx -> {
          tx.handle().execute("UPDATE run_changes_floor SET tx = GREATEST(tx, ?)", floor);
          return tx.handle().execute("DELETE FROM run_changes WHERE tx < ?", floor);
        });
      }
    } catch (RuntimeException e) {
      LOG.warn("event=run_changes_kept error=\"{}\"", e.toString());
    } finally {
      deleting.set(false);
    }
  }
}
