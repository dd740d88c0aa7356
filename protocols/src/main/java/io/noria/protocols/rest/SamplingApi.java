package io.noria.protocols.rest;

import io.noria.base.NoriaException;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Routes;
import io.noria.serving.Serving;
import org.jspecify.annotations.Nullable;

/** Which predictions of a deployment the log keeps. */
final class SamplingApi {
  private final Serving serving;

  SamplingApi(Serving serving) {
    this.serving = serving;
  }

  void routes(Routes routes) {
    String path = "/noria/v1/deployments/{deployment}/log";
    routes.get(path, x -> x.send(wire(x.path("deployment")))).put(path, this::set);
  }

  /**
   * How the log of a deployment is kept.
   *
   * @param sample the share of requests that is kept, from 0 to 1
   * @param predictions how many it has
   */
  private record LogWire(String deployment, double sample, long predictions) {}

  private record LogBody(@Nullable Double sample) {}

  private LogWire wire(String deployment) {
    String name = serving.deployments().get(deployment).name();
    return new LogWire(name, serving.predictions().sample(name), serving.predictions().count(name));
  }

  private void set(Exchange exchange) {
    String name = serving.deployments().get(exchange.path("deployment")).name();
    Double sample = exchange.json(LogBody.class).sample();
    if (sample == null) {
      throw NoriaException.invalid("sample: missing (expected: a number from 0 to 1, all)");
    }
    serving.predictions().sample(name, sample);
    exchange.send(wire(name));
  }
}
