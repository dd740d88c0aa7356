package io.noria.protocols.rest;

import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.delivery.Delivery;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Query;
import io.noria.protocols.http.Routes;
import io.noria.registry.ModelVersion;
import io.noria.registry.ModelVersionId;
import io.noria.registry.Names;
import io.noria.registry.Reason;
import io.noria.registry.RecordedMove;
import io.noria.registry.RegisteredModel;
import io.noria.registry.Registry;
import io.noria.registry.Stage;
import io.noria.serving.Deployment;
import io.noria.serving.Deployments;
import io.noria.serving.Follow;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Models, versions, stages, aliases, moves, verdicts, rollback. */
final class ModelsApi {
  private final Registry registry;
  private final Delivery delivery;
  private final Deployments deployments;
  private final ModelViews views;
  private final Function<String, ProjectOfModel> projects;
  private final InstantSource clock;

  /** Where a model comes from, and how far the data's time has come there. */
  record ProjectOfModel(
      @Nullable String project, @Nullable String metric, @Nullable Instant eventTime) {
    static final ProjectOfModel NONE = new ProjectOfModel(null, null, null);
  }

  ModelsApi(
      Registry registry,
      Delivery delivery,
      Deployments deployments,
      ModelViews views,
      Function<String, ProjectOfModel> projects,
      InstantSource clock) {
    this.registry = registry;
    this.delivery = delivery;
    this.deployments = deployments;
    this.views = views;
    this.projects = projects;
    this.clock = clock;
  }

  void routes(Routes routes) {
    String version = "/noria/v1/models/{model}/versions/{version}";
    routes
        .get("/noria/v1/models", this::list)
        .get("/noria/v1/models/{model}", x -> x.send(shown(registry.models().get(x.path("model")))))
        .get("/noria/v1/models/{model}/versions", this::versions)
        .get(version, x -> x.send(views.version(id(x), true)))
        .post(version + "/stage", this::stage)
        .post("/noria/v1/models/{model}/aliases", this::alias)
        .delete("/noria/v1/models/{model}/aliases/{alias}", this::dropAlias)
        .get("/noria/v1/models/{model}/history", this::history)
        .get("/noria/v1/models/{model}/verdicts", this::verdicts)
        .post("/noria/v1/models/{model}/rollback", this::rollback)
        .get(
            "/noria/v1/verdicts/{verdict}",
            x -> x.send(VerdictWire.of(delivery.gates().verdict(x.path("verdict")))));
  }

  private static ModelVersionId id(Exchange exchange) {
    return new ModelVersionId(exchange.path("model"), Names.version(exchange.path("version")));
  }

  private void list(Exchange exchange) {
    Query query = exchange.query();
    exchange.send(
        Items.of(
            registry
                .models()
                .search(
                    RunsApi.workspace(query),
                    "",
                    List.of(),
                    Items.limit(query),
                    Items.token(query)),
            this::shown));
  }

  /** The model as every answer shows it. */
  ModelWire.Model shown(RegisteredModel model) {
    ProjectOfModel project = projects.apply(model.name());
    return views.model(model, project.project(), project.metric());
  }

  private void versions(Exchange exchange) {
    Instant at = exchange.query().instant("at");
    String model = exchange.path("model");
    exchange.send(
        Items.part(
            at == null ? views.versions(model) : views.versionsAt(model, at), exchange.query()));
  }

  private record StageBody(
      @Nullable String stage,
      @Nullable String why,
      @Nullable Boolean archiveOthers,
      @Nullable Instant eventTime) {}

  private void stage(Exchange exchange) {
    StageBody body = exchange.json(StageBody.class);
    if (body.stage() == null) {
      throw NoriaException.invalid(
          "stage: missing (expected: Development, Staging, Production or Archived)");
    }
    ModelVersion moved =
        registry
            .moves()
            .moveStage(
                id(exchange),
                Stage.parse(body.stage()),
                Boolean.TRUE.equals(body.archiveOthers()),
                reason(exchange, body.why(), body.eventTime()));
    exchange.send(views.version(moved.id(), false));
  }

  private record AliasBody(
      @Nullable String alias,
      @Nullable Integer version,
      @Nullable String why,
      @Nullable Instant eventTime) {}

  private void alias(Exchange exchange) {
    AliasBody body = exchange.json(AliasBody.class);
    if (body.alias() == null || body.version() == null) {
      throw NoriaException.invalid("alias, version: missing (expected: a name and a number)");
    }
    ModelVersionId id = new ModelVersionId(exchange.path("model"), body.version());
    registry.moves().setAlias(id, body.alias(), reason(exchange, body.why(), body.eventTime()));
    exchange.send(views.version(id, false));
  }

