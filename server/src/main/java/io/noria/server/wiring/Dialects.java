package io.noria.server.wiring;

import io.noria.base.NoriaException;
import io.noria.protocols.azureml.AzureApi;
import io.noria.protocols.http.Routes;
import io.noria.protocols.kservev1.KserveApi;
import io.noria.protocols.mlflow.MlflowService;
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

  /**
   * Over the deployments.
   *
   * @param version Noria's
   */
  public Dialects(Serving serving, Registry registry, String version) {
    this.serving = serving;
    known.put(
        "oip", prefix -> OipApi.routes(serving, Repository.of(serving, registry), version, prefix));
    known.put("tfserving", prefix -> TfServingApi.routes(serving, prefix));
    known.put("torchserve", prefix -> TorchApi.routes(serving, prefix));
    known.put("kserve", prefix -> KserveApi.routes(serving, prefix));
    known.put(
        "mlflow-scoring", prefix -> ScoringApi.routes(serving, MlflowService.VERSION, prefix));
    known.put("sagemaker", prefix -> SagemakerApi.routes(serving, prefix));
    known.put("vertex", prefix -> VertexApi.routes(serving, prefix, System::getenv));
    known.put("azureml", prefix -> AzureApi.routes(serving, prefix));
  }

  /** Their names. */
  public List<String> names() {
    return List.copyOf(known.keySet());
  }

  /** Every one where it is reachable on the server's own port. */
  public List<Routes> routes() {
    List<Routes> routes = new ArrayList<>();
    routes.add(at("oip", ""));
    known.keySet().forEach(name -> routes.add(at(name, AT + name)));
    routes.add(ScoringApi.ofDeployments(serving, MlflowService.VERSION));
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
