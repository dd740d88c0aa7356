package io.noria.protocols.rest;

import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.datasets.DatasetVersionId;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Query;
import io.noria.protocols.http.Routes;
import io.noria.protocols.rest.ThreadWire.ImpactWire;
import io.noria.protocols.rest.ThreadWire.ProposalWire;
import io.noria.protocols.rest.ThreadWire.RerunWire;
import io.noria.protocols.rest.ThreadWire.RevocationWire;
import io.noria.protocols.rest.ThreadWire.RollbackWire;
import io.noria.thread.ThreadArea;
import io.noria.thread.impact.Revocations;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where a record went, withdrawing bad data, going back, and making a record again. */
final class ThreadApi {
  private final ThreadArea thread;
  private final DatasetsApi datasets;

  ThreadApi(ThreadArea thread, DatasetsApi datasets) {
    this.thread = thread;
    this.datasets = datasets;
  }

  void routes(Routes routes) {
    String version = "/noria/v1/datasets/{dataset}/versions/{version}";
    String rollback = "/noria/v1/deployments/{deployment}/rollback";
    routes
        .get("/noria/v1/lineage/impact", this::impact)
        .post(version + "/revoke", this::revoke)
        .post(version + "/reinstate", this::reinstate)
        .get(rollback, x -> x.send(ProposalWire.of(thread.proposals().of(x.path("deployment")))))
        .post(rollback, this::rollback)
        .get("/noria/v1/reruns", this::reruns)
        .post("/noria/v1/reruns", this::rerun)
        .get(
            "/noria/v1/reruns/{rerun}",
            x -> x.send(RerunWire.of(thread.reruns().get(x.path("rerun")))));
  }

  private void impact(Exchange exchange) {
    Query query = exchange.query();
    exchange.send(
        ImpactWire.of(
            thread
                .impacts()
                .of(Ref.parse(query.require("ref")), Items.limit(query), Items.token(query))));
  }

  private record RevokeBody(
      @Nullable String why, @Nullable Boolean dryRun, @Nullable Instant eventTime) {
    String reason() {
      if (why == null || why.isBlank()) {
        throw NoriaException.invalid("why: missing (expected: the reason, kept with the version)");
      }
      return why;
    }

    boolean dry() {
      return Boolean.TRUE.equals(dryRun);
    }
  }

  private static DatasetVersionId version(Exchange exchange) {
    return DatasetVersionId.parse(exchange.path("dataset") + "@" + exchange.path("version"));
  }

  private void revoke(Exchange exchange) {
    RevokeBody body = exchange.json(RevokeBody.class);
    exchange.send(
        wire(
            thread
                .revocations()
                .revoke(version(exchange), body.reason(), body.eventTime(), body.dry())));
  }

  private void reinstate(Exchange exchange) {
    RevokeBody body = exchange.json(RevokeBody.class);
    exchange.send(
        wire(
            thread
                .revocations()
                .reinstate(version(exchange), body.reason(), body.eventTime(), body.dry())));
  }

  private RevocationWire wire(Revocations.Result result) {
    return new RevocationWire(
        datasets.wire(result.version(), false),
        result.changed(),
        result.changes(),
        ImpactWire.of(result.impact()),
        result.alerts(),
        result.proposals().stream().map(ProposalWire::of).toList());
  }

  private record RollbackBody(
      @Nullable Integer version,
      @Nullable String why,
      @Nullable Boolean dryRun,
      @Nullable Instant eventTime) {}

  private void rollback(Exchange exchange) {
    RollbackBody body = exchange.json(RollbackBody.class);
    String name = exchange.path("deployment");
    if (Boolean.TRUE.equals(body.dryRun())) {
      exchange.send(RollbackWire.of(thread.rollbacks().plan(name, body.version())));
      return;
    }
    String why = body.why() == null || body.why().isBlank() ? "no reason given" : body.why();
    exchange.send(
        RollbackWire.of(thread.rollbacks().roll(name, body.version(), why, body.eventTime())));
  }

  private record RerunBody(@Nullable String ref, @Nullable String why) {}

  private void rerun(Exchange exchange) {
    RerunBody body = exchange.json(RerunBody.class);
    if (body.ref() == null) {
      throw NoriaException.invalid(
          "ref: missing (expected: a run, a model version, a task or a pipeline run)");
    }
    Ref ref = thread.reruns().parse(body.ref());
    exchange.send(RerunWire.of(thread.reruns().start(ref, body.why() == null ? "" : body.why())));
  }

  private void reruns(Exchange exchange) {
    Query query = exchange.query();
    String ref = query.orNull("ref");
    exchange.send(
        Items.of(
            thread
                .reruns()
                .list(
                    ref == null ? null : thread.reruns().parse(ref),
                    Items.limit(query),
                    Items.token(query)),
            RerunWire::of));
  }
}
