package io.noria.pipelines.sql;

import io.noria.pipelines.LogLine;
import io.noria.pipelines.TaskId;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The lines that tasks have written. Thread-safe. */
public final class SqlLogStore {
  private final Database db;

  /** On the database. */
  public SqlLogStore(Database db) {
    this.db = db;
  }

  /** Lines of the task's log from the line of that number on. */
  public List<LogLine> log(TaskId task, long from, int limit) {
    return db.read(handle ->
        handle
            .createQuery(
                "SELECT line, attempt, at_ms, text FROM task_log WHERE run_id = :run"
                    + " AND task = :task AND line >= :from ORDER BY line LIMIT :limit")
            .bind("run", task.run().value())
            .bind("task", task.name())
            .bind("from", from)
            .bind("limit", limit)
            .map((rs, _) ->
                new LogLine(
                    rs.getLong("line"),
                    rs.getInt("attempt"),
                    Instant.ofEpochMilli(rs.getLong("at_ms")),
                    rs.getString("text")))
            .list());
  }

  /** Appends lines to logs. */
  public void append(Map<TaskId, List<LogLine>> lines) {
    db.write(tx -> {
      lines.forEach((task, more) -> append(tx, task, more));
      return true;
    });
  }

  static void append(Transaction tx, TaskId task, List<LogLine> lines) {
    if (lines.isEmpty()) {
      return;
    }
    var batch =
        tx.handle()
            .prepareBatch(
                "INSERT INTO task_log (run_id, task, line, attempt, at_ms, text)"
                    + " VALUES (:run, :task, :line, :attempt, :at, :text)");
    for (LogLine line : lines) {
      batch
          .bind("run", task.run().value())
          .bind("task", task.name())
          .bind("line", line.number())
          .bind("attempt", line.attempt())
          .bind("at", line.at().toEpochMilli())
          .bind("text", line.text())
          .add();
    }
    batch.execute();
  }

  /** How many lines the task's log has. */
  public long logLength(TaskId task) {
    return db.read(handle ->
        handle
            .createQuery(
                "SELECT coalesce(max(line) + 1, 0) FROM task_log WHERE run_id = :run"
                    + " AND task = :task")
            .bind("run", task.run().value())
            .bind("task", task.name())
            .mapTo(Long.class)
            .one());
  }
}
