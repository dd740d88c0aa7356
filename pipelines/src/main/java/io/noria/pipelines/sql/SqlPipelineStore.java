package io.noria.pipelines.sql;

import io.noria.base.Event;
import io.noria.base.NoriaException;
import io.noria.base.Page;
import io.noria.base.Ref;
import io.noria.pipelines.PipelineRun;
import io.noria.pipelines.PipelineRunId;
import io.noria.pipelines.PipelineSpec;
import io.noria.pipelines.PipelineState;
import io.noria.pipelines.RunSearch;
import io.noria.pipelines.Submission;
import io.noria.pipelines.Task;
import io.noria.pipelines.TaskAttempt;
import io.noria.pipelines.TaskId;
import io.noria.pipelines.TaskSpec;
import io.noria.pipelines.TaskState;
import io.noria.storage.json.Json;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Reads runs and tasks, and records submissions and cancellations. Thread-safe. */
public final class SqlPipelineStore {
  private static final String OPEN = "('PENDING','RUNNING')";

  private final Database db;

  /** On the database. */
  public SqlPipelineStore(Database db) {
    this.db = db;
  }

  /** Records the run with all its tasks PENDING, or returns the one submitted under the key. */
  public PipelineRunId submit(PipelineRunId id, PipelineSpec spec, Submission why) {
    return db.write(tx -> {
      String key = why.key();
      if (key != null) {
        Optional<PipelineRunId> known = byKey(tx.handle(), key);
        if (known.isPresent()) {
          return known.get();
        }
      }
      insert(tx, id, spec, why);
      tx.publish(
          new Event.PipelineRunStarted(
              id.ref(),
              why.eventTime(),
              "Pipeline " + spec.name() + " was started: " + why.reason(),
              spec.name(),
              why.reason()));
      for (Ref cause : why.causes()) {
        tx.link(cause, why.relation(), id.ref());
      }
      return id;
    });
  }

  private static void insert(Transaction tx, PipelineRunId id, PipelineSpec spec, Submission why) {
    Instant eventTime = why.eventTime();
    tx.handle()
        .createUpdate(
            "INSERT INTO pipeline_run (id, pipeline, state, spec, reason, event_time_ms, causes,"
                + " labels, queue, submit_key, actor, cancel_asked, submitted_ms) VALUES (:id,"
                + " :pipeline, 'PENDING', :spec, :reason, :event, :causes, :labels, :queue, :key,"
                + " :actor, 0, :now)")
        .bind("id", id.value())
        .bind("pipeline", spec.name())
        .bind("spec", PipelineCodec.write(spec))
        .bind("reason", why.reason())
        .bind("event", eventTime == null ? null : (Long) eventTime.toEpochMilli())
        .bind("causes", Json.write(why.causes().stream().map(Ref::toString).toList()))
        .bind("labels", Json.write(why.labels()))
        .bind("queue", why.queue())
        .bind("key", why.key())
        .bind("actor", tx.actor())
        .bind("now", tx.now().toEpochMilli())
        .execute();
    var batch =
        tx.handle()
            .prepareBatch(
                "INSERT INTO task (run_id, name, ordinal, step_type, state, inputs, outputs,"
                    + " due_ms) VALUES (:run, :name, :ordinal, :step, 'PENDING', '{}', '{}', 0)");
    for (int i = 0; i < spec.tasks().size(); i++) {
      TaskSpec task = spec.tasks().get(i);
      batch
          .bind("run", id.value())
          .bind("name", task.name())
          .bind("ordinal", i)
          .bind("step", task.stepType())
          .add();
    }
    batch.execute();
  }

  private static Optional<PipelineRunId> byKey(Handle handle, String key) {
    return handle
        .createQuery("SELECT id FROM pipeline_run WHERE submit_key = :key")
        .bind("key", key)
        .mapTo(String.class)
        .findOne()
        .map(PipelineRunId::new);
  }

  /** The run submitted under the key. */
  public Optional<PipelineRun> findByKey(String key) {
    return db.read(handle -> byKey(handle, key)).flatMap(this::find);
  }

