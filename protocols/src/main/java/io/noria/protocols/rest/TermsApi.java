package io.noria.protocols.rest;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Routes;
import io.noria.serving.Deployment;
import io.noria.serving.DeploymentTerms;
import io.noria.serving.DeploymentTerms.CacheBounds;
import io.noria.serving.DeploymentTerms.CallerLimit;
import io.noria.serving.Serving;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Stages, limits and caches of deployments. */
final class TermsApi {
  private static final double MOST_SECONDS = Duration.ofDays(365).toSeconds();

  private final Serving serving;

  TermsApi(Serving serving) {
    this.serving = serving;
  }

  void routes(Routes routes) {
    String one = "/noria/v1/deployments/{deployment}";
    routes
        .get(one + "/terms", x -> send(x, serving.terms().get(x.path("deployment"))))
        .put(one + "/stage", this::stage)
        .put(one + "/limits", this::limits)
        .put(one + "/cache", this::cache)
        .post(one + "/promote", this::promote);
  }

  /** What each caller may ask. */
  record LimitsWire(@Nullable Double perSecond, int burst, @Nullable Long rowsPerDay) {}

  /** Which answers are kept. */
  record CacheWire(long maxBytes, double maxAgeS) {}

  /** What holds for a deployment. */
  record TermsWire(@Nullable String stage, @Nullable LimitsWire limits, @Nullable CacheWire cache) {
    static TermsWire of(DeploymentTerms terms) {
      CallerLimit limit = terms.limit();
      CacheBounds cache = terms.cache();
      return new TermsWire(
          terms.stage(),
          limit == null
              ? null
              : new LimitsWire(limit.perSecond(), limit.burst(), limit.rowsPerDay()),
          cache == null ? null : new CacheWire(cache.bytes(), cache.age().toMillis() / 1e3));
    }
  }

  /** What holds for it; nothing where no terms are kept. */
  static DeploymentTerms shown(Serving serving, String deployment) {
    try {
      return serving.terms().get(deployment);
    } catch (NoriaException e) {
      if (e.code() == ErrorCode.NOT_FOUND || e.code() == ErrorCode.UNIMPLEMENTED) {
        return DeploymentTerms.NONE;
      }
      throw e;
    }
  }

  private static void send(Exchange exchange, DeploymentTerms terms) {
    exchange.send(TermsWire.of(terms));
  }

  private record StageBody(@Nullable String stage) {}

  private void stage(Exchange exchange) {
    String stage = exchange.json(StageBody.class).stage();
    send(
        exchange,
        serving
            .terms()
            .stage(exchange.path("deployment"), stage == null || stage.isEmpty() ? null : stage));
  }

  private record LimitsBody(
      @Nullable Double perSecond, @Nullable Integer burst, @Nullable Long rowsPerDay) {}

  private void limits(Exchange exchange) {
    LimitsBody body = exchange.json(LimitsBody.class);
    Double speed = body.perSecond();
    CallerLimit limit = null;
    if (speed != null || body.rowsPerDay() != null) {
      int burst =
          body.burst() != null
              ? body.burst()
              : speed == null ? 1 : (int) Math.clamp(Math.ceil(speed), 1, 1_000_000);
      limit = new CallerLimit(speed, burst, body.rowsPerDay());
    } else if (body.burst() != null) {
      throw NoriaException.invalid(
          "burst: without per_second (expected: both, or neither for no limit)");
    }
    send(exchange, serving.terms().limit(exchange.path("deployment"), limit));
  }

  private record CacheBody(@Nullable Long maxBytes, @Nullable Double maxAgeS) {}

  private void cache(Exchange exchange) {
    CacheBody body = exchange.json(CacheBody.class);
    Long bytes = body.maxBytes();
    Double age = body.maxAgeS();
    if ((bytes == null) != (age == null)) {
      throw NoriaException.invalid(
          "max_bytes, max_age_s: one is missing (expected: both, or neither for no cache)");
    }
    if (age != null && !(age >= 0.001 && age <= MOST_SECONDS)) {
      throw NoriaException.invalid(
          "max_age_s: " + age + " (expected: at least 0.001, at most a year)");
    }
    send(
        exchange,
        serving
            .terms()
            .cache(
                exchange.path("deployment"),
                bytes == null || age == null
                    ? null
                    : new CacheBounds(bytes, Duration.ofMillis(Math.round(age * 1e3)))));
  }

  private record PromoteBody(@Nullable String to) {}

  private void promote(Exchange exchange) {
    String to = exchange.json(PromoteBody.class).to();
    if (to == null) {
      throw NoriaException.invalid(
          "to: missing (expected: the deployment that shall answer with the same version)");
    }
    Deployment done = serving.terms().promote(exchange.path("deployment"), to);
    exchange.send(
        Map.of(
            "deployment",
            done.name(),
            "model",
            done.model(),
            "version",
            done.version() == null ? 0 : done.version(),
            "follows",
            done.follow().toString()));
  }
}
