package io.noria.protocols.rest;

import io.noria.base.NoriaException;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Routes;
import io.noria.serving.Deployment;
import io.noria.serving.Follow;
import io.noria.serving.Rule;
import io.noria.serving.Serving;
import io.noria.serving.ShadowFigures;
import io.noria.serving.Variant;
import io.noria.serving.VariantState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Who answers a deployment's requests beside its own version, and who listens. */
final class TrafficApi {
  private final Serving serving;

  TrafficApi(Serving serving) {
    this.serving = serving;
  }

  void routes(Routes routes) {
    String path = "/noria/v1/deployments/{deployment}/traffic";
    routes.get(path, x -> x.send(wire(x.path("deployment")))).put(path, this::direct);
  }

  private record ShadowWire(
      long rows,
      long same,
      @Nullable Double meanDifference,
      double largestDifference,
      @Nullable Double meanMs,
      long failed,
      long skipped) {
    static ShadowWire of(ShadowFigures figures) {
      return new ShadowWire(
          figures.rows(),
          figures.same(),
          finite(figures.meanDifference()),
          figures.largestDifference(),
          finite(figures.meanSeconds() * 1e3),
          figures.failed(),
          figures.skipped());
    }

    private static @Nullable Double finite(double number) {
      return Double.isFinite(number) ? (Double) number : null;
    }
  }

  private record VariantWire(
      String name,
      String model,
      String follows,
      double share,
      boolean shadow,
      @Nullable Integer version,
      @Nullable String problem,
      @Nullable ShadowWire compared) {
    static VariantWire of(VariantState state) {
      Variant variant = state.variant();
      ShadowFigures figures = state.shadow();
      return new VariantWire(
          variant.name(),
          variant.model(),
          variant.follow().toString(),
          variant.share(),
          variant.shadow(),
          state.version(),
          state.problem(),
          figures == null ? null : ShadowWire.of(figures));
    }
  }

  private record TrafficWire(
      String deployment,
      String model,
      @Nullable Integer version,
      double share,
      List<VariantWire> variants,
      List<RuleWire> rules) {}

  private record RuleWire(
      @Nullable String header,
      @Nullable String field,
      String operator,
      List<String> values,
      String variant) {
    static RuleWire of(Rule rule) {
      boolean header = rule.on() == Rule.On.HEADER;
      return new RuleWire(
          header ? rule.name() : null,
          header ? null : rule.name(),
          rule.operator().wire(),
          rule.operands(),
          rule.variant());
    }
  }

  private record RuleBody(
      @Nullable String header,
      @Nullable String field,
      @Nullable String operator,
      @Nullable List<String> values,
      @Nullable String variant) {
    static Rule rule(@Nullable RuleBody body) {
      return body == null ? incomplete() : body.rule();
    }

    private static Rule incomplete() {
      throw NoriaException.invalid(
          "rules: each needs header or field, operator and variant (expected: such as"
              + " {\"header\": \"x-client\", \"operator\": \"equals\", \"values\": [\"mobile\"],"
              + " \"variant\": \"challenger\"})");
    }

    private Rule rule() {
      String name = header == null ? field : header;
      if (name == null
          || operator == null
          || variant == null
          || (header != null && field != null)) {
        return incomplete();
      }
      if (values != null && values.stream().anyMatch(Objects::isNull)) {
        throw NoriaException.invalid("rules: values: " + values + " (expected: texts)");
      }
      return new Rule(
          header == null ? Rule.On.FIELD : Rule.On.HEADER,
          name,
          Rule.Operator.parse(operator),
          values == null ? List.of() : values,
          variant);
    }
  }

  private TrafficWire wire(String name) {
    Deployment deployment = serving.deployments().get(name);
    List<VariantState> states = serving.traffic().variants(name);
    double elsewhere =
        states.stream()
            .filter(state -> !state.variant().shadow() && state.version() != null)
            .mapToDouble(state -> state.variant().share())
            .sum();
    return new TrafficWire(
        name,
        deployment.model(),
        deployment.version(),
        Math.max(0, 100 - elsewhere),
        states.stream().map(VariantWire::of).toList(),
        serving.traffic().rules(name).stream().map(RuleWire::of).toList());
  }

  private record VariantBody(
      @Nullable String name,
      @Nullable String model,
      @Nullable String follow,
      @Nullable Double share,
      @Nullable Boolean shadow) {}

  private record TrafficBody(
      @Nullable List<VariantBody> variants,
      @Nullable List<RuleBody> rules,
      @Nullable Instant eventTime) {}

  private void direct(Exchange exchange) {
    String name = exchange.path("deployment");
    Deployment deployment = serving.deployments().get(name);
    TrafficBody body = exchange.json(TrafficBody.class);
    List<VariantBody> given = body.variants();
    if (given == null) {
      throw NoriaException.invalid("variants: missing (expected: a list, empty for none)");
    }
    List<Variant> variants = new ArrayList<>();
    for (VariantBody each : given) {
      variants.add(variant(each, deployment));
    }
    List<RuleBody> rules = body.rules();
    serving
        .traffic()
        .direct(
            name,
            variants,
            rules == null
                ? serving.traffic().rules(name)
                : rules.stream().map(each -> RuleBody.rule(each)).toList(),
            body.eventTime());
    exchange.send(wire(name));
  }

  private static Variant variant(@Nullable VariantBody body, Deployment deployment) {
    boolean shadow = body != null && Boolean.TRUE.equals(body.shadow());
    Double share = body == null ? null : body.share();
    if (body == null
        || body.name() == null
        || body.follow() == null
        || (share == null && !shadow)) {
      throw NoriaException.invalid(
          "variants: each needs name, follow and share (expected: such as {\"name\":"
              + " \"challenger\", \"follow\": \"alias:challenger\", \"share\": 10})");
    }
    return new Variant(
        body.name(),
        body.model() == null ? deployment.model() : body.model(),
        Follow.parse(body.follow()),
        share == null ? 100 : share,
        shadow);
  }
}
