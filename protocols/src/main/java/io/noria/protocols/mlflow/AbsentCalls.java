package io.noria.protocols.mlflow;

import io.noria.protocols.http.ErrorForm;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Handler;
import java.util.List;

/**
 * What MLflow's server has and this one has not: 501 with a sentence about what to use instead.
 * Clients repeat 500, 502, 503 and 504 for minutes, but never 501.
 */
final class AbsentCalls {
  private static final String[] METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"};

  /**
   * A family of calls.
   *
   * @param instead what to use instead
   * @param version 2 or 3, of its prefixes; 0 for paths as they stand
   * @param paths below {@code mlflow/}; whatever lies under them is of the family too
   */
  private record Family(String instead, int version, List<String> paths) {}

  private static final String GATEWAY =
      "the AI gateway is not part of Noria. Call the provider directly, or through a gateway of"
          + " its own";
  private static final String USERS =
      "users and permissions are not kept here. Make a token for each caller: noria tokens create"
          + " NAME";
  private static final String PEOPLE =
      "labelling and review queues are not part of Noria. Record what people say as assessments"
          + " of traces";
  private static final String JOBS =
      "jobs of MLflow's server are not run here. Run the program yourself, or as a pipeline";

  private static final List<Family> FAMILIES =
      List.of(
          new Family(GATEWAY, 3, List.of("gateway")),
          new Family(GATEWAY, 2, List.of("gateway-proxy")),
          new Family(GATEWAY, 0, List.of("/gateway")),
          new Family(
              JOBS, 3, List.of("jobs", "genai/evaluate", "scorer/invoke", "prompt-optimization")),
          new Family(
              "issues found in traces are not kept here. Search traces by their assessments instead",
              3,
              List.of("issues")),
          new Family(PEOPLE, 3, List.of("label-schemas", "review-queues")),
          new Family("there is no assistant here", 3, List.of("assistant", "mcp-servers", "demo")),
          new Family(
              "runs of the prompt lab are made by MLflow's own pages only. Use runs/create",
              2,
              List.of("runs/create-promptlab-run")),
          new Family(USERS, 0, List.of("/signup")),
          new Family(
              USERS,
              2,
              List.of("users", "experiments/permissions", "registered-models/permissions")),
          new Family(
              USERS, 3, List.of("users", "roles", "scorers/permissions", "workspace-permissions")));

  private AbsentCalls() {}

  static void addTo(MlflowRoutes routes) {
    for (Family family : FAMILIES) {
      for (String path : family.paths()) {
        Handler answer = x -> answer(x, family.instead());
        for (String method : METHODS) {
          add(routes, family.version(), method, path, answer);
        }
      }
    }
    for (String method : METHODS) {
      routes.alone(method, "/ajax-api/3.0/jobs/{rest...}", x -> answer(x, JOBS));
    }
  }

  private static void add(
      MlflowRoutes routes, int version, String method, String path, Handler answer) {
    switch (version) {
      case 0 -> routes.alone(method, path + "/{rest...}", answer);
      case 2 -> routes.add(method, "mlflow/" + path + "/{rest...}", answer);
      default -> routes.addNew(method, "mlflow/" + path + "/{rest...}", answer);
    }
  }

  private static void answer(Exchange x, String instead) {
    send(x, x.method() + " " + x.rawPath() + ": " + instead + ".");
  }

  /** Answers 501 with the message. */
  static void send(Exchange x, String message) {
    ErrorForm.Answer answer = MlflowErrors.answer(MlflowErrors.NOT_IMPLEMENTED, message);
    x.sendBytes(answer.status(), answer.contentType(), answer.body());
  }
}
