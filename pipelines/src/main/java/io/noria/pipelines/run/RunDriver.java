package io.noria.pipelines.run;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.pipelines.Input;
import io.noria.pipelines.PipelineRun;
import io.noria.pipelines.PipelineState;
import io.noria.pipelines.Task;
import io.noria.pipelines.TaskAttempt;
import io.noria.pipelines.TaskId;
import io.noria.pipelines.TaskSpec;
import io.noria.pipelines.TaskState;
import io.noria.pipelines.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives one run: starts what is ready, waits for attempts to end, ends the run. Only its own
 * thread touches its state; everyone else puts a message into its inbox.
 */
final class RunDriver {
  private static final Logger LOG = LoggerFactory.getLogger(RunDriver.class);
  private static final int MAX_LOST = 5;

  private final Workshop workshop;
  private final PipelineRun run;
  private final BlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
  private final Map<String, Progress> tasks = new LinkedHashMap<>();
  private boolean cancelling;
  private boolean stopping;
  private @Nullable RuntimeException trouble;

  /** What is known of a task. */
  private static final class Progress {
    final TaskSpec spec;
    TaskState state = TaskState.PENDING;
    Map<String, Value> outputs = Map.of();
    int attempts;
    int failures;
    int lost;
    long dueNanos = System.nanoTime();
    @Nullable String error;
    @Nullable Attempt running;

    Progress(TaskSpec spec) {
      this.spec = spec;
    }
  }

  RunDriver(Workshop workshop, PipelineRun run) {
    this.workshop = workshop;
    this.run = run;
  }

  PipelineRun run() {
    return run;
  }

  /** Asks it to stop all attempts and end the run as CANCELLED. */
  void cancel() {
    inbox.add(() -> {
      cancelling = true;
      eachRunning(Attempt::cancel);
    });
  }

  /** Asks it to stop all attempts and leave the run as it is. */
  void stop() {
    inbox.add(() -> {
      stopping = true;
      eachRunning(Attempt::stop);
    });
  }

  private void eachRunning(Consumer<Attempt> action) {
    for (Progress task : tasks.values()) {
      if (task.running != null) {
        action.accept(task.running);
      }
    }
  }

  /** Returns true when the run is over, false when it must be let go of. */
  boolean drive() throws InterruptedException {
    load();
    LOG.info("pipeline run driven pipeline_run={} pipeline={}", run.id(), run.pipeline());
    while (true) {
      if (trouble != null) {
        eachRunning(Attempt::stop);
        throw trouble;
      }
      if (stopping) {
        if (tasks.values().stream().allMatch(task -> task.running == null)) {
          return false;
        }
      } else {
        if (cancelling) {
          cancelWaiting();
        } else {
          skipUnreachable();
          startReady();
        }
        if (tasks.values().stream().allMatch(task -> task.state.ended())) {
          finish();
          return true;
        }
      }
      Runnable message = inbox.poll(nanosToNextDue(), TimeUnit.NANOSECONDS);
      while (message != null) {
        message.run();
        message = inbox.poll();
      }
    }
  }

  private void load() {
    Map<String, Instant> due = workshop.store().due(run.id());
    Instant now = workshop.clock().instant();
    for (Task stored : workshop.runs().tasks(run.id())) {
      var task = new Progress(run.spec().task(stored.id().name()));
      task.state = stored.state();
      task.outputs = stored.outputs();
      task.error = stored.error();
      task.attempts = stored.attempts().size();
      for (TaskAttempt attempt : stored.attempts()) {
        task.failures += attempt.outcome() == TaskAttempt.Outcome.FAILED ? 1 : 0;
        task.lost += attempt.outcome() == TaskAttempt.Outcome.LOST ? 1 : 0;
      }
      Instant at = due.get(stored.id().name());
      if (at != null && at.isAfter(now)) {
        task.dueNanos = System.nanoTime() + Duration.between(now, at).toNanos();
      }
      tasks.put(stored.id().name(), task);
    }
    cancelling = workshop.store().cancelAsked(run.id());
  }

  private void cancelWaiting() {
    for (Progress task : tasks.values()) {
      if (task.state == TaskState.PENDING && task.running == null) {
        workshop.store().cancelled(new TaskId(run.id(), task.spec.name()), 0, List.of());
        task.state = TaskState.CANCELLED;
      }
    }
  }

  private void skipUnreachable() {
    Map<String, String> skipped = new LinkedHashMap<>();
    boolean more = true;
    while (more) {
      more = false;
      for (Progress task : tasks.values()) {
        if (task.state == TaskState.PENDING && task.running == null) {
          String blocker = blocker(task.spec);
          if (blocker != null) {
            task.state = TaskState.SKIPPED;
            skipped.put(task.spec.name(), blocker);
            more = true;
          }
        }
      }
    }
    if (!skipped.isEmpty()) {
      workshop.store().skipped(run.id(), skipped);
      skipped.keySet().forEach(name -> workshop.changes().tell(run.id(), name));
    }
  }

  private @Nullable String blocker(TaskSpec spec) {
    for (String name : spec.waitsFor()) {
      TaskState state = progress(name).state;
      if (state.ended() && !state.succeeded()) {
        return "task " + name + " " + state;
      }
    }
    return null;
  }

