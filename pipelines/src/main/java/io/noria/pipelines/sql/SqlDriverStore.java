package io.noria.pipelines.sql;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.pipelines.LogLine;
import io.noria.pipelines.PipelineRun;
import io.noria.pipelines.PipelineRunId;
import io.noria.pipelines.PipelineState;
import io.noria.pipelines.TaskAttempt;
import io.noria.pipelines.TaskId;
import io.noria.pipelines.TaskState;
import io.noria.pipelines.Value;
import io.noria.storage.json.Json;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * What the driver of runs records. A run has one owner at a time, under a lease; every write about
 * it first makes sure that the owner is still this one. Thread-safe.
 */
public final class SqlDriverStore {
  private final Database db;
  private final String owner;
  private final Duration lease;

  /** On the database, as that owner. */
  public SqlDriverStore(Database db, String owner, Duration lease) {
    this.db = db;
    this.owner = owner;
    this.lease = lease;
  }

  /** Frees runs that a former process of this machine held; only where it was the only one. */
  public void takeBackAll() {
    db.write(tx ->
        tx.handle()
            .execute(
                "UPDATE pipeline_run SET owner = NULL, lease_until_ms = NULL"
                    + " WHERE state IN ('PENDING','RUNNING')"));
  }

  /** Whether {@link #claim} may find something. */
  public boolean anyClaimable(Instant now) {
    return db.read(handle -> next(handle, now)).isPresent();
  }

  /**
   * Takes the next run that is its queue's turn and nobody's. Attempts that were under way when its
   * former owner went away are recorded as LOST and their tasks wait again.
   */
  public Optional<PipelineRun> claim(Instant now) {
    return db.write(tx -> {
      Handle handle = tx.handle();
      Optional<String> id = next(handle, now);
      if (id.isEmpty()) {
        return Optional.empty();
      }
      int claimed =
          handle
              .createUpdate(
                  "UPDATE pipeline_run SET owner = :owner, lease_until_ms = :until, state ="
                      + " 'RUNNING', started_ms = coalesce(started_ms, :now) WHERE id = :id AND"
                      + " state IN ('PENDING','RUNNING') AND (owner IS NULL OR lease_until_ms"
                      + " < :now)")
              .bind("owner", owner)
              .bind("until", now.plus(lease).toEpochMilli())
              .bind("now", now.toEpochMilli())
              .bind("id", id.get())
              .execute();
      if (claimed == 0) {
        return Optional.empty();
      }
      lose(handle, id.get(), now, "the server that ran it went away");
      return handle
          .createQuery("SELECT * FROM pipeline_run WHERE id = :id")
          .bind("id", id.get())
          .map((rs, _) -> SqlPipelineStore.run(rs))
          .findOne();
    });
  }

  private static Optional<String> next(Handle handle, Instant now) {
    return handle
        .createQuery(
            "SELECT r.id FROM pipeline_run r WHERE r.state IN ('PENDING','RUNNING') AND (r.owner IS"
                + " NULL OR r.lease_until_ms < :now) AND (r.queue IS NULL OR NOT EXISTS (SELECT 1"
                + " FROM pipeline_run e WHERE e.queue = r.queue AND e.seq < r.seq AND e.state IN"
                + " ('PENDING','RUNNING'))) ORDER BY r.seq LIMIT 1")
        .bind("now", now.toEpochMilli())
        .mapTo(String.class)
        .findOne();
  }

  private static void lose(Handle handle, String run, Instant now, String why) {
    handle
        .createUpdate(
            "UPDATE task_attempt SET outcome = 'LOST', error = :why, ended_ms = :now"
                + " WHERE run_id = :run AND outcome = 'RUNNING'")
        .bind("why", why)
        .bind("now", now.toEpochMilli())
        .bind("run", run)
        .execute();
    handle
        .createUpdate(
            "UPDATE task SET state = 'PENDING', due_ms = 0 WHERE run_id = :run"
                + " AND state = 'RUNNING'")
        .bind("run", run)
        .execute();
  }

  /** Lets go of the run, so that another server, or this one later, goes on with it. */
  public void release(PipelineRunId run, Instant now) {
    db.write(tx -> {
      int mine =
          tx.handle()
              .createUpdate(
                  "UPDATE pipeline_run SET owner = NULL, lease_until_ms = NULL"
                      + " WHERE id = :id AND owner = :owner")
              .bind("id", run.value())
              .bind("owner", owner)
              .execute();
      if (mine == 1) {
        lose(tx.handle(), run.value(), now, "the server stopped");
      }
      return mine;
    });
  }

