package io.noria.pipelines;

import io.noria.base.ErrorCode;
import io.noria.base.IdSource;
import io.noria.base.NoriaException;
import io.noria.base.Page;
import io.noria.pipelines.run.Changes;
import io.noria.pipelines.run.Dispatcher;
import io.noria.pipelines.run.Environment;
import io.noria.pipelines.run.TaskLogs;
import io.noria.pipelines.run.WorkFolders;
import io.noria.pipelines.run.Workshop;
import io.noria.pipelines.sql.SqlCacheStore;
import io.noria.pipelines.sql.SqlDriverStore;
import io.noria.pipelines.sql.SqlLogStore;
import io.noria.pipelines.sql.SqlPipelineStore;
import io.noria.pipelines.step.CommandStep;
import io.noria.storage.gc.ObjectColumn;
import io.noria.storage.object.ObjectStore;
import io.noria.storage.object.StoredObject;
import io.noria.storage.sql.Database;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Submits and runs pipelines. Every change of state is committed with its event and its lineage
 * before anything is built on it, so a run goes on after the server died: what had succeeded is not
 * run again, what was under way is. Thread-safe.
 */
public final class Pipelines implements AutoCloseable {
  private static final Duration POLL_ALONE = Duration.ofSeconds(5);
  private static final Duration POLL_SHARED = Duration.ofMillis(500);

  private final SqlPipelineStore runs;
  private final SqlDriverStore drivers;
  private final SqlLogStore lines;
  private final Workshop workshop;
  private final Dispatcher dispatcher;
  private final IdSource ids;
  private final boolean alone;

  private Pipelines(
      SqlPipelineStore runs,
      SqlDriverStore drivers,
      SqlLogStore lines,
      Workshop workshop,
      IdSource ids,
      boolean alone) {
    this.runs = runs;
    this.drivers = drivers;
    this.lines = lines;
    this.workshop = workshop;
    this.ids = ids;
    this.alone = alone;
    this.dispatcher = new Dispatcher(workshop, alone ? POLL_ALONE : POLL_SHARED);
  }

  /** Which columns name objects, and which do not. */
  public static List<ObjectColumn> objectColumns() {
    return List.of(
        ObjectColumn.within("task", "inputs"),
        ObjectColumn.within("task", "outputs"),
        ObjectColumn.within("task_cache", "outputs"),
        ObjectColumn.nothing("task_log", "text"));
  }

  /**
   * Opens the area. Nothing runs before {@link #start}.
   *
   * @param steps every kind of step that tasks may name, beside {@code command}
   */
  public static Pipelines open(
      Database db,
      ObjectStore objects,
      List<Step> steps,
      InstantSource clock,
      IdSource ids,
      PipelinesConfig config) {
    Map<String, Step> byType = new LinkedHashMap<>();
    byType.put(CommandStep.TYPE, new CommandStep());
    for (Step step : steps) {
      if (byType.put(step.type(), step) != null) {
        throw NoriaException.invalid("step " + step.type() + ": given twice");
      }
    }
    var runs = new SqlPipelineStore(db);
    var drivers = new SqlDriverStore(db, ids.uuid7(), config.lease());
    var lines = new SqlLogStore(db);
    var changes = new Changes();
    var workshop =
        new Workshop(
            runs,
            drivers,
            new SqlCacheStore(db),
            objects,
            Map.copyOf(byType),
            new TaskLogs(lines, clock, changes),
            changes,
            clock,
            new SecureRandom(),
            new Semaphore(config.concurrentTasks(), true),
            new Semaphore(1, true),
            config);
    return new Pipelines(runs, drivers, lines, workshop, ids, db.dialect().isSqlite());
  }

  /** Begins to run what was submitted, first what a former process left. */
  public void start() {
    if (alone) {
      // An embedded database has one server at a time, so whoever held a run is gone.
      drivers.takeBackAll();
      WorkFolders.empty(workshop.config().workFolder());
    }
    dispatcher.start();
  }

  /**
   * Submits a run. It starts by itself when it is its queue's turn.
   *
   * @return the run; the earlier one when the submission's key is known
   * @throws NoriaException INVALID_ARGUMENT for a step that does not exist
   */
  public PipelineRun submit(PipelineSpec spec, Submission why) {
    spec.tasks().forEach(task -> workshop.step(task.stepType()));
    PipelineRunId id = runs.submit(new PipelineRunId(ids.uuid7()), spec, why);
    workshop.changes().tell(id, null);
    dispatcher.wake();
    return get(id);
  }

