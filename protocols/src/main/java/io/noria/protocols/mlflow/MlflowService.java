package io.noria.protocols.mlflow;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Routes;
import io.noria.protocols.mlflow.wire.Shared;
import io.noria.registry.Registry;
import io.noria.tracking.Tracking;

/** MLflow's tracking server, registry and artifact proxy, as its clients know them. */
public final class MlflowService {
  /** The MLflow that we stand for: clients ask before they use newer calls. */
  public static final String VERSION = "3.17.2";

  private MlflowService() {}

  /** The routes over the two areas. */
  public static Routes routes(Tracking tracking, Registry registry) {
    Routes routes = Routes.of("mlflow", new MlflowErrors(), MlflowRoutes.PREFIXES);
    MlflowRoutes calls = new MlflowRoutes(routes);
    new ExperimentCalls(tracking.experiments()).addTo(calls);
    new RunCalls(tracking.runs()).addTo(calls);
    new LoggedModelCalls(tracking).addTo(calls);
    new ArtifactCalls(tracking).addTo(calls);
    new ModelCalls(registry).addTo(calls);
    new VersionCalls(registry).addTo(calls);
    routes.get("/version", x -> x.sendText(200, VERSION), Routes.Option.OPEN);
    for (String prefix : new String[] {"/api/3.0", "/ajax-api/3.0"}) {
      routes.get(prefix + "/mlflow/server-info", MlflowService::info);
      routes.route("POST", prefix + "/mlflow/traces/{rest...}", ArtifactCalls::notImplemented);
      routes.route("GET", prefix + "/mlflow/traces/{rest...}", ArtifactCalls::notImplemented);
    }
    routes.post("/v1/traces", ArtifactCalls::notImplemented);
    for (String prefix : MlflowRoutes.PREFIXES) {
      for (String method : new String[] {"GET", "POST", "PUT", "PATCH", "DELETE"}) {
        routes.route(method, prefix + "/{rest...}", MlflowService::unknown);
      }
    }
    return routes;
  }

  private static void info(Exchange x) {
    MlflowJson.send(x, new Shared.ServerInfo("SqlStore", false));
  }

  private static void unknown(Exchange x) {
    throw new NoriaException(
        ErrorCode.UNIMPLEMENTED, "nothing answers " + x.method() + " at " + x.rawPath());
  }
}
