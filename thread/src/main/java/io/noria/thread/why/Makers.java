package io.noria.thread.why;

import io.noria.base.ErrorCode;
import io.noria.base.LineageEdge;
import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.datasets.DatasetVersionId;
import io.noria.datasets.Datasets;
import io.noria.delivery.Triggers;
import io.noria.pipelines.Input;
import io.noria.pipelines.PipelineRun;
import io.noria.pipelines.Pipelines;
import io.noria.pipelines.TaskId;
import io.noria.pipelines.TaskSpec;
import io.noria.pipelines.Value;
import io.noria.registry.ModelVersion;
import io.noria.registry.ModelVersionId;
import io.noria.storage.lineage.Lineage;
import io.noria.thread.Story.DataRead;
import io.noria.thread.Story.Making;
import io.noria.tracking.DatasetInput;
import io.noria.tracking.Run;
import io.noria.tracking.RunId;
import io.noria.tracking.Tracking;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds what made a model version: the run, the pipeline run with its trigger, the data. */
public final class Makers {
  private final Tracking tracking;
  private final Pipelines pipelines;
  private final Triggers triggers;
  private final Datasets datasets;
  private final Lineage lineage;

  /** Asks these. */
  public Makers(
      Tracking tracking,
      Pipelines pipelines,
      Triggers triggers,
      Datasets datasets,
      Lineage lineage) {
    this.tracking = tracking;
    this.pipelines = pipelines;
    this.triggers = triggers;
    this.datasets = datasets;
    this.lineage = lineage;
  }

  /**
   * The run that made the version; known from the thread even when the version was deleted.
   *
   * @param version null when it was deleted
   */
  public Optional<Run> run(ModelVersionId id, @Nullable ModelVersion version) {
    RunId run = version == null ? null : version.run();
    if (run == null) {
      run =
          from(id.ref(), Ref.Kind.RUN).stream()
              .findFirst()
              .map(ref -> new RunId(ref.id()))
              .orElse(null);
    }
    return run == null ? Optional.empty() : find(run);
  }

  private Optional<Run> find(RunId id) {
    try {
      return Optional.of(tracking.runs().get(id));
    } catch (NoriaException e) {
      if (e.code() == ErrorCode.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The pipeline run that started the run, with what triggered it. */
  public Optional<Making> making(Run run) {
    Optional<TaskId> task =
        from(run.id().ref(), Ref.Kind.TASK).stream().findFirst().map(ref -> TaskId.parse(ref.id()));
    return task.flatMap(id ->
        pipelines
            .find(id.run())
            .map(pipelineRun -> {
              Ref trigger =
                  from(pipelineRun.id().ref(), Ref.Kind.TRIGGER).stream().findFirst().orElse(null);
              return new Making(pipelineRun, id, trigger, why(trigger));
            }));
  }

  private @Nullable String why(@Nullable Ref trigger) {
    try {
      return trigger == null ? null : triggers.decision(trigger.id()).why();
    } catch (NoriaException e) {
      return null;
    }
  }

  private List<Ref> from(Ref to, Ref.Kind kind) {
    return lineage.into(to).stream()
        .map(LineageEdge::from)
        .filter(ref -> ref.kind() == kind)
        .toList();
  }

  /**
   * The data versions that the run learned from, and those that its features were made of besides.
   */
  public List<DataRead> data(Run run, @Nullable Making making) {
    Map<DatasetVersionId, Set<String>> uses = new LinkedHashMap<>();
    for (DatasetInput input : run.inputs()) {
      Ref version = input.version();
      if (version != null) {
        add(uses, version, input.tags().getOrDefault(DatasetInput.CONTEXT, "training"));
      }
    }
    if (making != null) {
      for (Ref read : readFor(making.run(), making.task().name())) {
        add(uses, read, "features");
      }
    }
    List<DataRead> data = new ArrayList<>();
    uses.forEach(
        (id, of) -> data.add(new DataRead(id, List.copyOf(of), datasets.find(id).orElse(null))));
    return data;
  }

  private static void add(Map<DatasetVersionId, Set<String>> uses, Ref version, String use) {
    uses.computeIfAbsent(DatasetVersionId.of(version), id -> new LinkedHashSet<>()).add(use);
  }

  /** The records that were given to the task or to one that it takes outputs of. */
  private static Set<Ref> readFor(PipelineRun run, String task) {
    Set<Ref> read = new LinkedHashSet<>();
    Set<String> seen = new LinkedHashSet<>();
    List<String> open = new ArrayList<>(List.of(task));
    while (!open.isEmpty()) {
      String name = open.removeLast();
      if (!seen.add(name)) {
        continue;
      }
      TaskSpec spec = run.spec().task(name);
      for (Input input : spec.inputs().values()) {
        switch (input) {
          case Input.Given given ->
              given.value().records().stream().map(Value.Record::ref).forEach(read::add);
          case Input.From from -> open.add(from.task());
          case Input.Gathered gathered -> gathered.parts().forEach(part -> open.add(part.task()));
        }
      }
    }
    read.removeIf(ref -> ref.kind() != Ref.Kind.DATASET_VERSION);
    return read;
  }
}
