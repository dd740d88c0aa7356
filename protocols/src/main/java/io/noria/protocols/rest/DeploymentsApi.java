package io.noria.protocols.rest;

import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.monitoring.Monitoring;
import io.noria.protocols.http.EventStream;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Query;
import io.noria.protocols.http.Routes;
import io.noria.protocols.http.WireJson;
import io.noria.registry.ModelVersionId;
import io.noria.serving.Deployment;
import io.noria.serving.DeploymentMetrics;
import io.noria.serving.Follow;
import io.noria.serving.ServedModel;
import io.noria.serving.Serving;
import io.noria.serving.Swap;
import io.noria.serving.Target;
import io.noria.serving.VariantState;
import io.noria.serving.VersionFigures;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Deployments and how they answer. */
final class DeploymentsApi {
  private final Serving serving;
  private final Monitoring monitoring;
  private final ModelViews models;
  private final SystemFigures figures;
  private final InstantSource clock;

  DeploymentsApi(
      Serving serving,
      Monitoring monitoring,
      ModelViews models,
      SystemFigures figures,
      InstantSource clock) {
    this.serving = serving;
    this.monitoring = monitoring;
    this.models = models;
    this.figures = figures;
    this.clock = clock;
  }

  void routes(Routes routes) {
    String one = "/noria/v1/deployments/{deployment}";
    routes
        .get(
            "/noria/v1/deployments",
            x -> x.send(Items.all(serving.deployments().list().stream().map(this::shown).toList())))
        .post("/noria/v1/deployments", this::deploy)
        .get(one, this::detail)
        .delete(one, this::delete)
        .get(one + "/system", this::system)
        .get(one + "/stream", this::stream, Routes.Option.STREAM);
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
      @Nullable List<ShareWire> versions,
      @Nullable List<SwapWire> swaps,
      @Nullable Long requestsTotal,
      @Nullable Long errorsTotal,
      @Nullable String platform,
      @Nullable List<ModelWire.TensorWire> inputs,
      @Nullable List<ModelWire.TensorWire> outputs) {}

