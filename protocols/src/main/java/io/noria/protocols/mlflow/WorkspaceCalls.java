package io.noria.protocols.mlflow;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.noria.base.NoriaException;
import io.noria.protocols.http.Exchange;
import io.noria.tracking.Limits;

/**
 * Workspaces are off, as they are in MLflow's own server unless somebody turns them on: the calls
 * say so, and so does a request that names a workspace. MLflow's server answers 503, which clients
 * repeat for minutes; the words are the same here, the status is not.
 */
final class WorkspaceCalls {
  /** The header by which clients name a workspace. */
  static final HeaderName HEADER = HeaderNames.create("X-MLFLOW-WORKSPACE");

  private static final String OFF =
      "Workspace APIs are not available: workspaces are not enabled on this server";

  private WorkspaceCalls() {}

  static void addTo(MlflowRoutes routes) {
    for (String method : new String[] {"GET", "POST"}) {
      routes.addNew(method, "mlflow/workspaces", WorkspaceCalls::off);
    }
    for (String method : new String[] {"GET", "PATCH", "DELETE"}) {
      routes.addNew(method, "mlflow/workspaces/{workspace}", WorkspaceCalls::off);
    }
  }

  private static void off(Exchange x) {
    AbsentCalls.send(x, OFF + ".");
  }

  /**
   * Refuses a request that is meant for one workspace: nothing here would keep it apart.
   *
   * @throws NoriaException INVALID_ARGUMENT
   */
  static void refuseHeader(Exchange x) {
    String workspace = x.header(HEADER);
    if (workspace != null && !workspace.isBlank()) {
      throw NoriaException.invalid(
          "X-MLFLOW-WORKSPACE: " + Limits.shown(workspace) + ". " + OFF + ".");
    }
  }
}
