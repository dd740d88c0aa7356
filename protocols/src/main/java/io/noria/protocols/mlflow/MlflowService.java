package io.noria.protocols.mlflow;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Routes;
import io.noria.protocols.mlflow.space.Spaced;
import io.noria.protocols.mlflow.wire.Shared;
import io.noria.registry.Registry;
import io.noria.traces.Traces;
import io.noria.tracking.Tracking;
import io.noria.tracking.Uploads;
import io.noria.tracking.WorkspaceContents;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** MLflow's tracking server, registry and artifact proxy, as its clients know them. */
public final class MlflowService {
  /** The MLflow that we stand for: clients ask before they use newer calls. */
  public static final String VERSION = "3.17.2";

  private MlflowService() {}

  /**
   * The routes over the three areas, without workspaces.
   *
   * @param uploads where files come together that are sent in parts
   */
  public static Routes routes(
      Tracking tracking, Registry registry, Traces traces, Uploads uploads) {
    return routes(tracking, registry, traces, uploads, false);
  }

  /**
   * The routes over the three areas.
   *
   * @param uploads where files come together that are sent in parts
   * @param workspaces whether clients may name workspaces; what others than the default one hold is
   *     seen only in requests that name them
   */
  public static Routes routes(
      Tracking tracking, Registry registry, Traces traces, Uploads uploads, boolean workspaces) {
    List<WorkspaceContents> contents = new ArrayList<>(registry.ofWorkspaces());
    contents.addAll(traces.ofWorkspaces());
    WorkspaceCalls calls = new WorkspaceCalls(tracking.workspaces(), contents, workspaces);
    return workspaces
        ? routes(
            Spaced.of(tracking),
            Spaced.of(registry, tracking),
            Spaced.of(traces, tracking),
            Spaced.of(uploads, tracking),
            calls)
        : routes(tracking, registry, traces, uploads, calls);
  }

  private static Routes routes(
      Tracking tracking,
      Registry registry,
      Traces traces,
      Uploads uploads,
      WorkspaceCalls workspaces) {
    String[] mine =
        Stream.concat(Stream.of(MlflowRoutes.PREFIXES), Stream.of(MlflowRoutes.ALONE))
            .toArray(String[]::new);
    Routes routes = Routes.of("mlflow", new MlflowErrors(), mine);
    MlflowRoutes calls = new MlflowRoutes(routes, workspaces);
    new ExperimentCalls(tracking.experiments()).addTo(calls);
    new RunCalls(tracking.runs()).addTo(calls);
    new LogModelCall(tracking.runs()).addTo(calls);
    new LoggedModelCalls(tracking).addTo(calls);
    new ArtifactCalls(tracking).addTo(calls);
    new MultipartCalls(tracking.artifacts(), uploads).addTo(calls);
    new ModelCalls(registry).addTo(calls);
    new VersionCalls(registry).addTo(calls);
    new BrowserCalls(tracking, registry).addTo(calls);
    new GraphQlCalls(tracking, registry).addTo(calls);
    new WebhookCalls(registry.webhooks()).addTo(calls);
    new OtlpCalls(traces).addTo(calls);
    new TraceCalls(traces.traces(), tracking).addTo(calls);
    new OldTraceCalls(traces.traces()).addTo(calls);
    new TraceFigureCalls(traces.traces()).addTo(calls);
    new AssessmentCalls(traces.assessments()).addTo(calls);
    new EvaluationDatasetCalls(traces.evaluation()).addTo(calls);
    new ScorerCalls(traces.scorers(), tracking).addTo(calls);
    workspaces.addTo(calls);
    AbsentCalls.addTo(calls);
    routes.get("/version", x -> x.sendText(200, VERSION), Routes.Option.OPEN);
    calls.addNew(
        "GET", "mlflow/server-info", x -> info(x, workspaces.enabled()), Routes.Option.OPEN);
    for (String prefix : MlflowRoutes.PREFIXES) {
      for (String method : new String[] {"GET", "POST", "PUT", "PATCH", "DELETE"}) {
        routes.route(method, prefix + "/{rest...}", MlflowService::unknown);
      }
    }
    return routes;
  }

  /** Said to strangers too: clients ask before they say who they are. */
  private static void info(Exchange x, boolean workspaces) {
    MlflowJson.send(
        x,
        new Shared.ServerInfo(
            "SqlStore", workspaces, false, false, false, true, true, new Shared.Features(false)));
  }

  private static void unknown(Exchange x) {
    throw new NoriaException(
        ErrorCode.UNIMPLEMENTED, "nothing answers " + x.method() + " at " + x.rawPath());
  }
}