  /**
   * Stores bytes that a task of a run to be submitted is given.
   *
   * @param name what to call the file
   */
  public Value.File keep(String name, byte[] bytes) {
    try {
      StoredObject stored = workshop.objects().put(new ByteArrayInputStream(bytes));
      return new Value.File(name, stored.digest(), stored.size());
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.UNAVAILABLE, "file " + name + ": cannot be stored: " + e.getMessage(), e);
    }
  }

  /**
   * The run.
   *
   * @throws NoriaException NOT_FOUND
   */
  public PipelineRun get(PipelineRunId id) {
    return find(id).orElseThrow(() -> NoriaException.notFound("pipeline run " + id + ": unknown"));
  }

  /** The run, if there is one. */
  public Optional<PipelineRun> find(PipelineRunId id) {
    return runs.find(id);
  }

  /** The run that was submitted under the key, if there is one. */
  public Optional<PipelineRun> findByKey(String key) {
    return runs.findByKey(key);
  }

  /** Runs, newest first. */
  public Page<PipelineRun> search(RunSearch search) {
    return runs.search(search);
  }

  /** The run's tasks, in the spec's order. */
  public List<Task> tasks(PipelineRunId run) {
    get(run);
    return runs.tasks(run);
  }

  /**
   * The task.
   *
   * @throws NoriaException NOT_FOUND
   */
  public Task task(TaskId id) {
    return tasks(id.run()).stream()
        .filter(task -> task.id().equals(id))
        .findFirst()
        .orElseThrow(() -> NoriaException.notFound("task " + id + ": unknown"));
  }

  /**
   * Whether a step only makes its outputs from its inputs, so that it may be run again without an
   * effect on anything else; false for one that is not there.
   */
  public boolean makesOnlyOutputs(String stepType) {
    Step step = workshop.steps().get(stepType);
    return step != null && step.cacheable();
  }

  /**
   * What a task of the step would run with now, in the form of {@link Task#environment}.
   *
   * @throws NoriaException INVALID_ARGUMENT when there is no such step
   */
  public Map<String, String> environment(String stepType) {
    return Environment.of(workshop.step(stepType));
  }

  /**
   * Lines of a task's log.
   *
   * @param from the number of the first line wanted, 0 for the beginning
   * @param limit how many at most
   */
  public List<LogLine> log(TaskId task, long from, int limit) {
    return lines.log(task, from, limit);
  }

  /** How many runs of the queue, or of all when it is null, are not over. */
  public long open(@Nullable String queue) {
    return runs.open(queue);
  }

  /**
   * Waits until no run of the queue is open.
   *
   * @return false when the time was not enough
   */
  public boolean awaitQueue(String queue, Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (runs.open(queue) > 0) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      workshop.changes().await(Math.min(left, 100));
    }
    return true;
  }

  /**
   * Waits until the run is over.
   *
   * @throws NoriaException DEADLINE_EXCEEDED when it is not by then
   */
  public PipelineRun await(PipelineRunId id, Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (true) {
      PipelineState state =
          runs.state(id)
              .orElseThrow(() -> NoriaException.notFound("pipeline run " + id + ": unknown"));
      if (state.ended()) {
        return get(id);
      }
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new NoriaException(
            ErrorCode.DEADLINE_EXCEEDED, "pipeline run " + id + ": not over after " + atMost);
      }
      workshop.changes().await(Math.min(left, 100));
    }
  }

  /**
   * Stops the run's tasks and ends it as CANCELLED.
   *
   * @return whether it was not over yet
   */
  public boolean cancel(PipelineRunId id) {
    get(id);
    boolean open = runs.cancel(id);
    dispatcher.cancel(id);
    workshop.changes().tell(id, null);
    dispatcher.wake();
    return open;
  }

  /** Hears of changes until the result is closed. */
  public AutoCloseable listen(PipelineListener listener) {
    return workshop.changes().listen(listener);
  }

  /** Stops what runs here; it is gone on with at the next start. */
  @Override
  public void close() {
    dispatcher.close();
    workshop.logs().close();
  }
}
