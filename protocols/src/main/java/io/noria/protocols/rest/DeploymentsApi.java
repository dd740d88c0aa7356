package io.noria.protocols.rest;

import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.monitoring.Monitoring;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Routes;
import io.noria.registry.ModelVersionId;
import io.noria.serving.Deployment;
import io.noria.serving.DeploymentMetrics;
import io.noria.serving.Follow;
import io.noria.serving.LatencyCounts;
import io.noria.serving.ModelMemory;
import io.noria.serving.Readiness;
import io.noria.serving.ServedModel;
import io.noria.serving.Serving;
import io.noria.serving.Swap;
import io.noria.serving.Target;
import io.noria.serving.VariantState;
import io.noria.serving.VersionFigures;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Deployments and how they answer. */
final class DeploymentsApi {
  private final Serving serving;
  private final Monitoring monitoring;
  private final ModelViews models;
  private final SystemFigures figures;

  DeploymentsApi(Serving serving, Monitoring monitoring, ModelViews models, SystemFigures figures) {
    this.serving = serving;
    this.monitoring = monitoring;
    this.models = models;
    this.figures = figures;
  }

  void routes(Routes routes) {
    String one = "/noria/v1/deployments/{deployment}";
    routes
        .get(
            "/noria/v1/deployments",
            x -> {
              String stage = x.query().orNull("stage");
              x.send(
                  Items.all(
                      serving.deployments().list().stream()
                          .map(this::shown)
                          .filter(each -> stage == null || stage.equals(each.stage()))
                          .toList()));
            })
        .post("/noria/v1/deployments", this::deploy)
        .get("/noria/v1/serving/memory", this::memory)
        .get(one, this::detail)
        .delete(one, this::delete);
  }

  private record DeploymentWire(
      String name,
      Ref ref,
      String model,
      @Nullable Integer version,
      String follows,
      String state,
      @Nullable String problem,
      Instant since,
      double requestsPerS,
      @Nullable Double p50Ms,
      @Nullable Double p99Ms,
      long errors,
      int alertsOpen,
      long predictions,
      @Nullable Instant watermark,
      ModelWire.@Nullable SignatureWire signature,
      List<ShareWire> versions,
      @Nullable List<SwapWire> swaps,
      long requestsTotal,
      long errorsTotal,
      @Nullable String platform,
      @Nullable List<ModelWire.TensorWire> inputs,
      @Nullable List<ModelWire.TensorWire> outputs,
      CanaryApi.@Nullable CanaryWire canary,
      @Nullable String readiness,
      @Nullable String stage,
      TermsApi.@Nullable LimitsWire limits,
      TermsApi.@Nullable CacheWire cache) {}

  private record MemoryWire(
      long limitBytes, long usedBytes, long unloaded, List<ModelMemory.Held> models) {}

  private void memory(Exchange exchange) {
    ModelMemory memory = serving.memory();
    exchange.send(
        new MemoryWire(
            memory.budgetBytes(), memory.usedBytes(), memory.evictions(), memory.held()));
  }

  private record ShareWire(String model, int version, double share, long requests) {}

  private record SwapWire(
      int version,
      @Nullable Integer from,
      Instant at,
      @Nullable Instant eventTime,
      String why,
      String by) {
    static SwapWire of(Swap swap) {
      return new SwapWire(
          swap.version(),
          swap.fromVersion(),
          swap.recordedAt(),
          swap.eventTime(),
          swap.why(),
          swap.actor());
    }
  }

  private DeploymentWire shown(Deployment deployment) {
    return wire(deployment, false);
  }

  private DeploymentWire wire(Deployment deployment, boolean detailed) {
    String name = deployment.name();
    DeploymentMetrics metrics = metrics(name);
    boolean asked = metrics != null && metrics.requests() > 0;
    LatencyCounts recent = figures.lastMinute(name);
    List<Swap> swaps = detailed ? serving.deployments().history(name) : List.of();
    Integer version = deployment.version();
    Readiness readiness = serving.readiness().get(name);
    // To look at a deployment neither waits for its model nor wakes it.
    boolean there = readiness == null || readiness == Readiness.READY;
    ServedModel served = detailed && there ? served(name) : null;
    var terms = TermsApi.TermsWire.of(TermsApi.shown(serving, name));
    long requests = metrics == null ? 0 : metrics.requests();
    long errors = metrics == null ? 0 : metrics.errors();
    return new DeploymentWire(
        name,
        Ref.of(Ref.Kind.DEPLOYMENT, name),
        deployment.model(),
        version,
        deployment.follow().toString(),
        version == null ? "waiting" : deployment.problem() == null ? "serving" : "problem",
        deployment.problem(),
        deployment.updatedAt(),
        metrics == null ? 0 : metrics.perSecond(),
        metrics == null || !asked ? null : (Double) Shown.millis(quick(recent, 0.5, metrics.p50())),
        metrics == null || !asked
            ? null
            : (Double) Shown.millis(quick(recent, 0.99, metrics.p99())),
        errors,
        monitoring.alerts(name, true).size(),
        serving.predictions().count(name),
        serving.predictions().watermark(name).orElse(null),
        detailed ? signature(deployment, served) : null,
        shares(deployment, requests),
        detailed ? swaps.stream().map(SwapWire::of).toList() : null,
        requests,
        errors,
        served == null ? null : served.platform(),
        served == null ? null : served.inputs().stream().map(ModelWire.TensorWire::of).toList(),
        served == null ? null : served.outputs().stream().map(ModelWire.TensorWire::of).toList(),
        detailed ? CanaryApi.shown(serving, name) : null,
        readiness == null ? null : readiness.name().toLowerCase(Locale.ROOT),
        terms.stage(),
        detailed ? terms.limits() : null,
        detailed ? terms.cache() : null);
  }