  /** The run, if there is one. */
  public Optional<PipelineRun> find(PipelineRunId id) {
    return db.read(handle ->
        handle
            .createQuery("SELECT * FROM pipeline_run WHERE id = :id")
            .bind("id", id.value())
            .map((rs, _) -> run(rs))
            .findOne());
  }

  /** Its state alone. */
  public Optional<PipelineState> state(PipelineRunId id) {
    return db.read(handle ->
        handle
            .createQuery("SELECT state FROM pipeline_run WHERE id = :id")
            .bind("id", id.value())
            .mapTo(String.class)
            .findOne()
            .map(PipelineState::valueOf));
  }

  /** Runs, newest first. */
  public Page<PipelineRun> search(RunSearch search) {
    long before = search.pageToken() == null ? Long.MAX_VALUE : token(search.pageToken());
    PipelineState state = search.state();
    record Row(long seq, PipelineRun run) {}
    List<Row> rows =
        db.read(handle ->
            handle
                .createQuery(
                    "SELECT * FROM pipeline_run WHERE seq < :before"
                        + (search.pipeline() == null ? "" : " AND pipeline = :pipeline")
                        + (state == null ? "" : " AND state = :state")
                        + " ORDER BY seq DESC LIMIT :limit")
                .bind("before", before)
                .bindMap(filter(search.pipeline(), state))
                .bind("limit", Math.clamp(search.limit(), 1, 1000) + 1)
                .map((rs, _) -> new Row(rs.getLong("seq"), run(rs)))
                .list());
    int limit = Math.clamp(search.limit(), 1, 1000);
    boolean more = rows.size() > limit;
    List<Row> shown = more ? rows.subList(0, limit) : rows;
    return new Page<>(
        shown.stream().map(Row::run).toList(), more ? Long.toString(shown.getLast().seq()) : null);
  }

  private static Map<String, Object> filter(
      @Nullable String pipeline, @Nullable PipelineState state) {
    var filter = new LinkedHashMap<String, Object>();
    if (pipeline != null) {
      filter.put("pipeline", pipeline);
    }
    if (state != null) {
      filter.put("state", state.name());
    }
    return filter;
  }

  private static long token(String token) {
    try {
      return Long.parseLong(token);
    } catch (NumberFormatException e) {
      throw new NoriaException(
          io.noria.base.ErrorCode.INVALID_ARGUMENT,
          "page token: " + token + " (expected: one from the page before)",
          e);
    }
  }

  /** How many runs of the queue are not over; of all queues when it is null. */
  public long open(@Nullable String queue) {
    return db.read(handle ->
        handle
            .createQuery(
                "SELECT count(*) FROM pipeline_run WHERE state IN "
                    + OPEN
                    + (queue == null ? "" : " AND queue = :queue"))
            .bindMap(queue == null ? Map.of() : Map.of("queue", queue))
            .mapTo(Long.class)
            .one());
  }

  /** The run's tasks in the spec's order. */
  public List<Task> tasks(PipelineRunId run) {
    return db.read(handle -> {
      Map<String, List<TaskAttempt>> attempts = new LinkedHashMap<>();
      handle
          .createQuery("SELECT * FROM task_attempt WHERE run_id = :run ORDER BY task, number")
          .bind("run", run.value())
          .map((rs, _) -> Map.entry(rs.getString("task"), attempt(rs)))
          .forEach(entry ->
              attempts
                  .computeIfAbsent(entry.getKey(), _ -> new java.util.ArrayList<>())
                  .add(entry.getValue()));
      return handle
          .createQuery("SELECT * FROM task WHERE run_id = :run ORDER BY ordinal")
          .bind("run", run.value())
          .map((rs, _) -> task(rs, attempts.getOrDefault(rs.getString("name"), List.of())))
          .list();
    });
  }

