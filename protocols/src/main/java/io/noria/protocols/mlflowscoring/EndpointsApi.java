package io.noria.protocols.mlflowscoring;

import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Routes;
import io.noria.serving.Deployment;
import io.noria.serving.Serving;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Deployments as the endpoints of a deployments server: what {@code
 * mlflow.deployments.get_deploy_client("http://…")} lists, describes and asks.
 */
public final class EndpointsApi {
  private static final String LISTED = "/api/2.0/endpoints";
  private static final String ASKED = "/endpoints";

  private final Serving serving;

  private EndpointsApi(Serving serving) {
    this.serving = serving;
  }

  /**
   * The routes over the deployments.
   *
   * @param version of MLflow that is stood for
   */
  public static Routes routes(Serving serving, String version) {
    EndpointsApi api = new EndpointsApi(serving);
    Routes routes =
        Routes.of("mlflow-scoring", ScoringErrors.FORM, LISTED, ASKED)
            .get(LISTED, api::list)
            .get(LISTED + "/{deployment}", api::one);
    ScoringApi.at(serving, version, routes, ASKED + "/{deployment}");
    return routes;
  }

  private void list(Exchange exchange) {
    List<Map<String, @Nullable Object>> all =
        serving.deployments().list().stream().map(EndpointsApi::described).toList();
    exchange.send(Map.of("endpoints", all));
  }

  private void one(Exchange exchange) {
    exchange.send(described(serving.deployments().get(exchange.path("deployment"))));
  }

  /** The client builds its record of all five fields; none here has a limit of its own. */
  private static Map<String, @Nullable Object> described(Deployment deployment) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("name", deployment.name());
    fields.put("endpoint_type", "mlflow/scoring");
    fields.put("model", Map.of("name", deployment.model(), "provider", "noria"));
    fields.put("endpoint_url", ASKED + "/" + deployment.name() + "/invocations");
    fields.put("limit", null);
    return fields;
  }
}
