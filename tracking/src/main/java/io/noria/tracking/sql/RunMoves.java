package io.noria.tracking.sql;

import io.noria.storage.sql.Database;
import io.noria.storage.sql.InLists;
import io.noria.storage.sql.Transaction;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.Lifecycle;
import io.noria.tracking.RunEvents;
import io.noria.tracking.RunId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes and restores runs, one or many. */
final class RunMoves {
  private static final Logger LOG = LoggerFactory.getLogger(RunMoves.class);

  /** So many runs a unit: the others' writes wait no longer than these take. */
  private static final int BATCH = 5_000;

  private final Database database;
  private final RunFinder finder;
  private final RunEvents events;

  RunMoves(Database database, RunFinder finder, RunEvents events) {
    this.database = database;
    this.finder = finder;
    this.events = events;
  }

  int move(List<RunId> runs, Lifecycle to) {
    int moved =
        database.write(tx -> {
          List<RunRows.Row> rows = new ArrayList<>();
          for (RunId id : runs) {
            rows.add(RunRows.get(tx.handle(), id));
          }
          return move(tx, rows, to);
        });
    LOG.info("event=run_lifecycle runs={} changed={} lifecycle={}", runs.size(), moved, to);
    return moved;
  }

  long move(List<ExperimentId> experiments, String filter, Lifecycle to) {
    if (experiments.isEmpty()) {
      return 0;
    }
    long moved = 0;
    int some;
    do {
      some =
          database.write(
              tx -> move(tx, finder.toMove(tx.handle(), experiments, filter, to, BATCH), to));
      moved += some;
    } while (some == BATCH);
    LOG.info(
        "event=run_lifecycle experiments={} changed={} lifecycle={}",
        experiments.size(),
        moved,
        to);
    return moved;
  }

  private int move(Transaction tx, List<RunRows.Row> rows, Lifecycle to) {
    int moved = 0;
    for (List<Long> chunk : InLists.chunks(rows.stream().map(RunRows.Row::number).toList())) {
      List<@Nullable Object> arguments = new ArrayList<>();
      arguments.add(to.name());
      arguments.add(to == Lifecycle.DELETED ? tx.now() : null);
      arguments.add(to.name());
      arguments.addAll(chunk);
      moved +=
          tx.handle()
              .execute(
                  "UPDATE runs SET lifecycle = ?, deleted_with = 0, deleted_ms = ?"
                      + " WHERE (lifecycle <> ? OR deleted_with <> 0) AND number IN ("
                      + InLists.marks(chunk.size())
                      + ")",
                  arguments.toArray());
    }
    tx.afterCommit(() -> {
      for (RunRows.Row row : rows) {
        events.changed(row.info().id(), row.info().experiment());
      }
    });
    return moved;
  }
}
