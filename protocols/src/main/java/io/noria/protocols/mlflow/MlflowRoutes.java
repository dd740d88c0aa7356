package io.noria.protocols.mlflow;

import io.noria.protocols.http.Handler;
import io.noria.protocols.http.Routes;
import java.util.List;

/** Each call under every prefix that MLflow serves it at. */
final class MlflowRoutes {
  /** The paths whose unknown routes are MLflow's. */
  static final String[] PREFIXES = {"/api/2.0", "/api/3.0", "/ajax-api/2.0", "/ajax-api/3.0"};

  /** Pages of MLflow's own browser interface, and what stands beside the prefixes. */
  static final String[] ALONE = {
    "/get-artifact", "/model-versions", "/graphql", "/version", "/signup", "/gateway"
  };

  private static final List<String> OLD = List.of("/api/2.0", "/ajax-api/2.0");
  private static final List<String> NEW = List.of("/api/3.0", "/ajax-api/3.0");

  private final Routes routes;
  private final WorkspaceCalls workspaces;

  /**
   * Adds to the routes.
   *
   * @param workspaces of which each call is within one
   */
  MlflowRoutes(Routes routes, WorkspaceCalls workspaces) {
    this.routes = routes;
    this.workspaces = workspaces;
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
  void add(String method, String path, Handler handler, Routes.Option... options) {
    Handler checked = checked(handler);
    OLD.forEach(prefix -> routes.route(method, prefix + "/" + path, checked, options));
  }

  /** A path below the prefixes of version 3. */
  void addNew(String method, String path, Handler handler, Routes.Option... options) {
    Handler checked = path.endsWith("server-info") ? handler : checked(handler);
    NEW.forEach(prefix -> routes.route(method, prefix + "/" + path, checked, options));
  }

  /** A path as it stands. */
  void alone(String method, String path, Handler handler, Routes.Option... options) {
    routes.route(method, path, checked(handler), options);
  }

  private Handler checked(Handler handler) {
    return workspaces.within(handler);
  }
}
