package io.noria.server.wiring;

import io.noria.base.NoriaException;
import io.noria.protocols.azureml.AzureApi;
import io.noria.protocols.http.PrometheusText;
import io.noria.protocols.http.Routes;
import io.noria.protocols.kservev1.KserveApi;
import io.noria.protocols.metrics.MetricAlias;
import io.noria.protocols.mlflow.MlflowService;
import io.noria.protocols.mlflowscoring.EndpointsApi;
import io.noria.protocols.mlflowscoring.ScoringApi;
import io.noria.protocols.oip.OipApi;
import io.noria.protocols.oip.Repository;
import io.noria.protocols.sagemaker.SagemakerApi;
import io.noria.protocols.tfserving.TfServingApi;
import io.noria.protocols.torchserve.TorchApi;
import io.noria.protocols.vertex.VertexApi;
import io.noria.registry.Registry;
import io.noria.serving.Serving;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The dialects of serving whose paths collide: each under {@code /at/DIALECT}, or at the root of a
 * port of its own.
 */
public final class Dialects {
  private static final String AT = "/at/";

  /** By name: what makes the routes for a prefix. */
  private final Map<String, Function<String, Routes>> known = new LinkedHashMap<>();

  private final Serving serving;
  private final Registry registry;
  private final OipApi.About about;

  /**
   * Over the deployments.
   *
   * @param about what the server says of itself
   */
  public Dialects(Serving serving, Registry registry, OipApi.About about) {
    this.serving = serving;
    this.registry = registry;
    this.about = about;
    known.put(
        "oip", prefix -> metrics(oip(prefix), prefix, MetricAlias.TRITON, MetricAlias.MLSERVER));
    known.put(
        "tfserving",
        prefix ->
            metrics(
                TfServingApi.routes(serving, prefix),
                prefix + "/monitoring/prometheus",
                MetricAlias.TFSERVING));
    known.put(
        "torchserve",
        prefix -> metrics(TorchApi.routes(serving, prefix), prefix, MetricAlias.TORCHSERVE));
    known.put(
        "kserve", prefix -> metrics(KserveApi.routes(serving, prefix), prefix, MetricAlias.KSERVE));
    known.put(
        "mlflow-scoring", prefix -> ScoringApi.routes(serving, MlflowService.VERSION, prefix));
    known.put("sagemaker", prefix -> SagemakerApi.routes(serving, prefix));
    known.put("vertex", prefix -> VertexApi.routes(serving, prefix, System::getenv));
    known.put("azureml", prefix -> AzureApi.routes(serving, prefix));
  }

  private Routes oip(String prefix) {
    return OipApi.routes(serving, Repository.of(serving, registry), about, prefix);
  }

  /** Shows figures where the dialect's own server does, under its names. */
  private Routes metrics(Routes routes, String at, MetricAlias... names) {
    Set<MetricAlias> which = Set.of(names);
    return routes.get(
        at + "/metrics",
        x -> {
          PrometheusText out = new PrometheusText();
          MetricAlias.write(out, serving, which);
          out.keep(x.query().all("name[]"));
          x.sendBytes(200, PrometheusText.CONTENT_TYPE, out.bytes());
        });
  }

  /** Their names. */
  public List<String> names() {
    return List.copyOf(known.keySet());
  }

  /** Every one where it is reachable on the server's own port. */
  public List<Routes> routes() {
    List<Routes> routes = new ArrayList<>();
    // The server's own metrics are at this path of the root.
    routes.add(oip(""));
    known.keySet().forEach(name -> routes.add(at(name, AT + name)));
    routes.add(ScoringApi.ofDeployments(serving, MlflowService.VERSION));
    routes.add(EndpointsApi.routes(serving, MlflowService.VERSION));
    return routes;
  }

  /**
   * One at the root of a port of its own.
   *
   * @throws NoriaException INVALID_ARGUMENT when there is none of that name
   */
  public Routes alone(String name) {
    return at(name, "");
  }

  private Routes at(String name, String prefix) {
    Function<String, Routes> routes = known.get(name);
    if (routes == null) {
      throw NoriaException.invalid("dialect: " + name + " (expected: one of " + names() + ")");
    }
    return routes.apply(prefix);
  }
}
