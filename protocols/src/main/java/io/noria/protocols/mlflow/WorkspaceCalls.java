package io.noria.protocols.mlflow;

import static io.noria.protocols.mlflow.MlflowMapping.orEmpty;
import static io.noria.protocols.mlflow.MlflowMapping.required;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.protocols.http.ErrorForm;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Handler;
import io.noria.protocols.mlflow.space.Space;
import io.noria.protocols.mlflow.wire.Workspaces;
import io.noria.tracking.Limits;
import io.noria.tracking.Workspace;
import io.noria.tracking.WorkspaceContents;
import io.noria.tracking.WorkspaceName;
import io.noria.tracking.WorkspaceStore;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The calls about workspaces, and which one a request is for. They are off, as they are in MLflow's
 * own server unless somebody turns them on: then the calls say so, and so does a request that names
 * a workspace. MLflow's server answers 503, which clients repeat for minutes; the words are the
 * same here, the status is not.
 */
final class WorkspaceCalls {
  /** The header by which clients name a workspace. */
  static final HeaderName HEADER = HeaderNames.create("X-MLFLOW-WORKSPACE");

  private static final String OFF =
      "Workspace APIs are not available: workspaces are not enabled on this server";

  private final WorkspaceStore workspaces;
  private final List<WorkspaceContents> contents;
  private final boolean enabled;

  /**
   * The calls.
   *
   * @param contents what areas above tracking keep by workspace
   */
  WorkspaceCalls(WorkspaceStore workspaces, List<WorkspaceContents> contents, boolean enabled) {
    this.workspaces = workspaces;
    this.contents = contents;
    this.enabled = enabled;
  }

  void addTo(MlflowRoutes routes) {
    String one = "mlflow/workspaces/{workspace}";
    routes.addNew("GET", "mlflow/workspaces", on(this::list));
    routes.addNew("POST", "mlflow/workspaces", on(this::create));
    routes.addNew("GET", one, on(this::get));
    routes.addNew("PATCH", one, on(this::update));
    routes.addNew("DELETE", one, on(this::delete));
  }

  private Handler on(Handler handler) {
    return enabled ? handler : x -> AbsentCalls.send(x, OFF + ".");
  }

  /** Whether requests are for workspaces. */
  boolean enabled() {
    return enabled;
  }

  /** The handler for requests of whatever workspace they name. */
  Handler within(Handler handler) {
    return x -> {
      String named = x.header(HEADER);
      String name = named == null ? "" : named.strip();
      if (enabled) {
        Space.handle(workspace(name), handler, x);
        return;
      }
      if (!name.isEmpty()) {
        throw NoriaException.invalid(
            "X-MLFLOW-WORKSPACE: " + Limits.shown(name) + ". " + OFF + ".");
      }
      handler.handle(x);
    };
  }

  private WorkspaceName workspace(String text) {
    if (text.isEmpty()) {
      return WorkspaceName.DEFAULT;
    }
    WorkspaceName name = WorkspaceName.parse(text);
    if (!name.isDefault() && !workspaces.exists(name)) {
      throw NoriaException.notFound("Workspace '" + name + "' not found");
    }
    return name;
  }

  private static WorkspaceName name(Exchange x) {
    return WorkspaceName.parse(x.path("workspace"));
  }

  private static Workspaces.Workspace wire(Workspace workspace) {
    return new Workspaces.Workspace(
        workspace.name().value(), workspace.description(), workspace.artifactRoot());
  }

  private void list(Exchange x) {
    MlflowJson.send(
        x, new Workspaces.Some(workspaces.list().stream().map(WorkspaceCalls::wire).toList()));
  }

  private void get(Exchange x) {
    MlflowJson.send(x, new Workspaces.One(wire(workspaces.get(name(x)))));
  }

  private void create(Exchange x) {
    Workspaces.Change asked = MlflowJson.read(x, Workspaces.Change.class);
    refuseArchive(asked);
    Workspace made =
        workspaces.create(
            WorkspaceName.parse(required("name", asked.name())),
            asked.description(),
            asked.defaultArtifactRoot());
    x.sendJson(201, MlflowJson.bytes(new Workspaces.One(wire(made))));
  }

  private void update(Exchange x) {
    Workspaces.Change asked = MlflowJson.read(x, Workspaces.Change.class);
    refuseArchive(asked);
    if (asked.description() == null && asked.defaultArtifactRoot() == null) {
      throw NoriaException.invalid(
          "Workspace update must have at least one key (expected: description or"
              + " default_artifact_root)");
    }
    Workspace changed =
        workspaces.update(name(x), asked.description(), asked.defaultArtifactRoot());
    MlflowJson.send(x, new Workspaces.One(wire(changed)));
  }

  /** Traces stay in the database. */
  private static void refuseArchive(Workspaces.Change asked) {
    Workspaces.@Nullable Archival archive = asked.traceArchivalConfig();
    if (archive != null
        && !(orEmpty(archive.location()).isBlank() && orEmpty(archive.retention()).isBlank())) {
      throw NoriaException.invalid(
          "trace_archival_config: this server does not archive traces (expected: none)");
    }
  }

  /** What is in the way is a wrong state to MLflow; only with it the status is no 5xx here. */
  private void delete(Exchange x) {
    WorkspaceName name = name(x);
    String text = x.query().find("mode").orElse(Workspace.Deletion.RESTRICT.name());
    Workspace.Deletion how =
        Arrays.stream(Workspace.Deletion.values())
            .filter(mode -> mode.name().equals(text))
            .findFirst()
            .orElseThrow(() ->
                NoriaException.invalid(
                    "Invalid deletion mode '"
                        + Limits.shown(text)
                        + "'. Must be one of: SET_DEFAULT, CASCADE, RESTRICT"));
    try {
      workspaces.delete(name, how, contents);
    } catch (NoriaException e) {
      if (e.code() != ErrorCode.FAILED_PRECONDITION) {
        throw e;
      }
      ErrorForm.Answer answer =
          MlflowErrors.answer(
              new MlflowErrors.Code("INVALID_STATE", 400), String.valueOf(e.getMessage()));
      x.sendBytes(answer.status(), answer.contentType(), answer.body());
      return;
    }
    x.sendEmpty(204);
  }
}
