package io.noria.tracking.sql;

import io.noria.storage.sql.Database;
import io.noria.tracking.RunEvents;
import io.noria.tracking.live.LiveRuns;
import org.jspecify.annotations.Nullable;

/**
 * Runs held in memory for searches.
 *
 * @param runs null to search the tables alone
 * @param events has to hear of this server's writes
 */
public record HeldRuns(@Nullable LiveRuns runs, RunEvents events) {
  /** No runs are held. */
  public static final HeldRuns NONE = new HeldRuns(null, RunEvents.NONE);

  /**
   * Runs of the database, the large experiments being read in the background. On SQLite this server
   * is the only one that writes and says so itself; on PostgreSQL whatever any server wrote is
   * asked for before each search.
   *
   * @param bytes about how much memory they may take; 0 for none
   */
  public static HeldRuns of(Database database, long bytes) {
    if (database.dialect().isSqlite()) {
      if (bytes <= 0) {
        return NONE;
      }
      LiveSource source = new LiveSource(database, null);
      LiveRuns live = new LiveRuns(source, bytes);
      live.readLater(source.large());
      return new HeldRuns(live, live);
    }
    RunChanges changes = new RunChanges(database);
    if (bytes <= 0) {
      return new HeldRuns(null, changes);
    }
    LiveSource source = new LiveSource(database, changes);
    changes.deleteForeign();
    // From here on, before anything is read.
    source.follow(RunEvents.NONE);
    LiveRuns live = new LiveRuns(source, bytes);
    live.readLater(source.large());
    return new HeldRuns(live, changes);
  }
}
