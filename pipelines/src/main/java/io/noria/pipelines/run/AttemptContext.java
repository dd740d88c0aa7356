package io.noria.pipelines.run;

import io.noria.base.Ref;
import io.noria.pipelines.PipelineRun;
import io.noria.pipelines.StepContext;
import io.noria.pipelines.TaskId;
import io.noria.pipelines.TaskSpec;
import io.noria.pipelines.Value;
import io.noria.storage.object.StoredObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The context of one attempt. */
final class AttemptContext implements StepContext {
  private static final Logger LOG = LoggerFactory.getLogger(AttemptContext.class);

  private final Workshop workshop;
  private final PipelineRun run;
  private final TaskSpec spec;
  private final int attempt;
  private final Map<String, Value> inputs;
  private final Path workFolder;
  private final List<Runnable> onCancel = new ArrayList<>();
  private boolean cancelled;

  AttemptContext(
      Workshop workshop,
      PipelineRun run,
      TaskSpec spec,
      int attempt,
      Map<String, Value> inputs,
      Path workFolder) {
    this.workshop = workshop;
    this.run = run;
    this.spec = spec;
    this.attempt = attempt;
    this.inputs = Map.copyOf(inputs);
    this.workFolder = workFolder;
  }

  @Override
  public TaskId task() {
    return new TaskId(run.id(), spec.name());
  }

  @Override
  public int attempt() {
    return attempt;
  }

  @Override
  public String pipeline() {
    return run.pipeline();
  }

  @Override
  public @Nullable Instant eventTime() {
    return run.eventTime();
  }

  @Override
  public Map<String, Object> params() {
    return spec.params();
  }

  @Override
  public Map<String, String> labels() {
    return run.labels();
  }

  @Override
  public Map<String, Value> inputs() {
    return inputs;
  }

  @Override
  public Path localFile(Value.File file) throws IOException {
    return workshop.objects().localFile(file.digest());
  }

  @Override
  public Path workFolder() {
    return workFolder;
  }

  @Override
  public Value.File store(String name, Path file) throws IOException {
    StoredObject stored = workshop.objects().put(file);
    return new Value.File(name, stored.digest(), stored.size());
  }

  @Override
  public void log(String line) {
    workshop.logs().append(task(), attempt, line);
  }

  @Override
  public void link(String relation, Ref to) {
    workshop.store().link(task(), relation, to);
  }

  @Override
  public synchronized boolean cancelled() {
    return cancelled;
  }

  @Override
  public void onCancel(Runnable action) {
    synchronized (this) {
      if (!cancelled) {
        onCancel.add(action);
        return;
      }
    }
    runQuietly(action);
  }

  void cancel() {
    List<Runnable> actions;
    synchronized (this) {
      if (cancelled) {
        return;
      }
      cancelled = true;
      actions = List.copyOf(onCancel);
    }
    actions.forEach(this::runQuietly);
  }

  private void runQuietly(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      LOG.warn("stopping failed task={} error={}", task(), e.toString());
    }
  }
}
