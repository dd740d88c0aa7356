package io.noria.pipelines.run;

import io.noria.base.Actor;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.pipelines.PipelineRun;
import io.noria.pipelines.Retries;
import io.noria.pipelines.Step;
import io.noria.pipelines.TaskId;
import io.noria.pipelines.TaskSpec;
import io.noria.pipelines.TaskState;
import io.noria.pipelines.Value;
import io.noria.pipelines.cache.CacheKey;
import io.noria.pipelines.cache.CacheNote;
import io.noria.pipelines.sql.SqlCacheStore;
import io.noria.pipelines.sql.SqlDriverStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt at a task, on its own virtual thread: asks the cache, records the start, runs the
 * step, records the end. The step itself runs on a platform thread, because steps call native code
 * that would pin a carrier of virtual threads.
 */
final class Attempt {
  private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);
  private static final long GRACE_SECONDS = 10;

  private final Workshop workshop;
  private final PipelineRun run;
  private final TaskSpec spec;
  private final TaskId task;
  private final int number;
  private final int failuresBefore;
  private final Map<String, Value> inputs;
  private final CompletableFuture<Map<String, Value>> result = new CompletableFuture<>();
  private volatile @Nullable AttemptContext context;
  private volatile @Nullable Thread stepThread;
  private volatile boolean cancelled;
  private volatile boolean stopped;

  /** How an attempt left its task. */
  record End(
      String task,
      TaskState state,
      Map<String, Value> outputs,
      @Nullable String error,
      @Nullable Instant due) {}

  Attempt(
      Workshop workshop,
      PipelineRun run,
      TaskSpec spec,
      int number,
      int failuresBefore,
      Map<String, Value> inputs) {
    this.workshop = workshop;
    this.run = run;
    this.spec = spec;
    this.task = new TaskId(run.id(), spec.name());
    this.number = number;
    this.failuresBefore = failuresBefore;
    this.inputs = inputs;
  }

  /** The run was cancelled. */
  void cancel() {
    cancelled = true;
    halt();
  }

  /** The server stops; nothing is recorded, the task will be run again. */
  void stop() {
    stopped = true;
    halt();
  }

  private void halt() {
    AttemptContext current = context;
    if (current != null) {
      current.cancel();
    }
    Thread thread = stepThread;
    if (thread != null) {
      thread.interrupt();
    }
  }

  /** Does it all and says how it ended; empty when the server stops. */
  Optional<End> perform() throws InterruptedException, IOException {
    if (spec.heavy()) {
      workshop.heavy().acquire();
    }
    try {
      return inPlace();
    } finally {
      if (spec.heavy()) {
        workshop.heavy().release();
      }
    }
  }

  private Optional<End> inPlace() throws InterruptedException, IOException {
    workshop.places().acquire();
    try {
      if (stopped) {
        return Optional.empty();
      }
      if (cancelled) {
        workshop.store().cancelled(task, 0, List.of());
        return Optional.of(new End(spec.name(), TaskState.CANCELLED, Map.of(), null, null));
      }
      return Optional.ofNullable(cachedOrRun());
    } finally {
      workshop.places().release();
      workshop.changes().tell(run.id(), spec.name());
    }
  }

  private @Nullable End cachedOrRun() throws InterruptedException, IOException {
    Step step = workshop.step(spec.stepType());
    CacheKey key = step.cacheable() && spec.cache() ? CacheKey.of(step, spec, inputs) : null;
    String note = null;
    if (key != null) {
      Optional<SqlCacheStore.Hit> hit = workshop.cache().find(key);
      if (hit.isPresent()) {
        Optional<String> gone = firstGone(hit.get().outputs());
        if (gone.isEmpty()) {
          TaskId from = hit.get().task();
          workshop
              .store()
              .cached(task, given(), hit.get().outputs(), from, "hit: same as task " + from);
          LOG.info("task cached task={} from={}", task, from);
          return new End(spec.name(), TaskState.CACHED, hit.get().outputs(), null, null);
        }
        note = "miss: the stored file " + gone.get() + " of task " + hit.get().task() + " is gone";
      } else {
        note = CacheNote.miss(key, workshop.cache().former(run.pipeline(), spec.name()));
      }
    }
    Map<String, String> environment = Environment.of(step);
    workshop.store().started(task, number, new SqlDriverStore.Start(given(), environment, note));
    workshop.changes().tell(run.id(), spec.name());
    LOG.info(
        "task started task={} step={} attempt={} cache=\"{}\"", task, step.type(), number, note);
    return runStep(step, key);
  }

  private SqlDriverStore.Given given() {
    List<TaskId> fed = spec.feeds().stream().map(name -> new TaskId(run.id(), name)).toList();
    return new SqlDriverStore.Given(inputs, fed);
  }

  private Optional<String> firstGone(Map<String, Value> outputs) throws IOException {
    for (Value value : outputs.values()) {
      for (Value.File file : filesIn(value)) {
        if (workshop.objects().find(file.digest()).isEmpty()) {
          return Optional.of(file.name());
        }
      }
    }
    return Optional.empty();
  }

  private static List<Value.File> filesIn(Value value) {
    return switch (value) {
      case Value.File file -> List.of(file);
      case Value.Many many -> many.items().stream().flatMap(v -> filesIn(v).stream()).toList();
      case Value.Data _, Value.Record _ -> List.of();
    };
  }

  private @Nullable End runStep(Step step, @Nullable CacheKey key)
      throws InterruptedException, IOException {
    Files.createDirectories(workshop.config().workFolder());
    Path folder = Files.createTempDirectory(workshop.config().workFolder(), spec.name() + "-");
    workshop.logs().begin(task);
    try {
      var mine = new AttemptContext(workshop, run, spec, number, inputs, folder);
      context = mine;
      stepThread =
          Thread.ofPlatform()
              .daemon()
              .name("task-" + task)
              .start(
                  () -> ScopedValue.where(Actor.CURRENT, run.actor()).run(() -> call(step, mine)));
      if (cancelled || stopped) {
        halt();
      }
      return record(key, awaitStep(mine));
    } finally {
      workshop.logs().end(task);
      WorkFolders.delete(folder);
    }
  }

  private void call(Step step, AttemptContext mine) {
    try {
      result.complete(Map.copyOf(step.run(mine)));
    } catch (Throwable e) {
      result.completeExceptionally(e);
    }
  }

  /** Null when the step ended well, else why not. */
  private @Nullable Throwable awaitStep(AttemptContext mine) throws InterruptedException {
    Duration limit = spec.timeout();
    try {
      if (limit == null) {
        result.get();
      } else {
        result.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      }
      return null;
    } catch (ExecutionException e) {
      return e.getCause() == null ? e : e.getCause();
    } catch (TimeoutException e) {
      mine.log("stopping: not done after " + limit);
      halt();
      awaitGrace();
      return new NoriaException(ErrorCode.DEADLINE_EXCEEDED, "not done after " + limit, e);
    }
  }

  private void awaitGrace() throws InterruptedException {
    try {
      result.get(GRACE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      LOG.debug("step ended after its time task={} error={}", task, e.toString());
    } catch (TimeoutException e) {
      LOG.warn("step does not stop task={} waited_seconds={}", task, GRACE_SECONDS);
    }
  }

  private @Nullable End record(@Nullable CacheKey key, @Nullable Throwable failure) {
    if (stopped) {
      return null;
    }
    if (failure == null) {
      Map<String, Value> outputs = result.join();
      var entry = key == null ? null : new SqlCacheStore.Entry(run.pipeline(), key);
      workshop.store().succeeded(task, number, outputs, entry, workshop.logs().end(task));
      LOG.info("task succeeded task={} attempt={}", task, number);
      return new End(spec.name(), TaskState.SUCCEEDED, outputs, null, null);
    }
    if (cancelled) {
      workshop.store().cancelled(task, number, workshop.logs().end(task));
      LOG.info("task cancelled task={} attempt={}", task, number);
      return new End(spec.name(), TaskState.CANCELLED, Map.of(), null, null);
    }
    String error = describe(failure);
    Retries retries = spec.retries();
    int failures = failuresBefore + 1;
    Instant due = null;
    if (passing(failure) && failures <= retries.times()) {
      Duration wait = retries.waitAfter(failures, workshop.random());
      due = workshop.clock().instant().plus(wait);
      workshop.logs().append(task, number, "failed: " + error + "; again in " + wait);
    } else {
      workshop.logs().append(task, number, "failed: " + error);
    }
    workshop.store().failed(task, number, error, due, workshop.logs().end(task));
    LOG.info("task failed task={} attempt={} again_at={} error=\"{}\"", task, number, due, error);
    TaskState state = due == null ? TaskState.FAILED : TaskState.PENDING;
    return new End(spec.name(), state, Map.of(), error, due);
  }

  private static boolean passing(Throwable failure) {
    return !(failure instanceof NoriaException e) || Retries.passing(e.code());
  }

  private String describe(Throwable failure) {
    if (failure instanceof NoriaException e && e.getCause() == null) {
      return e.getMessage();
    }
    var trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    workshop.logs().append(task, number, trace.toString());
    String message = failure.getMessage();
    if (failure instanceof NoriaException) {
      return String.valueOf(message);
    }
    String name = failure.getClass().getSimpleName();
    return message == null ? name : name + ": " + message;
  }
}
