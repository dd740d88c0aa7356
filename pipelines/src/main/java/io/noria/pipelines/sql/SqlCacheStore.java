package io.noria.pipelines.sql;

import io.noria.pipelines.PipelineRunId;
import io.noria.pipelines.TaskId;
import io.noria.pipelines.Value;
import io.noria.pipelines.cache.CacheKey;
import io.noria.storage.json.Json;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Outputs of former tasks by key. Thread-safe. */
public final class SqlCacheStore {
  private static final int FORMER = 20;

  private final Database db;

  /** On the database. */
  public SqlCacheStore(Database db) {
    this.db = db;
  }

  /**
   * What goes into the cache when a task succeeds.
   *
   * @param pipeline the pipeline's name
   * @param key the task's key
   */
  public record Entry(String pipeline, CacheKey key) {}

  /**
   * A former task with the same key.
   *
   * @param task which
   * @param outputs its outputs
   */
  public record Hit(TaskId task, Map<String, Value> outputs) {}

  /** The task that first had the key. */
  public Optional<Hit> find(CacheKey key) {
    return db.read(handle ->
        handle
            .createQuery("SELECT run_id, task, outputs FROM task_cache WHERE cache_key = :key")
            .bind("key", key.digest())
            .map((rs, _) ->
                new Hit(
                    new TaskId(new PipelineRunId(rs.getString(1)), rs.getString(2)),
                    PipelineCodec.readValues(rs.getString(3))))
            .findOne());
  }

  /** Keys that the task of that name had before, newest first. */
  public List<CacheKey> former(String pipeline, String task) {
    return db.read(handle ->
        handle
            .createQuery(
                "SELECT parts FROM task_cache WHERE pipeline = :pipeline AND task = :task"
                    + " ORDER BY recorded_ms DESC LIMIT :limit")
            .bind("pipeline", pipeline)
            .bind("task", task)
            .bind("limit", FORMER)
            .map((rs, _) -> Json.read(rs.getString(1), CacheKey.class))
            .list());
  }

  static void put(Transaction tx, TaskId task, Entry entry, String outputs) {
    tx.handle()
        .createUpdate(
            "INSERT INTO task_cache (cache_key, pipeline, task, run_id, parts, outputs,"
                + " recorded_ms) VALUES (:key, :pipeline, :task, :run, :parts, :outputs, :now) ON"
                + " CONFLICT (cache_key) DO UPDATE SET pipeline = excluded.pipeline, task ="
                + " excluded.task, run_id = excluded.run_id, outputs = excluded.outputs,"
                + " recorded_ms = excluded.recorded_ms")
        .bind("key", entry.key().digest())
        .bind("pipeline", entry.pipeline())
        .bind("task", task.name())
        .bind("run", task.run().value())
        .bind("parts", Json.write(entry.key()))
        .bind("outputs", outputs)
        .bind("now", tx.now().toEpochMilli())
        .execute();
  }
}
