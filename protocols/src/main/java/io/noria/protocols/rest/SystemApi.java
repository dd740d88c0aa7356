package io.noria.protocols.rest;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Routes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The server itself: version, health, contract, tokens, reset. */
final class SystemApi {
  private final ServerInfo info;
  private final Checks checks;
  private final TokenBook tokens;
  private final Runnable reset;
  private final InstantSource clock;

  SystemApi(ServerInfo info, Checks checks, TokenBook tokens, Runnable reset, InstantSource clock) {
    this.info = info;
    this.checks = checks;
    this.tokens = tokens;
    this.reset = reset;
    this.clock = clock;
  }

  void routes(Routes routes) {
    routes
        .get("/noria/v1/version", this::version, Routes.Option.OPEN)
        .get("/noria/v1/health", this::health)
        .get("/noria/v1/openapi.json", x -> x.sendJson(200, OpenApi.json()), Routes.Option.OPEN)
        .post("/noria/v1/reset", this::reset)
        .get("/noria/v1/tokens", x -> x.send(Items.all(tokens.list())))
        .post("/noria/v1/tokens", this::createToken)
        .delete("/noria/v1/tokens/{name}", this::revokeToken);
  }

  private record VersionWire(
      String version,
      @Nullable String commit,
      String mlflow,
      boolean ephemeral,
      List<String> roles,
      boolean tokensRequired) {}

  private void version(Exchange exchange) {
    exchange.send(
        new VersionWire(
            info.version(),
            info.commit(),
            info.mlflow(),
            info.ephemeral(),
            info.roles(),
            tokens.required()));
  }

  private record CheckWire(String area, boolean ok, @Nullable String message) {}

  private record HealthWire(String status, List<CheckWire> checks, double uptimeS) {}

  private void health(Exchange exchange) {
    List<CheckWire> results = new ArrayList<>();
    checks.all().forEach((area, check) -> results.add(result(area, check)));
    boolean ok = results.stream().allMatch(CheckWire::ok);
    Instant now = clock.instant();
    exchange.send(
        new HealthWire(
            ok ? "ok" : "degraded",
            results,
            Shown.seconds(Duration.between(info.startedAt(), now))));
  }

  private static CheckWire result(String area, Runnable check) {
    try {
      check.run();
      return new CheckWire(area, true, null);
    } catch (RuntimeException e) {
      return new CheckWire(area, false, String.valueOf(e.getMessage()));
    }
  }

  private void reset(Exchange exchange) {
    if (!info.ephemeral()) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "reset: this server keeps its records (expected: one started with --ephemeral)");
    }
    reset.run();
    exchange.send(Map.of("done", true));
  }

  private record TokenBody(@Nullable String name) {}

  private void createToken(Exchange exchange) {
    String name = exchange.json(TokenBody.class).name();
    if (name == null) {
      throw NoriaException.invalid("name: missing (expected: who will carry the token)");
    }
    exchange.send(Map.of("name", name, "token", tokens.create(name)));
  }

  private void revokeToken(Exchange exchange) {
    tokens.revoke(exchange.path("name"));
    exchange.send(Map.of("done", true));
  }
}
