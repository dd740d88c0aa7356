package io.noria.thread.rerun;

import io.noria.base.ErrorCode;
import io.noria.base.LineageEdge;
import io.noria.base.NoriaException;
import io.noria.base.Page;
import io.noria.base.Ref;
import io.noria.datasets.DatasetVersion;
import io.noria.datasets.DatasetVersionId;
import io.noria.datasets.Datasets;
import io.noria.pipelines.Input;
import io.noria.pipelines.PipelineRun;
import io.noria.pipelines.PipelineRunId;
import io.noria.pipelines.PipelineSpec;
import io.noria.pipelines.Pipelines;
import io.noria.pipelines.RunSearch;
import io.noria.pipelines.Submission;
import io.noria.pipelines.Task;
import io.noria.pipelines.TaskId;
import io.noria.pipelines.TaskSpec;
import io.noria.pipelines.Value;
import io.noria.registry.Registry;
import io.noria.storage.lineage.Lineage;
import io.noria.storage.object.Digest;
import io.noria.storage.object.ObjectStore;
import io.noria.tracking.Tracking;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes records again from their recorded inputs alone: the specs of the tasks that made them,
 * their params and the bytes of their data versions. A rerun is a pipeline run of its own, in a
 * queue of its own; it takes nothing from the cache and puts nothing there, registers nothing,
 * judges nothing and deploys nothing. Its runs carry the tag {@value #OF}. Thread-safe.
 */
public final class Reruns {
  /** The label of a rerun, and the tag of its runs: the record that is made again. */
  public static final String OF = "noria.rerun_of";

  /** The label and tag that name the pipeline run whose tasks are made again. */
  public static final String ORIGINAL = "noria.rerun_original";

  /** The pipeline's name and its queue. */
  public static final String PIPELINE = "noria-rerun";

  /** The lineage edge from the record to the pipeline run that makes it again. */
  public static final String RELATION = "reran";

  private static final Logger LOG = LoggerFactory.getLogger(Reruns.class);

  private final Pipelines pipelines;
  private final Lineage lineage;
  private final Datasets datasets;
  private final ObjectStore objects;
  private final Targets targets;
  private final Comparison comparison;

  /** On the areas that it binds. */
  public Reruns(
      Pipelines pipelines,
      Lineage lineage,
      Datasets datasets,
      ObjectStore objects,
      Tracking tracking,
      Registry registry) {
    this.pipelines = pipelines;
    this.lineage = lineage;
    this.datasets = datasets;
    this.objects = objects;
    this.targets = new Targets(pipelines, lineage, tracking, registry);
    this.comparison = new Comparison(tracking);
  }

  /**
   * The record that the text means.
   *
   * @param text {@code kind:id}, {@code flights/9}, {@code PIPELINERUN/TASK}, or the bare id of a
   *     run or pipeline run
   */
  public Ref parse(String text) {
    return targets.parse(text);
  }

  /**
   * Begins to make the record again.
   *
   * @param of a run, a model version, a task or a pipeline run
   * @param why in the caller's words; may be empty
   * @throws NoriaException NOT_FOUND; FAILED_PRECONDITION naming what was not recorded or is gone
   */
  public Rerun start(Ref of, String why) {
    Target target = targets.of(of);
    PipelineRun original = target.run();
    Map<String, Task> then = byName(original.id());
    List<String> problems = problems(target, then);
    if (!problems.isEmpty()) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          of + " cannot be made again: " + String.join("; ", problems));
    }
    List<TaskSpec> tasks =
        target.tasks().stream()
            .map(name -> again(original.spec().task(name), target.tasks()))
            .toList();
    PipelineRun run =
        pipelines.submit(
            new PipelineSpec(PIPELINE, tasks),
            new Submission(
                "rerun of " + of + (why.isBlank() ? "" : ": " + why.strip()),
                original.eventTime(),
                List.of(of),
                PIPELINE,
                null,
                RELATION,
                Map.of(OF, of.toString(), ORIGINAL, original.id().value())));
    LOG.info("rerun started of={} pipeline_run={} tasks={}", of, run.id(), tasks.size());
    return view(run);
  }

  /**
   * A rerun.
   *
   * @throws NoriaException NOT_FOUND when there is no rerun of the id
   */
  public Rerun get(String id) {
    return pipelines
        .find(new PipelineRunId(id))
        .filter(run -> run.labels().containsKey(OF))
        .map(this::view)
        .orElseThrow(() -> NoriaException.notFound("rerun: " + id + " (there is none)"));
  }

  /**
   * Reruns, newest first.
   *
   * @param of only those of the record; null for all
   */
  public Page<Rerun> list(@Nullable Ref of, int limit, @Nullable String token) {
    if (of == null) {
      return pipelines.search(new RunSearch(PIPELINE, null, limit, token)).map(this::view);
    }
    List<Rerun> reruns =
        lineage.outOf(of).stream()
            .filter(edge -> edge.relation().equals(RELATION))
            .map(LineageEdge::to)
            .filter(ref -> ref.kind() == Ref.Kind.PIPELINE_RUN)
            .sorted((a, b) -> b.id().compareTo(a.id()))
            .limit(limit)
            .map(ref -> pipelines.find(new PipelineRunId(ref.id())))
            .flatMap(Optional::stream)
            .map(this::view)
            .toList();
    return new Page<>(reruns, null);
  }

  /** The same task with nothing but its own inputs to wait for, whatever the cache knows. */
  private static TaskSpec again(TaskSpec spec, List<String> among) {
    return new TaskSpec(
        spec.name(),
        spec.stepType(),
        spec.params(),
        spec.inputs(),
        spec.after().stream().filter(among::contains).toList(),
        spec.retries(),
        spec.timeout(),
        false,
        spec.heavy());
  }

  private Map<String, Task> byName(PipelineRunId run) {
    Map<String, Task> tasks = new LinkedHashMap<>();
    pipelines.tasks(run).forEach(task -> tasks.put(task.id().name(), task));
    return tasks;
  }

  /** What is not there any more of what the tasks need. */
  private List<String> problems(Target target, Map<String, Task> then) {
    Set<String> problems = new LinkedHashSet<>();
    for (String name : target.tasks()) {
      Task task = then.get(name);
      if (task == null || !task.state().succeeded()) {
        problems.add(
            "task %s %s, so there is nothing to compare with"
                .formatted(
                    new TaskId(target.run().id(), name),
                    task == null ? "has no record" : "is " + task.state()));
      }
      for (Input input : target.run().spec().task(name).inputs().values()) {
        if (input instanceof Input.Given given) {
          problems.addAll(gone(given.value()));
        }
      }
    }
    return List.copyOf(problems);
  }

  private List<String> gone(Value value) {
    List<String> gone = new ArrayList<>();
    switch (value) {
      case Value.Data _ -> {}
      case Value.File file -> check(file.digest(), "file " + file.name(), gone);
      case Value.Record record -> goneData(record, gone);
      case Value.Many many -> many.items().forEach(item -> gone.addAll(gone(item)));
    }
    return gone;
  }

  private void goneData(Value.Record record, List<String> gone) {
    if (record.ref().kind() != Ref.Kind.DATASET_VERSION) {
      return;
    }
    Optional<DatasetVersion> version = datasets.find(DatasetVersionId.of(record.ref()));
    if (version.isEmpty()) {
      gone.add("data version " + record.ref().id() + " is not there any more");
    } else if (!version.get().digest().value().equals(record.digest())) {
      gone.add(
          "data version %s has another content (digest %s, recorded was %s)"
              .formatted(record.ref().id(), version.get().digest(), record.digest()));
    } else {
      version
          .get()
          .files()
          .forEach(file ->
              check(
                  file.digest(), "file %s of %s".formatted(file.name(), record.ref().id()), gone));
    }
  }

  private void check(Digest digest, String what, List<String> gone) {
    try {
      if (objects.find(digest).isEmpty()) {
        gone.add("%s (sha256 %s) is no longer in the object store".formatted(what, digest));
      }
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.UNAVAILABLE, "object " + digest + " cannot be looked up: " + e.getMessage(), e);
    }
  }

  private Rerun view(PipelineRun run) {
    PipelineRunId original = new PipelineRunId(run.labels().getOrDefault(ORIGINAL, ""));
    Map<String, Task> then = byName(original);
    Map<String, Task> makers = new LinkedHashMap<>();
    then.forEach((name, task) -> makers.put(name, maker(task)));
    return comparison.of(run, original, pipelines.tasks(run.id()), then, makers, revoked(run));
  }

  /** The task that really ran: one whose outputs were taken from the cache leads to it. */
  private Task maker(Task task) {
    Task maker = task;
    for (int steps = 0; maker.cachedFrom() != null && steps < 100; steps++) {
      TaskId from = maker.cachedFrom();
      if (pipelines.find(from.run()).isEmpty()) {
        return maker;
      }
      maker = pipelines.task(from);
    }
    return maker;
  }

  private List<String> revoked(PipelineRun run) {
    Set<DatasetVersionId> read = new LinkedHashSet<>();
    for (TaskSpec task : run.spec().tasks()) {
      for (Input input : task.inputs().values()) {
        if (input instanceof Input.Given given) {
          given.value().records().stream()
              .map(Value.Record::ref)
              .filter(ref -> ref.kind() == Ref.Kind.DATASET_VERSION)
              .forEach(ref -> read.add(DatasetVersionId.of(ref)));
        }
      }
    }
    return datasets.revoked(read).stream()
        .map(version -> {
          DatasetVersion.Revocation revocation = version.revocation();
          return version.id()
              + " is revoked"
              + (revocation == null ? "" : ": " + revocation.why())
              + "; its bytes are still there and were read";
        })
        .toList();
  }
}