  private record ShareWire(int version, double share, long requests) {}

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
    List<Swap> swaps = detailed ? serving.deployments().history(name) : List.of();
    Integer version = deployment.version();
    ServedModel served = detailed ? served(name) : null;
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
        metrics == null || !asked ? null : (Double) Shown.millis(metrics.p50()),
        metrics == null || !asked ? null : (Double) Shown.millis(metrics.p99()),
        errors,
        monitoring.alerts(name, true).size(),
        serving.predictions().count(name),
        serving.predictions().watermark(name).orElse(null),
        detailed ? signature(deployment, served) : null,
        detailed ? shares(deployment, requests) : null,
        detailed ? swaps.stream().map(SwapWire::of).toList() : null,
        detailed ? (Long) requests : null,
        detailed ? (Long) errors : null,
        served == null ? null : served.platform(),
        served == null ? null : served.inputs().stream().map(ModelWire.TensorWire::of).toList(),
        served == null ? null : served.outputs().stream().map(ModelWire.TensorWire::of).toList());
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
    Map<Integer, Double> shares = new LinkedHashMap<>();
    double elsewhere = 0;
    for (VariantState state : serving.traffic().variants(deployment.name())) {
      Integer version = state.version();
      if (!state.variant().shadow() && version != null) {
        elsewhere += state.variant().share();
        shares.merge(version, state.variant().share() / 100, Double::sum);
      }
    }
    if (shares.isEmpty()) {
      return List.of(new ShareWire(own, 1, requests));
    }
    shares.merge(own, Math.max(0, 100 - elsewhere) / 100, Double::sum);
    Map<Integer, Long> counts = new LinkedHashMap<>();
    for (VersionFigures figures : serving.versions(deployment.name())) {
      counts.merge(
          figures.version(), figures.answered().count() + figures.failed().count(), Long::sum);
    }
    return shares.entrySet().stream()
        .map(each ->
            new ShareWire(each.getKey(), each.getValue(), counts.getOrDefault(each.getKey(), 0L)))
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

  @SuppressWarnings("ArrayRecordComponent")
  private record SystemWire(
      Instant from,
      Instant to,
      int stepS,
      long[] atMs,
      double[] requests,
      double[] errors,
      List<@Nullable Double> p50Ms,
      List<@Nullable Double> p99Ms,
      double[] cpu,
      long[] heapBytes) {}

  private void system(Exchange exchange) {
    String name = exchange.path("deployment");
    serving.deployments().get(name);
    Query query = exchange.query();
    Instant asked = query.instant("to");
    Instant to = asked == null ? clock.instant() : asked;
    Instant askedFrom = query.instant("from");
    Instant from = askedFrom == null ? to.minus(Duration.ofMinutes(15)) : askedFrom;
    int step = query.number("step_s", 1, 1, 3600);
    List<SystemFigures.Sample> merged = merge(figures.between(name, from, to), step);
    exchange.send(
        new SystemWire(
            from,
            to,
            step,
            merged.stream().mapToLong(SystemFigures.Sample::atMs).toArray(),
            merged.stream().mapToDouble(SystemFigures.Sample::requests).toArray(),
            merged.stream().mapToDouble(SystemFigures.Sample::errors).toArray(),
            Shown.doubles(merged.stream().mapToDouble(SystemFigures.Sample::p50Ms).toArray()),
            Shown.doubles(merged.stream().mapToDouble(SystemFigures.Sample::p99Ms).toArray()),
            merged.stream().mapToDouble(SystemFigures.Sample::cpu).toArray(),
            merged.stream().mapToLong(SystemFigures.Sample::heapBytes).toArray()));
  }

  /** Sums requests and errors of each step, and keeps the slowest second's latencies. */
  private static List<SystemFigures.Sample> merge(List<SystemFigures.Sample> samples, int step) {
    if (step == 1) {
      return samples;
    }
    Map<Long, SystemFigures.Sample> merged = new LinkedHashMap<>();
    for (SystemFigures.Sample sample : samples) {
      long at = sample.atMs() / 1000 / step * step * 1000;
      merged.merge(
          at,
          new SystemFigures.Sample(
              at,
              sample.requests(),
              sample.errors(),
              sample.p50Ms(),
              sample.p99Ms(),
              sample.cpu(),
              sample.heapBytes()),
          (a, b) ->
              new SystemFigures.Sample(
                  at,
                  a.requests() + b.requests(),
                  a.errors() + b.errors(),
                  larger(a.p50Ms(), b.p50Ms()),
                  larger(a.p99Ms(), b.p99Ms()),
                  Math.max(a.cpu(), b.cpu()),
                  Math.max(a.heapBytes(), b.heapBytes())));
    }
    return new ArrayList<>(merged.values());
  }

  private static double larger(double a, double b) {
    return Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.max(a, b);
  }

  private void stream(Exchange exchange) throws Exception {
    String name = exchange.path("deployment");
    serving.deployments().get(name);
    try (EventStream events = exchange.sendEvents()) {
      while (!exchange.stopping()) {
        events.whenThere(() -> sendSystem(events, name));
        TimeUnit.SECONDS.sleep(1);
      }
    }
  }

  private void sendSystem(EventStream events, String name) throws IOException {
    Instant now = clock.instant();
    List<SystemFigures.Sample> last = figures.between(name, now.minusMillis(1500), now);
    if (last.isEmpty()) {
      events.heartbeat();
    } else {
      events.send(null, "system", WireJson.bytes(second(name, last.getLast())));
    }
  }

  private Map<String, Object> second(String name, SystemFigures.Sample sample) {
    Map<String, Object> second = new LinkedHashMap<>();
    second.put("at_ms", sample.atMs());
    second.put("requests", sample.requests());
    second.put("errors", sample.errors());
    if (!Double.isNaN(sample.p50Ms())) {
      second.put("p50_ms", sample.p50Ms());
      second.put("p99_ms", sample.p99Ms());
    }
    Integer version = serving.deployments().get(name).version();
    second.put(
        "by_version", version == null ? Map.of() : Map.of(version.toString(), sample.requests()));
    return second;
  }
}
