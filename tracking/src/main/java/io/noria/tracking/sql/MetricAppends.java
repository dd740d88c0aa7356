package io.noria.tracking.sql;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import io.noria.tracking.Metric;
import io.noria.tracking.RunId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Batches of points alone, committed. On SQLite the one writer groups what waits. On PostgreSQL
 * whoever finds nobody writing writes for all who wait, in one transaction: appends of this process
 * never conflict with each other, and the more there are the larger the transactions are.
 */
final class MetricAppends {
  private static final int POINTS = 20_000;

  private final Database database;
  private final ConcurrentLinkedQueue<Batch> waiting = new ConcurrentLinkedQueue<>();
  private final ReentrantLock writing = new ReentrantLock();

  MetricAppends(Database database) {
    this.database = database;
  }

  private static final class Batch {
    private final RunId run;
    private final List<Metric> points;
    private boolean done;
    private boolean written;
    private @Nullable RuntimeException failure;

    Batch(RunId run, List<Metric> points) {
      this.run = run;
      this.points = points;
    }
  }

  /**
   * Writes the points, at least one, of an active run.
   *
   * @param committed called after the commit
   */
  void write(RunId run, List<Metric> points, Runnable committed) {
    if (database.dialect().isSqlite()) {
      database.writeLocking(tx -> {
        MetricWriter.write(tx, run, points);
        tx.afterCommit(committed);
        return true;
      });
      return;
    }
    Batch own = new Batch(run, points);
    waiting.add(own);
    writing.lock();
    try {
      while (!own.done) {
        writeWaiting();
      }
    } finally {
      writing.unlock();
    }
    if (own.failure != null) {
      throw own.failure;
    }
    if (!own.written) {
      throw new NoriaException(
          ErrorCode.UNAVAILABLE, "the points were not written (expected: repeat the call)");
    }
    committed.run();
  }

  private void writeWaiting() {
    List<Batch> group = new ArrayList<>();
    int points = 0;
    for (Batch next = waiting.poll(); next != null; next = waiting.poll()) {
      group.add(next);
      points += next.points.size();
      if (points >= POINTS) {
        break;
      }
    }
    // In the order of runs, so that two servers never wait for each other in a ring.
    group.sort(Comparator.comparing(batch -> batch.run.value()));
    try {
      write(group);
    } finally {
      // Also after an error, which its own caller sees: those without an outcome are not written.
      group.forEach(batch -> batch.done = true);
    }
  }

  private void write(List<Batch> group) {
    try {
      List<Optional<NoriaException>> outcomes = database.writeLocking(tx -> writeAll(tx, group));
      for (int i = 0; i < group.size(); i++) {
        group.get(i).failure = outcomes.get(i).orElse(null);
        group.get(i).written = true;
      }
    } catch (RuntimeException e) {
      boolean away =
          e instanceof NoriaException known
              && known.code() == ErrorCode.UNAVAILABLE
              && !isRowLocked(e);
      if (away || group.size() == 1) {
        group.forEach(batch -> batch.failure = e);
        return;
      }
      // One of them is at fault, and the others shall not suffer for it.
      for (Batch batch : group) {
        write(List.of(batch));
      }
    }
  }

  /** One run of the group is held by somebody else; the other runs are not. */
  private static boolean isRowLocked(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && "55P03".equals(sql.getSQLState())) {
        return true;
      }
    }
    return false;
  }

  private static List<Optional<NoriaException>> writeAll(Transaction tx, List<Batch> group)
      throws SQLException {
    List<Optional<NoriaException>> outcomes = new ArrayList<>();
    for (Batch batch : group) {
      try {
        MetricWriter.write(tx, batch.run, batch.points);
        outcomes.add(Optional.empty());
      } catch (NoriaException e) {
        // A run that is not there or deleted is found before anything of its batch is written.
        if (e.code() != ErrorCode.NOT_FOUND && e.code() != ErrorCode.FAILED_PRECONDITION) {
          throw e;
        }
        outcomes.add(Optional.of(e));
      }
    }
    return outcomes;
  }
}