  private void startReady() {
    long now = System.nanoTime();
    for (Progress task : tasks.values()) {
      boolean waits = task.state == TaskState.PENDING && task.running == null;
      if (!waits || task.dueNanos - now > 0) {
        continue;
      }
      if (!task.spec.waitsFor().stream().allMatch(name -> progress(name).state.succeeded())) {
        continue;
      }
      if (task.lost >= MAX_LOST) {
        giveUp(task, "its server went away " + task.lost + " times while it ran");
      } else {
        start(task);
      }
    }
  }

  private void start(Progress task) {
    Optional<Map<String, Value>> inputs = resolve(task);
    if (inputs.isEmpty()) {
      return;
    }
    var attempt =
        new Attempt(workshop, run, task.spec, task.attempts + 1, task.failures, inputs.get());
    task.running = attempt;
    Thread.ofVirtual()
        .name("attempt-" + run.id() + "/" + task.spec.name())
        .start(() -> perform(attempt, task));
  }

  private void perform(Attempt attempt, Progress task) {
    try {
      Optional<Attempt.End> end = attempt.perform();
      inbox.add(() -> ended(task, end.orElse(null)));
    } catch (InterruptedException e) {
      inbox.add(() -> ended(task, null));
    } catch (java.io.IOException e) {
      broken(task, new NoriaException(ErrorCode.UNAVAILABLE, "storage: " + e.getMessage(), e));
    } catch (RuntimeException e) {
      broken(task, e);
    }
  }

  private void broken(Progress task, RuntimeException e) {
    inbox.add(() -> {
      task.running = null;
      trouble = e;
    });
  }

  private void ended(Progress task, Attempt.@Nullable End end) {
    task.running = null;
    if (end == null) {
      return;
    }
    boolean ran = end.state() != TaskState.CACHED;
    task.attempts += ran ? 1 : 0;
    task.state = end.state();
    task.outputs = end.outputs();
    if (end.error() != null) {
      task.error = end.error();
      task.failures++;
    }
    if (end.due() != null) {
      Duration wait = Duration.between(workshop.clock().instant(), end.due());
      task.dueNanos = System.nanoTime() + Math.max(0, wait.toNanos());
    }
  }

  /** Inputs by name; empty when an output that it needs was never made, which fails the task. */
  private Optional<Map<String, Value>> resolve(Progress task) {
    var inputs = new HashMap<String, Value>();
    for (var entry : task.spec.inputs().entrySet()) {
      String name = entry.getKey();
      switch (entry.getValue()) {
        case Input.Given given -> inputs.put(name, given.value());
        case Input.From from -> {
          Optional<Value> value = output(task, name, from);
          if (value.isEmpty()) {
            return Optional.empty();
          }
          inputs.put(name, value.get());
        }
        case Input.Gathered gathered -> {
          var items = new ArrayList<Value>();
          for (Input.From part : gathered.parts()) {
            Optional<Value> value = output(task, name, part);
            if (value.isEmpty()) {
              return Optional.empty();
            }
            items.add(value.get());
          }
          inputs.put(name, Value.many(items));
        }
      }
    }
    return Optional.of(inputs);
  }

  private Optional<Value> output(Progress task, String input, Input.From from) {
    Map<String, Value> outputs = progress(from.task()).outputs;
    Value value = outputs.get(from.output());
    if (value == null) {
      giveUp(
          task,
          "input %s: task %s has no output %s (it has: %s)"
              .formatted(input, from.task(), from.output(), outputs.keySet()));
    }
    return Optional.ofNullable(value);
  }

  private void giveUp(Progress task, String error) {
    workshop.store().failed(new TaskId(run.id(), task.spec.name()), 0, error, null, List.of());
    task.state = TaskState.FAILED;
    task.error = error;
    inbox.add(() -> workshop.changes().tell(run.id(), task.spec.name()));
  }

  private void finish() {
    PipelineState state = PipelineState.SUCCEEDED;
    var errors = new ArrayList<String>();
    for (Progress task : tasks.values()) {
      if (task.state == TaskState.FAILED) {
        state = PipelineState.FAILED;
        errors.add("task " + task.spec.name() + " failed: " + task.error);
      } else if (task.state == TaskState.CANCELLED && state == PipelineState.SUCCEEDED) {
        state = PipelineState.CANCELLED;
      }
    }
    workshop.store().ended(run, state, errors.isEmpty() ? null : String.join("; ", errors));
    LOG.info("pipeline run ended pipeline_run={} state={} errors={}", run.id(), state, errors);
  }

  private Progress progress(String name) {
    Progress task = tasks.get(name);
    if (task == null) {
      throw new NoriaException(ErrorCode.DATA_LOSS, "task " + name + ": no row in run " + run.id());
    }
    return task;
  }

  private long nanosToNextDue() {
    long now = System.nanoTime();
    long next = TimeUnit.MINUTES.toNanos(1);
    for (Progress task : tasks.values()) {
      if (task.state == TaskState.PENDING && task.running == null && task.dueNanos - now > 0) {
        next = Math.min(next, task.dueNanos - now);
      }
    }
    return next;
  }
}