  private void dropAlias(Exchange exchange) {
    registry
        .moves()
        .deleteAlias(
            exchange.path("model"),
            exchange.path("alias"),
            reason(exchange, exchange.query().orNull("why"), null));
    exchange.send(Map.of("done", true));
  }

  private Reason reason(Exchange exchange, @Nullable String why, @Nullable Instant eventTime) {
    return new Reason(why == null ? "by hand" : why, eventTime(exchange, eventTime), null);
  }

  /** The moment that was said; else how far the project's time has come. */
  private @Nullable Instant eventTime(Exchange exchange, @Nullable Instant said) {
    return said == null ? projects.apply(exchange.path("model")).eventTime() : said;
  }

  private void history(Exchange exchange) {
    Query query = exchange.query();
    String model = exchange.path("model");
    registry.models().get(model);
    exchange.send(
        Items.of(
            registry.moves().history(model, Items.limit(query), Items.token(query)),
            ModelWire.MoveWire::of));
  }

  private void verdicts(Exchange exchange) {
    Query query = exchange.query();
    String model = exchange.path("model");
    registry.models().get(model);
    Integer version =
        query.orNull("version") == null ? null : Names.version(query.require("version"));
    exchange.send(
        Items.part(
            delivery.gates().verdicts(model, version).stream()
                .map(VerdictWire::of)
                .sorted(
                    java.util.Comparator.comparing(VerdictWire::recordedAt)
                        .thenComparing(v -> v.ref().id())
                        .reversed())
                .toList(),
            query));
  }

  private record RollbackBody(
      @Nullable Integer version,
      @Nullable String why,
      @Nullable Boolean dryRun,
      @Nullable String alias,
      @Nullable Instant eventTime) {}

  private record RollbackPlan(
      List<String> changes,
      boolean allowed,
      @Nullable String refusedBecause,
      @Nullable Ref evidence) {}

  private void rollback(Exchange exchange) {
    RollbackBody body = exchange.json(RollbackBody.class);
    if (body.version() == null || body.why() == null || body.why().isBlank()) {
      throw NoriaException.invalid("version, why: missing (expected: where to, and the reason)");
    }
    String alias = body.alias() == null ? ModelViews.CHAMPION : body.alias();
    String model = exchange.path("model");
    RollbackPlan plan = plan(new ModelVersionId(model, body.version()), alias);
    if (!Boolean.TRUE.equals(body.dryRun())) {
      Instant eventTime = eventTime(exchange, body.eventTime());
      delivery.rollback(
          model,
          alias,
          body.version(),
          eventTime == null ? clock.instant() : eventTime,
          body.why());
    }
    exchange.send(plan);
  }

  private RollbackPlan plan(ModelVersionId to, String alias) {
    ModelVersion target = registry.versions().get(to);
    ModelVersion now = registry.versions().findByAlias(to.model(), alias).orElse(null);
    if (now != null && now.id().equals(to)) {
      return new RollbackPlan(List.of(), true, null, null);
    }
    List<String> changes = new ArrayList<>();
    changes.add(
        "alias "
            + alias
            + ": version "
            + (now == null ? "none" : now.id().version())
            + " → version "
            + to.version());
    if (target.stage() != Stage.PRODUCTION) {
      changes.add("version " + to.version() + ": " + target.stage().title() + " → Production");
    }
    if (now != null && now.stage() != Stage.ARCHIVED) {
      changes.add("version " + now.id().version() + ": " + now.stage().title() + " → Archived");
    }
    for (Deployment deployment : deployments.list()) {
      if (deployment.model().equals(to.model())
          && deployment.follow().equals(Follow.alias(alias))) {
        changes.add("deployment " + deployment.name() + " answers with version " + to.version());
      }
    }
    boolean held = heldBefore(to, alias);
    return new RollbackPlan(
        changes,
        held,
        held ? null : "version " + to.version() + " never was " + alias + " of " + to.model(),
        delivery.gates().verdicts(to.model(), to.version()).stream()
            .filter(verdict -> verdict.gate().equals(alias))
            .map(io.noria.delivery.Verdict::ref)
            .findFirst()
            .orElse(null));
  }

  private boolean heldBefore(ModelVersionId id, String alias) {
    return registry.moves().history(id).stream()
        .map(RecordedMove::move)
        .anyMatch(move ->
            move instanceof io.noria.registry.Move.OfAlias of
                && of.alias().equals(alias)
                && of.to() != null
                && of.to() == id.version());
  }
}
