package io.noria.protocols.mlflow;

import io.noria.protocols.http.Handler;
import io.noria.protocols.http.Routes;
import java.util.List;

/** Each call under every prefix that MLflow serves it at. */
final class MlflowRoutes {
  /** The paths whose unknown routes are MLflow's. */
  static final String[] PREFIXES = {"/api/2.0", "/api/3.0", "/ajax-api/2.0", "/ajax-api/3.0"};

  private static final List<String> OLD = List.of("/api/2.0", "/ajax-api/2.0");

  private final Routes routes;

  MlflowRoutes(Routes routes) {
    this.routes = routes;
  }

  void get(String path, Handler handler) {
    add("GET", "mlflow/" + path, handler);
  }

  void post(String path, Handler handler) {
    add("POST", "mlflow/" + path, handler);
  }

  void patch(String path, Handler handler) {
    add("PATCH", "mlflow/" + path, handler);
  }

  void delete(String path, Handler handler) {
    add("DELETE", "mlflow/" + path, handler);
  }

  /** A path of its own below the prefixes. */
  void add(String method, String path, Handler handler) {
    OLD.forEach(prefix -> routes.route(method, prefix + "/" + path, handler));
  }
}
