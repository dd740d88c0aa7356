package io.noria.protocols.rest;

import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.datasets.DatasetVersionId;
import io.noria.pipelines.PipelineRun;
import io.noria.pipelines.PipelineRunId;
import io.noria.pipelines.TaskId;
import io.noria.protocols.rest.LineageApi.NodeWire;
import io.noria.registry.ModelVersionId;
import io.noria.tracking.RunId;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What records are called, for people, with their state and the time they speak of. */
final class Titles {
  private final RestServices services;

  Titles(RestServices services) {
    this.services = services;
  }

  /** The nodes of the records; one that is not here is called by its id. */
  Map<Ref, NodeWire> of(Collection<Ref> refs) {
    Map<Ref, NodeWire> nodes = new HashMap<>();
    List<RunId> wanted =
        refs.stream()
            .filter(ref -> ref.kind() == Ref.Kind.RUN)
            .map(ref -> new RunId(ref.id()))
            .toList();
    if (!wanted.isEmpty()) {
      services
          .tracking()
          .runs()
          .getAll(wanted)
          .forEach(run ->
              nodes.put(
                  run.id().ref(),
                  new NodeWire(
                      run.id().ref(),
                      run.info().name(),
                      run.info().eventTime(),
                      run.info().status().name())));
    }
    for (Ref ref : refs) {
      if (ref.kind() != Ref.Kind.RUN) {
        try {
          one(ref).ifPresent(node -> nodes.put(ref, node));
        } catch (NoriaException gone) {
          // The edge outlived the record, or its id was never one: it goes by its id.
          continue;
        }
      }
    }
    return nodes;
  }

  private Optional<NodeWire> one(Ref ref) {
    return switch (ref.kind()) {
      case DATASET_VERSION ->
          services
              .datasets()
              .find(DatasetVersionId.of(ref))
              .map(version ->
                  new NodeWire(
                      ref,
                      version.id().dataset() + " " + version.id().version(),
                      version.from(),
                      version.status().name().toLowerCase(java.util.Locale.ROOT)));
      case MODEL_VERSION ->
          services
              .registry()
              .versions()
              .find(ModelVersionId.of(ref))
              .map(version ->
                  new NodeWire(
                      ref,
                      version.id().model() + " v" + version.id().version(),
                      version.eventTime(),
                      version.stage().title()));
      case PIPELINE_RUN ->
          services
              .pipelines()
              .find(new PipelineRunId(ref.id()))
              .map(run -> new NodeWire(ref, run.pipeline(), run.eventTime(), run.state().name()));
      case TASK -> {
        var task = services.pipelines().task(TaskId.parse(ref.id()));
        // Of event time, as all nodes: a task itself knows only when it ran.
        Instant eventTime =
            services.pipelines().find(task.id().run()).map(PipelineRun::eventTime).orElse(null);
        yield Optional.of(new NodeWire(ref, task.id().name(), eventTime, task.state().name()));
      }
      case VERDICT -> {
        var verdict = services.delivery().gates().verdict(ref.id());
        yield Optional.of(
            new NodeWire(
                ref,
                verdict.gate() + " v" + verdict.version(),
                verdict.eventTime(),
                verdict.outcome().name()));
      }
      case DEPLOYMENT ->
          services
              .serving()
              .deployments()
              .find(ref.id())
              .map(deployment ->
                  new NodeWire(
                      ref, ref.id(), null, deployment.version() == null ? "waiting" : "serving"));
      case WINDOW -> {
        var window = services.monitoring().window(ref.id().substring(ref.id().indexOf('/') + 1));
        yield Optional.of(
            new NodeWire(
                ref,
                window.from().toString().substring(0, 10),
                window.from(),
                window.driftedFeatures() > 0 ? "drifted" : null));
      }
      case ALERT -> {
        var alert = services.monitoring().alert(ref.id());
        yield Optional.of(
            new NodeWire(
                ref,
                alert.column().isEmpty() ? alert.watch() : alert.watch() + " " + alert.column(),
                alert.raisedAt(),
                alert.state().name().toLowerCase(java.util.Locale.ROOT)));
      }
      case TRIGGER -> {
        var decision = services.delivery().triggers().decision(ref.id());
        yield Optional.of(
            new NodeWire(ref, "trigger", decision.eventTime(), decision.decision().name()));
      }
      default -> Optional.empty();
    };
  }
}