  /** Renews the lease on everything owned; says which of it somebody asked to cancel. */
  public Set<PipelineRunId> renew(Instant now) {
    return db.write(tx -> {
      tx.handle()
          .createUpdate(
              "UPDATE pipeline_run SET lease_until_ms = :until WHERE owner = :owner"
                  + " AND state IN ('PENDING','RUNNING')")
          .bind("until", now.plus(lease).toEpochMilli())
          .bind("owner", owner)
          .execute();
      return new LinkedHashSet<>(
          tx.handle()
              .createQuery(
                  "SELECT id FROM pipeline_run WHERE owner = :owner AND cancel_asked = 1"
                      + " AND state IN ('PENDING','RUNNING')")
              .bind("owner", owner)
              .map((rs, _) -> new PipelineRunId(rs.getString(1)))
              .list());
    });
  }

  /** Whether somebody asked to cancel the run. */
  public boolean cancelAsked(PipelineRunId run) {
    return db.read(handle ->
        handle
                .createQuery("SELECT cancel_asked FROM pipeline_run WHERE id = :id")
                .bind("id", run.value())
                .mapTo(Integer.class)
                .findOne()
                .orElse(0)
            == 1);
  }

  /** When each waiting task may start next; those not named may start now. */
  public Map<String, Instant> due(PipelineRunId run) {
    return db.read(handle -> {
      Map<String, Instant> due = new java.util.HashMap<>();
      handle
          .createQuery("SELECT name, due_ms FROM task WHERE run_id = :run AND due_ms > 0")
          .bind("run", run.value())
          .map((rs, _) -> Map.entry(rs.getString(1), Instant.ofEpochMilli(rs.getLong(2))))
          .forEach(entry -> due.put(entry.getKey(), entry.getValue()));
      return due;
    });
  }

  /**
   * What a task is given.
   *
   * @param inputs as resolved
   * @param fedBy the tasks whose outputs are among them
   */
  public record Given(Map<String, Value> inputs, List<TaskId> fedBy) {}

  /**
   * How an attempt begins.
   *
   * @param given what it works from
   * @param environment what it runs with
   * @param cacheNote why the cache did not spare it; null when it was not asked
   */
  public record Start(Given given, Map<String, String> environment, @Nullable String cacheNote) {}

  /** Records that an attempt begins, what it reads and runs with. */
  public void started(TaskId task, int attempt, Start start) {
    db.write(tx -> {
      fence(tx, task.run());
      tx.handle()
          .createUpdate(
              "UPDATE task SET state = 'RUNNING', inputs = :inputs, environment = :environment,"
                  + " cache_note = :note, started_ms = coalesce(started_ms, :now) WHERE run_id ="
                  + " :run AND name = :name")
          .bind("inputs", PipelineCodec.write(start.given().inputs()))
          .bind("environment", Json.write(start.environment()))
          .bind("note", start.cacheNote())
          .bind("now", tx.now().toEpochMilli())
          .bind("run", task.run().value())
          .bind("name", task.name())
          .execute();
      tx.handle()
          .createUpdate(
              "INSERT INTO task_attempt (run_id, task, number, outcome, owner, started_ms)"
                  + " VALUES (:run, :task, :number, 'RUNNING', :owner, :now)")
          .bind("run", task.run().value())
          .bind("task", task.name())
          .bind("number", attempt)
          .bind("owner", owner)
          .bind("now", tx.now().toEpochMilli())
          .execute();
      linkInputs(tx, task, start.given());
      return true;
    });
  }

  private static void linkInputs(Transaction tx, TaskId task, Given given) {
    tx.link(task.run().ref(), "ran", task.ref());
    given.fedBy().forEach(other -> tx.link(other.ref(), "fed", task.ref()));
    given
        .inputs()
        .values()
        .forEach(value -> value.records().forEach(read -> tx.link(read.ref(), "read", task.ref())));
  }

  /** Records success: outputs, the end of the attempt, the cache's entry, and the log's rest. */
  public void succeeded(
      TaskId task,
      int attempt,
      Map<String, Value> outputs,
      SqlCacheStore.@Nullable Entry entry,
      List<LogLine> log) {
    db.write(tx -> {
      fence(tx, task.run());
      SqlLogStore.append(tx, task, log);
      endTask(tx, task, TaskState.SUCCEEDED, null, outputs);
      endAttempt(tx, task, attempt, TaskAttempt.Outcome.SUCCEEDED, null);
      if (entry != null) {
        SqlCacheStore.put(tx, task, entry, PipelineCodec.write(outputs));
      }
      return true;
    });
  }

