package io.noria.protocols.rest;

import io.noria.base.Event;
import io.noria.base.Ref;
import io.noria.storage.outbox.Published;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An event on the wire. */
record EventWire(
    String id,
    long sequence,
    String type,
    Ref subject,
    @Nullable Instant eventTime,
    Instant recordedAt,
    String actor,
    String summary,
    List<Ref> evidence) {

  static EventWire of(Published published) {
    Event event = published.event();
    return new EventWire(
        published.id(),
        published.sequence(),
        event.type(),
        event.subject(),
        event.eventTime(),
        published.recordedAt(),
        published.actor(),
        event.summary(),
        evidence(event));
  }

  /** The records beside the subject that the event names. */
  private static List<Ref> evidence(Event event) {
    return switch (event) {
      case Event.DatasetVersionAccepted e -> List.of(Ref.of(Ref.Kind.DATASET, e.dataset()));
      case Event.DatasetVersionRefused e -> List.of(Ref.of(Ref.Kind.DATASET, e.dataset()));
      case Event.DatasetVersionRevoked e -> List.of(Ref.of(Ref.Kind.DATASET, e.dataset()));
      case Event.DatasetVersionReinstated e -> List.of(Ref.of(Ref.Kind.DATASET, e.dataset()));
      case Event.RunStarted e -> List.of(Ref.of(Ref.Kind.EXPERIMENT, e.experimentId()));
      case Event.RunEnded e -> List.of(Ref.of(Ref.Kind.EXPERIMENT, e.experimentId()));
      case Event.PipelineRunStarted e -> List.of(Ref.of(Ref.Kind.PIPELINE, e.pipeline()));
      case Event.PipelineRunEnded e -> List.of(Ref.of(Ref.Kind.PIPELINE, e.pipeline()));
      case Event.ModelVersionRegistered e ->
          e.runId() == null ? List.of() : List.of(Ref.of(Ref.Kind.RUN, e.runId()));
      case Event.ModelVersionMoved e -> List.of(Ref.of(Ref.Kind.MODEL, e.model()));
      case Event.ModelRenamed e -> List.of();
      case Event.VerdictRecorded e -> List.of(version(e.model(), e.version()));
      case Event.DeploymentSwapped e -> List.of(version(e.model(), e.toVersion()));
      case Event.CanaryMoved e -> List.of(version(e.model(), e.version()));
      case Event.TrafficDirected e -> List.of();
      case Event.WindowScored e -> List.of(Ref.of(Ref.Kind.DEPLOYMENT, e.deployment()));
      case Event.AlertRaised e -> List.of(Ref.of(Ref.Kind.DEPLOYMENT, e.deployment()));
      case Event.AlertResolved e -> List.of(Ref.of(Ref.Kind.DEPLOYMENT, e.deployment()));
      case Event.CommentChanged e -> List.of();
      case Event.TriggerDecided e -> List.of(Ref.of(Ref.Kind.PROJECT, e.project()));
    };
  }

  private static Ref version(String model, int version) {
    return Ref.of(Ref.Kind.MODEL_VERSION, model + "/" + version);
  }
}
