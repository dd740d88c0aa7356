package io.noria.protocols.rest;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Routes;
import io.noria.serving.Canary;
import io.noria.serving.CanaryPlan;
import io.noria.serving.Follow;
import io.noria.serving.Serving;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Versions that take over a deployment step by step. */
final class CanaryApi {
  private static final long USUAL_REQUESTS = 100;
  private static final double MOST_SECONDS = Duration.ofDays(30).toSeconds();

  private final Serving serving;

  CanaryApi(Serving serving) {
    this.serving = serving;
  }

  void routes(Routes routes) {
    String path = "/noria/v1/deployments/{deployment}/canary";
    routes
        .get(path, this::get)
        .post(path, this::start)
        .post(path + "/pause", x -> change(x, (name, why) -> serving.canaries().pause(name, why)))
        .post(path + "/resume", x -> change(x, (name, why) -> serving.canaries().resume(name, why)))
        .post(path + "/abort", x -> change(x, (name, why) -> serving.canaries().abort(name, why)))
        .post(
            path + "/finish", x -> change(x, (name, why) -> serving.canaries().finish(name, why)));
  }

  private record SideWire(
      String model,
      int version,
      long requests,
      long failed,
      double errorRate,
      @Nullable Double p99Ms) {
    static SideWire of(String model, int version, Canary.Figures figures) {
      Duration p99 = figures.p99();
      return new SideWire(
          model,
          version,
          figures.requests(),
          figures.failed(),
          figures.errorRate(),
          p99 == null ? null : (Double) Shown.millis(p99));
    }
  }

  /** A canary as it stands. */
  record CanaryWire(
      String id,
      String deployment,
      String state,
      double share,
      int step,
      List<Double> steps,
      double everyS,
      @Nullable Double maxErrorRate,
      @Nullable Double maxP99Ratio,
      long minRequests,
      Instant stepSince,
      @Nullable Instant nextAt,
      String why,
      SideWire canary,
      SideWire base,
      Instant createdAt,
      String createdBy,
      Instant updatedAt) {
    static CanaryWire of(Canary canary) {
      CanaryPlan plan = canary.plan();
      return new CanaryWire(
          canary.id(),
          canary.deployment(),
          canary.state().wire(),
          canary.share(),
          canary.step() + 1,
          plan.steps(),
          plan.every().toMillis() / 1e3,
          plan.guards().maxErrorRate(),
          plan.guards().maxP99Ratio(),
          plan.guards().minRequests(),
          canary.stepSince(),
          canary.state() == Canary.State.RUNNING ? canary.stepSince().plus(plan.every()) : null,
          canary.why(),
          SideWire.of(plan.model(), canary.version(), canary.canary()),
          SideWire.of(canary.baseModel(), canary.baseVersion(), canary.base()),
          canary.createdAt(),
          canary.createdBy(),
          canary.updatedAt());
    }
  }

  /** The deployment's newest; null when it never had one, or none are kept here. */
  static @Nullable CanaryWire shown(Serving serving, String deployment) {
    try {
      return serving.canaries().find(deployment).map(CanaryWire::of).orElse(null);
    } catch (NoriaException e) {
      // Another server has just made the deployment, or this one answers nothing.
      if (e.code() == ErrorCode.NOT_FOUND || e.code() == ErrorCode.UNIMPLEMENTED) {
        return null;
      }
      throw e;
    }
  }

  private void get(Exchange exchange) {
    String name = exchange.path("deployment");
    exchange.send(
        CanaryWire.of(
            serving
                .canaries()
                .find(name)
                .orElseThrow(
                    () -> NoriaException.notFound("deployment " + name + ": never had a canary"))));
  }

  private record CanaryBody(
      @Nullable String model,
      @Nullable String follow,
      @Nullable List<Double> steps,
      @Nullable Double everyS,
      @Nullable Double maxErrorRate,
      @Nullable Double maxP99Ratio,
      @Nullable Long minRequests) {}

  private void start(Exchange exchange) {
    String name = exchange.path("deployment");
    String own = serving.deployments().get(name).model();
    CanaryBody body = exchange.json(CanaryBody.class);
    List<Double> steps = body.steps();
    Double every = body.everyS();
    if (body.follow() == null || steps == null || every == null) {
      throw NoriaException.invalid(
          "follow, steps, every_s: missing (expected: all three, such as {\"follow\":"
              + " \"version:7\", \"steps\": [1, 5, 25, 50], \"every_s\": 600})");
    }
    if (steps.stream().anyMatch(Objects::isNull) || !(every >= 0.001 && every <= MOST_SECONDS)) {
      throw NoriaException.invalid(
          "steps: "
              + steps.size()
              + ", every_s: "
              + every
              + " (expected: numbers; at least 0.001 and at most 30 days)");
    }
    var guards =
        new CanaryPlan.Guards(
            body.maxErrorRate(),
            body.maxP99Ratio(),
            body.minRequests() == null ? USUAL_REQUESTS : body.minRequests());
    var plan =
        new CanaryPlan(
            body.model() == null ? own : body.model(),
            Follow.parse(body.follow()),
            steps,
            Duration.ofMillis(Math.round(every * 1e3)),
            guards);
    exchange.send(CanaryWire.of(serving.canaries().start(name, plan)));
  }

  private record WhyBody(@Nullable String why) {}

  private interface Change {
    Canary of(String deployment, String why);
  }

  private static void change(Exchange exchange, Change change) {
    String why = exchange.json(WhyBody.class).why();
    exchange.send(CanaryWire.of(change.of(exchange.path("deployment"), why == null ? "" : why)));
  }
}