  /**
   * Asks for the run to be cancelled; one that nobody drives yet is over at once.
   *
   * @return whether it was still open
   */
  public boolean cancel(PipelineRunId id) {
    return db.write(tx -> {
      Handle handle = tx.handle();
      int open =
          handle
              .createUpdate(
                  "UPDATE pipeline_run SET cancel_asked = 1 WHERE id = :id AND state IN " + OPEN)
              .bind("id", id.value())
              .execute();
      if (open == 0) {
        return false;
      }
      PipelineRun run =
          handle
              .createQuery(
                  "SELECT * FROM pipeline_run WHERE id = :id AND owner IS NULL"
                      + " AND state = 'PENDING'")
              .bind("id", id.value())
              .map((rs, _) -> run(rs))
              .findOne()
              .orElse(null);
      if (run != null) {
        handle
            .createUpdate("UPDATE task SET state = 'CANCELLED', ended_ms = :now WHERE run_id = :id")
            .bind("now", tx.now().toEpochMilli())
            .bind("id", id.value())
            .execute();
        end(tx, run, PipelineState.CANCELLED, null);
      }
      return true;
    });
  }

  /** Records the end of a run and tells of it. */
  static void end(Transaction tx, PipelineRun run, PipelineState state, @Nullable String error) {
    tx.handle()
        .createUpdate(
            "UPDATE pipeline_run SET state = :state, error = :error, ended_ms = :now, owner = NULL,"
                + " lease_until_ms = NULL WHERE id = :id")
        .bind("state", state.name())
        .bind("error", error)
        .bind("now", tx.now().toEpochMilli())
        .bind("id", run.id().value())
        .execute();
    tx.publish(
        new Event.PipelineRunEnded(
            run.id().ref(),
            run.eventTime(),
            summary(tx, run, state, error),
            run.pipeline(),
            state.name()));
  }

  private static String summary(
      Transaction tx, PipelineRun run, PipelineState state, @Nullable String error) {
    Instant started = run.startedAt();
    String took =
        started == null
            ? ""
            : String.format(
                java.util.Locale.ROOT,
                " after %.1f s",
                (tx.now().toEpochMilli() - started.toEpochMilli()) / 1000.0);
    String verb =
        switch (state) {
          case SUCCEEDED -> " succeeded";
          case FAILED -> " failed";
          case CANCELLED -> " was cancelled";
          case PENDING, RUNNING -> " goes on";
        };
    return "Pipeline " + run.pipeline() + verb + took + (error == null ? "" : ": " + error);
  }

  static PipelineRun run(ResultSet rs) throws SQLException {
    return new PipelineRun(
        new PipelineRunId(rs.getString("id")),
        PipelineCodec.readSpec(rs.getString("spec")),
        PipelineState.valueOf(rs.getString("state")),
        rs.getString("reason"),
        instant(rs, "event_time_ms"),
        Json.readList(rs.getString("causes"), String.class).stream().map(Ref::parse).toList(),
        Json.readMap(rs.getString("labels"), String.class),
        rs.getString("actor"),
        rs.getString("error"),
        Instant.ofEpochMilli(rs.getLong("submitted_ms")),
        instant(rs, "started_ms"),
        instant(rs, "ended_ms"));
  }

  private static Task task(ResultSet rs, List<TaskAttempt> attempts) throws SQLException {
    String from = rs.getString("cached_from");
    return new Task(
        new TaskId(new PipelineRunId(rs.getString("run_id")), rs.getString("name")),
        rs.getString("step_type"),
        TaskState.valueOf(rs.getString("state")),
        PipelineCodec.readValues(rs.getString("inputs")),
        PipelineCodec.readValues(rs.getString("outputs")),
        rs.getString("cache_note"),
        from == null ? null : TaskId.parse(from),
        rs.getString("error"),
        Json.readMap(rs.getString("environment"), String.class),
        attempts,
        instant(rs, "started_ms"),
        instant(rs, "ended_ms"));
  }

  private static TaskAttempt attempt(ResultSet rs) throws SQLException {
    return new TaskAttempt(
        rs.getInt("number"),
        TaskAttempt.Outcome.valueOf(rs.getString("outcome")),
        rs.getString("error"),
        Instant.ofEpochMilli(rs.getLong("started_ms")),
        instant(rs, "ended_ms"));
  }

  private static @Nullable Instant instant(ResultSet rs, String column) throws SQLException {
    long millis = rs.getLong(column);
    return rs.wasNull() ? null : Instant.ofEpochMilli(millis);
  }
}