  /** Of the last minute if there was something to answer in it, else since the server started. */
  private static Duration quick(LatencyCounts recent, double share, Duration since) {
    return recent.count() == 0 ? since : recent.quantile(share);
  }

  /** What the version takes; null as long as none is loaded here. */
  private @Nullable ServedModel served(String deployment) {
    try {
      return serving.served(deployment, null);
    } catch (NoriaException e) {
      // Waiting for its first version, or another server answers: its figures are shown all the
      // same.
      return null;
    }
  }

  private ModelWire.@Nullable SignatureWire signature(
      Deployment deployment, @Nullable ServedModel served) {
    Integer version = deployment.version();
    if (version == null) {
      return null;
    }
    return models
        .bundle(new ModelVersionId(deployment.model(), version))
        .map(ModelWire.SignatureWire::of)
        .orElseGet(() -> {
          Target target = served == null ? null : served.target();
          return served == null || target == null
              ? null
              : ModelWire.SignatureWire.of(served, target);
        });
  }

  /** Who answers which part of the requests, the largest first; shadows answer nothing. */
  private List<ShareWire> shares(Deployment deployment, long requests) {
    Integer own = deployment.version();
    if (own == null) {
      return List.of();
    }
    ModelVersionId ownId = new ModelVersionId(deployment.model(), own);
    Map<ModelVersionId, Double> shares = new LinkedHashMap<>();
    double elsewhere = 0;
    for (VariantState state : serving.traffic().variants(deployment.name())) {
      Integer version = state.version();
      if (!state.variant().shadow() && version != null) {
        elsewhere += state.variant().share();
        shares.merge(
            new ModelVersionId(state.variant().model(), version),
            state.variant().share() / 100,
            Double::sum);
      }
    }
    if (shares.isEmpty()) {
      return List.of(new ShareWire(ownId.model(), own, 1, requests));
    }
    shares.merge(ownId, Math.max(0, 100 - elsewhere) / 100, Double::sum);
    Map<ModelVersionId, Long> counts = new LinkedHashMap<>();
    for (VersionFigures each : serving.versions(deployment.name())) {
      counts.put(
          new ModelVersionId(each.model(), each.version()),
          each.answered().count() + each.failed().count());
    }
    return shares.entrySet().stream()
        .map(each ->
            new ShareWire(
                each.getKey().model(),
                each.getKey().version(),
                each.getValue(),
                counts.getOrDefault(each.getKey(), 0L)))
        .sorted(Comparator.comparingDouble(ShareWire::share).reversed())
        .toList();
  }

  private @Nullable DeploymentMetrics metrics(String deployment) {
    return serving.metrics().stream()
        .filter(one -> one.deployment().equals(deployment))
        .findFirst()
        .orElse(null);
  }

  private void detail(Exchange exchange) {
    exchange.send(wire(serving.deployments().get(exchange.path("deployment")), true));
  }

  private record DeployBody(
      @Nullable String name, @Nullable String model, @Nullable String follow) {}

  private void deploy(Exchange exchange) {
    DeployBody body = exchange.json(DeployBody.class);
    if (body.name() == null || body.model() == null || body.follow() == null) {
      throw NoriaException.invalid(
          "name, model, follow: missing (expected: all three, follow as alias:champion)");
    }
    exchange.send(
        shown(
            serving.deployments().deploy(body.name(), body.model(), Follow.parse(body.follow()))));
  }

  private void delete(Exchange exchange) {
    String name = exchange.path("deployment");
    serving.deployments().get(name);
    serving.deployments().delete(name);
    exchange.send(Map.of("done", true));
  }
}
