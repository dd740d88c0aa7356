package io.noria.protocols.rest;

import io.noria.base.Ref;
import io.noria.pipelines.TaskState;
import io.noria.protocols.rest.DatasetsApi.VersionWire;
import io.noria.registry.ModelVersion;
import io.noria.thread.impact.Impact;
import io.noria.thread.impact.Proposal;
import io.noria.thread.impact.Rollbacks;
import io.noria.thread.rerun.Rerun;
import io.noria.thread.rerun.Reruns;
import io.noria.tracking.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Impact, revocation, rollback and reruns on the wire. */
final class ThreadWire {
  private ThreadWire() {}

  record ImpactWire(
      Ref ref,
      String summary,
      RunsWire runs,
      List<VersionBrief> modelVersions,
      List<ReachedWire> deployments,
      long predictions,
      @Nullable Instant predictionsSince,
      boolean truncated) {
    static ImpactWire of(Impact impact) {
      return new ImpactWire(
          impact.ref(),
          impact.summary(),
          new RunsWire(
              impact.runCount(),
              impact.runs().items().stream().map(RunBrief::of).toList(),
              impact.runs().nextToken()),
          impact.versions().stream().map(VersionBrief::of).toList(),
          impact.deployments().stream().map(ReachedWire::of).toList(),
          impact.predictions(),
          impact.since(),
          impact.truncated());
    }
  }

  record RunsWire(int count, List<RunBrief> items, @Nullable String nextPageToken) {}

  record RunBrief(Ref ref, String name, String status, String experiment, @Nullable Ref rerunOf) {
    static RunBrief of(Run run) {
      String rerun = run.data().tags().get(Reruns.OF);
      return new RunBrief(
          run.id().ref(),
          run.info().name(),
          run.info().status().name(),
          run.info().experiment().value(),
          rerun == null ? null : Ref.parse(rerun));
    }
  }

  record VersionBrief(
      Ref ref, String model, int version, String stage, List<String> aliases, @Nullable Ref run) {
    static VersionBrief of(ModelVersion version) {
      return new VersionBrief(
          version.id().ref(),
          version.id().model(),
          version.id().version(),
          version.stage().title(),
          version.aliases(),
          version.run() == null ? null : version.run().ref());
    }
  }

  record ReachedWire(
      Ref ref,
      String name,
      String model,
      boolean live,
      @Nullable Integer version,
      List<SpanWire> spans,
      long predictions,
      @Nullable Instant predictionsSince) {
    static ReachedWire of(Impact.Reached reached) {
      return new ReachedWire(
          Ref.of(Ref.Kind.DEPLOYMENT, reached.name()),
          reached.name(),
          reached.model(),
          reached.live(),
          reached.version(),
          reached.spans().stream()
              .map(span ->
                  new SpanWire(
                      span.version(), span.from(), span.to(), span.eventFrom(), span.eventTo()))
              .toList(),
          reached.predictions(),
          reached.since());
    }
  }

  record SpanWire(
      int version,
      Instant from,
      @Nullable Instant to,
      @Nullable Instant eventTime,
      @Nullable Instant eventTimeTo) {}

  record RevocationWire(
      VersionWire version,
      boolean changed,
      List<String> changes,
      ImpactWire impact,
      List<Ref> alerts,
      List<ProposalWire> proposals) {}

  record ProposalWire(
      String deployment,
      String model,
      String follows,
      @Nullable Integer from,
      String action,
      @Nullable Integer version,
      String why,
      String command,
      List<Ref> revoked) {
    static ProposalWire of(Proposal proposal) {
      return new ProposalWire(
          proposal.deployment(),
          proposal.model(),
          proposal.follow().toString(),
          proposal.from(),
          Shown.lower(proposal.action()),
          proposal.version(),
          proposal.why(),
          proposal.command(),
          proposal.revoked());
    }
  }

  record RollbackWire(
      String deployment,
      String model,
      @Nullable Integer from,
      @Nullable Integer version,
      List<String> changes,
      boolean allowed,
      boolean done,
      @Nullable String refusedBecause,
      @Nullable Ref evidence) {
    static RollbackWire of(Rollbacks.Plan plan) {
      return new RollbackWire(
          plan.deployment(),
          plan.model(),
          plan.from(),
          plan.version(),
          plan.changes(),
          plan.allowed(),
          plan.done(),
          plan.refusedBecause(),
          plan.evidence());
    }
  }

  record RerunWire(
      String id,
      Ref of,
      Ref ref,
      Ref original,
      String state,
      String summary,
      String by,
      Instant submittedAt,
      @Nullable Instant startedAt,
      @Nullable Instant endedAt,
      @Nullable Double seconds,
      @Nullable Double originalSeconds,
      @Nullable String error,
      List<String> notes,
      List<RerunTaskWire> tasks) {
    static RerunWire of(Rerun rerun) {
      return new RerunWire(
          rerun.run().id().value(),
          rerun.of(),
          rerun.run().id().ref(),
          rerun.original(),
          Shown.lower(rerun.state()),
          rerun.summary(),
          rerun.run().actor(),
          rerun.run().submittedAt(),
          rerun.run().startedAt(),
          rerun.run().endedAt(),
          span(rerun.seconds()),
          span(rerun.originalSeconds()),
          rerun.run().error(),
          rerun.notes(),
          rerun.tasks().stream().map(RerunTaskWire::of).toList());
    }
  }

  record RerunTaskWire(
      String name,
      String step,
      Ref ref,
      Ref original,
      TaskState status,
      @Nullable Boolean same,
      @Nullable String reason,
      @Nullable String error,
      @Nullable Double seconds,
      @Nullable Double originalSeconds,
      List<Rerun.Output> outputs,
      Map<String, String> environment,
      Map<String, String> originalEnvironment) {
    static RerunTaskWire of(Rerun.Made task) {
      return new RerunTaskWire(
          task.task().name(),
          task.step(),
          task.task().ref(),
          task.original().ref(),
          task.state(),
          task.same(),
          task.reason(),
          task.error(),
          span(task.seconds()),
          span(task.originalSeconds()),
          task.outputs(),
          task.environment(),
          task.originalEnvironment());
    }
  }

  private static @Nullable Double span(@Nullable Duration duration) {
    return duration == null ? null : (Double) Shown.seconds(duration);
  }
}