  /** Records that the outputs of a former task were taken. */
  public void cached(
      TaskId task, Given given, Map<String, Value> outputs, TaskId from, String note) {
    db.write(tx -> {
      fence(tx, task.run());
      tx.handle()
          .createUpdate(
              "UPDATE task SET inputs = :inputs, cache_note = :note, cached_from = :from,"
                  + " started_ms = :now WHERE run_id = :run AND name = :name")
          .bind("inputs", PipelineCodec.write(given.inputs()))
          .bind("note", note)
          .bind("from", from.toString())
          .bind("now", tx.now().toEpochMilli())
          .bind("run", task.run().value())
          .bind("name", task.name())
          .execute();
      endTask(tx, task, TaskState.CACHED, null, outputs);
      linkInputs(tx, task, given);
      tx.link(from.ref(), "reused", task.ref());
      return true;
    });
  }

  /** Records a failed attempt; the task waits until {@code due}, or has FAILED when it is null. */
  public void failed(
      TaskId task, int attempt, String error, @Nullable Instant due, List<LogLine> log) {
    db.write(tx -> {
      fence(tx, task.run());
      SqlLogStore.append(tx, task, log);
      endAttempt(tx, task, attempt, TaskAttempt.Outcome.FAILED, error);
      if (due == null) {
        endTask(tx, task, TaskState.FAILED, error, Map.of());
      } else {
        tx.handle()
            .createUpdate(
                "UPDATE task SET state = 'PENDING', error = :error, due_ms = :due"
                    + " WHERE run_id = :run AND name = :name")
            .bind("error", error)
            .bind("due", due.toEpochMilli())
            .bind("run", task.run().value())
            .bind("name", task.name())
            .execute();
      }
      return true;
    });
  }

  /** Records tasks that never ran, each with its reason. */
  public void skipped(PipelineRunId run, Map<String, String> reasons) {
    db.write(tx -> {
      fence(tx, run);
      reasons.forEach(
          (name, why) -> endTask(tx, new TaskId(run, name), TaskState.SKIPPED, why, Map.of()));
      return true;
    });
  }

  /** Records a task stopped by cancelling; attempt 0 when none was under way. */
  public void cancelled(TaskId task, int attempt, List<LogLine> log) {
    db.write(tx -> {
      fence(tx, task.run());
      SqlLogStore.append(tx, task, log);
      if (attempt > 0) {
        endAttempt(tx, task, attempt, TaskAttempt.Outcome.CANCELLED, "cancelled");
      }
      endTask(tx, task, TaskState.CANCELLED, null, Map.of());
      return true;
    });
  }

  /** Records the end of the run. */
  public void ended(PipelineRun run, PipelineState state, @Nullable String error) {
    db.write(tx -> {
      fence(tx, run.id());
      SqlPipelineStore.end(tx, run, state, error);
      return true;
    });
  }

  /** Writes one edge from the task. */
  public void link(TaskId task, String relation, Ref to) {
    db.write(tx -> {
      fence(tx, task.run());
      tx.link(task.ref(), relation, to);
      return true;
    });
  }

  private void fence(Transaction tx, PipelineRunId run) {
    int mine =
        tx.handle()
            .createUpdate(
                "UPDATE pipeline_run SET owner = owner WHERE id = :id AND owner = :owner"
                    + " AND state IN ('PENDING','RUNNING')")
            .bind("id", run.value())
            .bind("owner", owner)
            .execute();
    if (mine == 0) {
      throw new NoriaException(
          ErrorCode.ABORTED, "pipeline run " + run + ": another server has taken it over");
    }
  }

  private static void endTask(
      Transaction tx,
      TaskId task,
      TaskState state,
      @Nullable String error,
      Map<String, Value> outputs) {
    tx.handle()
        .createUpdate(
            "UPDATE task SET state = :state, error = :error, outputs = :outputs, ended_ms = :now"
                + " WHERE run_id = :run AND name = :name")
        .bind("state", state.name())
        .bind("error", error)
        .bind("outputs", PipelineCodec.write(outputs))
        .bind("now", tx.now().toEpochMilli())
        .bind("run", task.run().value())
        .bind("name", task.name())
        .execute();
  }

  private static void endAttempt(
      Transaction tx,
      TaskId task,
      int attempt,
      TaskAttempt.Outcome outcome,
      @Nullable String error) {
    tx.handle()
        .createUpdate(
            "UPDATE task_attempt SET outcome = :outcome, error = :error, ended_ms = :now"
                + " WHERE run_id = :run AND task = :task AND number = :number")
        .bind("outcome", outcome.name())
        .bind("error", error)
        .bind("now", tx.now().toEpochMilli())
        .bind("run", task.run().value())
        .bind("task", task.name())
        .bind("number", attempt)
        .execute();
  }
}
