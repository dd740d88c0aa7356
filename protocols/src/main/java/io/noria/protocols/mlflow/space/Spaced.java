package io.noria.protocols.mlflow.space;

import io.noria.registry.Registry;
import io.noria.traces.Traces;
import io.noria.tracking.Tracking;
import io.noria.tracking.Uploads;

/** The areas as the request's workspace sees them. */
public final class Spaced {
  private Spaced() {}

  /** Experiments, runs, logged models and their files. */
  public static Tracking of(Tracking tracking) {
    Membership members = new Membership(tracking.workspaces());
    return new Tracking(
        new SpacedExperiments(tracking.experiments(), members),
        new SpacedRuns(tracking.runs(), members),
        new SpacedArtifacts(tracking.artifacts(), members),
        new SpacedLoggedModels(tracking.loggedModels(), members),
        tracking.workspaces(),
        tracking.imports());
  }

  /**
   * Models, versions, moves and webhooks; cards and protections are known by the names that models
   * go by everywhere.
   */
  public static Registry of(Registry registry, Tracking tracking) {
    Membership members = new Membership(tracking.workspaces());
    return new Registry(
        new SpacedModels(registry.models()),
        new SpacedVersions(registry.versions(), members),
        new SpacedMoves(registry.moves()),
        registry.cards(),
        registry.trusted(),
        registry.trustedFiles(),
        new SpacedWebhooks(registry.webhooks()),
        registry.protections(),
        registry.ofWorkspaces(),
        registry.imports());
  }

  /** Traces, assessments, evaluation datasets and scorers. */
  public static Traces of(Traces traces, Tracking tracking) {
    Membership members = new Membership(tracking.workspaces());
    SpacedTraces own = new SpacedTraces(traces.traces(), members);
    return new Traces(
        own,
        new SpacedAssessments(traces.assessments(), own),
        new SpacedEvaluations(traces.evaluation(), members),
        new SpacedScorers(traces.scorers(), members),
        traces.ofWorkspaces(),
        traces.imports());
  }

  /** Files that arrive in parts. */
  public static Uploads of(Uploads uploads, Tracking tracking) {
    return new SpacedUploads(uploads, new Membership(tracking.workspaces()));
  }
}
