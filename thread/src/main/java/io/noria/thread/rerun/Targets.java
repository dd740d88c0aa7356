package io.noria.thread.rerun;

import io.noria.base.ErrorCode;
import io.noria.base.LineageEdge;
import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.pipelines.PipelineRun;
import io.noria.pipelines.PipelineRunId;
import io.noria.pipelines.Pipelines;
import io.noria.pipelines.TaskId;
import io.noria.pipelines.TaskSpec;
import io.noria.registry.ModelVersion;
import io.noria.registry.ModelVersionId;
import io.noria.registry.Registry;
import io.noria.storage.lineage.Lineage;
import io.noria.tracking.DatasetInput;
import io.noria.tracking.Run;
import io.noria.tracking.RunId;
import io.noria.tracking.Tracking;
import io.noria.training.SearchStep;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the recorded tasks that made a record. Thread-safe. */
final class Targets {
  private final Pipelines pipelines;
  private final Lineage lineage;
  private final Tracking tracking;
  private final Registry registry;

  Targets(Pipelines pipelines, Lineage lineage, Tracking tracking, Registry registry) {
    this.pipelines = pipelines;
    this.lineage = lineage;
    this.tracking = tracking;
    this.registry = registry;
  }

  /** Reads {@code kind:id}, {@code model/3}, {@code pipelineRun/task}, or a bare id. */
  Ref parse(String text) {
    String said = text.strip();
    if (said.indexOf(':') > 0) {
      return Ref.parse(said);
    }
    int slash = said.lastIndexOf('/');
    if (slash > 0 && said.substring(slash + 1).matches("[1-9][0-9]{0,8}")) {
      return Ref.of(Ref.Kind.MODEL_VERSION, said);
    }
    if (slash > 0) {
      return Ref.of(Ref.Kind.TASK, said);
    }
    if (said.isEmpty()) {
      throw NoriaException.invalid(
          "ref: empty (expected: a run, a model version such as flights/9,"
              + " a task or a pipeline run)");
    }
    boolean pipeline = pipelines.find(new PipelineRunId(said)).isPresent();
    return Ref.of(pipeline ? Ref.Kind.PIPELINE_RUN : Ref.Kind.RUN, said);
  }

  /**
   * The tasks to be made again for the record, with everything that they were fed by.
   *
   * @throws NoriaException NOT_FOUND; FAILED_PRECONDITION naming what is missing when the record
   *     cannot be made again; INVALID_ARGUMENT for a record of another kind
   */
  Target of(Ref ref) {
    return switch (ref.kind()) {
      case RUN -> ofRun(tracking.runs().get(new RunId(ref.id())));
      case MODEL_VERSION -> ofVersion(registry.versions().get(ModelVersionId.of(ref)));
      case TASK -> ofTask(TaskId.parse(ref.id()));
      case PIPELINE_RUN -> ofPipelineRun(pipelines.get(new PipelineRunId(ref.id())));
      default ->
          throw NoriaException.invalid(
              "ref: " + ref + " (expected: a run, a model version, a task or a pipeline run)");
    };
  }

  private Target ofVersion(ModelVersion version) {
    RunId run = version.run();
    if (run == null) {
      throw missing(
          version.id().ref(),
          "it was registered from files (%s) without a run, so neither its command nor its code nor"
                  .formatted(version.source())
              + " its data were recorded");
    }
    return ofRun(tracking.runs().get(run));
  }

  private Target ofRun(Run run) {
    String tag = run.data().tags().get(SearchStep.TASK_TAG);
    Optional<TaskId> task =
        tag != null
            ? Optional.of(TaskId.parse(tag))
            : lineage.into(run.id().ref()).stream()
                .map(LineageEdge::from)
                .filter(from -> from.kind() == Ref.Kind.TASK)
                .map(from -> TaskId.parse(from.id()))
                .findFirst();
    boolean there = task.isPresent() && pipelines.find(task.get().run()).isPresent();
    if (!there) {
      List<String> data =
          run.inputs().stream()
              .map(DatasetInput::version)
              .filter(Objects::nonNull)
              .map(Ref::id)
              .toList();
      throw missing(
          run.id().ref(),
          "a client logged it (by "
              + (run.info().user().isEmpty() ? "nobody named" : run.info().user())
              + "), so its command and its code were not recorded; its data: "
              + (data.isEmpty() ? "not recorded" : String.join(", ", data)));
    }
    return ofTask(task.get());
  }

  private Target ofTask(TaskId id) {
    PipelineRun run = pipelines.get(id.run());
    TaskSpec spec = run.spec().task(id.name());
    if (!pipelines.makesOnlyOutputs(spec.stepType())) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "task %s: step %s makes records rather than outputs, which is not done twice (expected: %s)"
              .formatted(id, spec.stepType(), makers(run)));
    }
    return closed(run, List.of(id.name()));
  }

  private Target ofPipelineRun(PipelineRun run) {
    Set<String> made =
        pipelines.tasks(run.id()).stream()
            .filter(task -> task.state().succeeded())
            .map(task -> task.id().name())
            .collect(Collectors.toSet());
    List<String> makers = makers(run).stream().filter(made::contains).toList();
    if (makers.isEmpty()) {
      throw missing(run.id().ref(), "none of its tasks made outputs that could be compared");
    }
    return closed(run, makers);
  }

  private List<String> makers(PipelineRun run) {
    return run.spec().tasks().stream()
        .filter(task -> pipelines.makesOnlyOutputs(task.stepType()))
        .map(TaskSpec::name)
        .toList();
  }

  private Target closed(PipelineRun run, List<String> roots) {
    Set<String> all = new LinkedHashSet<>();
    Deque<String> open = new ArrayDeque<>(roots);
    while (!open.isEmpty()) {
      String name = open.removeFirst();
      if (all.add(name)) {
        TaskSpec spec = run.spec().task(name);
        if (!pipelines.makesOnlyOutputs(spec.stepType())) {
          throw missing(
              run.id().ref(),
              "task %s takes the outputs of step %s, which makes records and is not done twice"
                  .formatted(name, spec.stepType()));
        }
        open.addAll(spec.feeds());
      }
    }
    return new Target(
        run, run.spec().tasks().stream().map(TaskSpec::name).filter(all::contains).toList());
  }

  private static NoriaException missing(Ref ref, String why) {
    return new NoriaException(ErrorCode.FAILED_PRECONDITION, ref + " cannot be made again: " + why);
  }
}
