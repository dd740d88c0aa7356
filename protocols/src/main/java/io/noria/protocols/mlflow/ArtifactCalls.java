package io.noria.protocols.mlflow;

import static io.noria.protocols.mlflow.MlflowMapping.orEmpty;
import static io.noria.protocols.mlflow.MlflowMapping.required;
import static io.noria.protocols.mlflow.MlflowMapping.some;

import io.noria.base.NoriaException;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.mlflow.space.Space;
import io.noria.protocols.mlflow.wire.Artifacts;
import io.noria.protocols.mlflow.wire.Shared;
import io.noria.tracking.Artifact;
import io.noria.tracking.ArtifactFolder;
import io.noria.tracking.ArtifactStore;
import io.noria.tracking.Limits;
import io.noria.tracking.LoggedModelId;
import io.noria.tracking.RunId;
import io.noria.tracking.RunInfo;
import io.noria.tracking.Tracking;
import java.io.IOException;
import java.util.List;

/** The calls about files: the run's view of them, and the proxy that bytes go through. */
final class ArtifactCalls {
  private static final String PROXY = "mlflow-artifacts/artifacts";

  private final Tracking tracking;
  private final ArtifactStore artifacts;

  ArtifactCalls(Tracking tracking) {
    this.tracking = tracking;
    this.artifacts = tracking.artifacts();
  }

  void addTo(MlflowRoutes routes) {
    routes.get("artifacts/list", this::list);
    routes.add("GET", PROXY, this::listProxy);
    routes.add("GET", PROXY + "/{path...}", this::get);
    routes.add("PUT", PROXY + "/{path...}", this::put);
    routes.add("DELETE", PROXY + "/{path...}", this::delete);
    routes.post("artifacts/presigned-upload-url", this::presignedUpload);
    routes.post("artifacts/presigned-download-url", this::presignedDownload);
  }

  private void presignedUpload(Exchange x) {
    Artifacts.Presign asked = MlflowJson.read(x, Artifacts.Presign.class);
    String run = orEmpty(asked.runId());
    String model = orEmpty(asked.modelId());
    if (run.isEmpty() == model.isEmpty()) {
      throw NoriaException.invalid("run_id and model_id: (expected: exactly one of them)");
    }
    Limits.path("path", required("path", asked.path()));
    if (run.isEmpty()) {
      tracking.loggedModels().get(new LoggedModelId(model));
      throw proxied("upload");
    }
    presign(x, run, "upload");
  }

  private void presignedDownload(Exchange x) {
    Artifacts.Presign asked = MlflowJson.read(x, Artifacts.Presign.class);
    Limits.path("path", required("path", asked.path()));
    presign(x, required("run_id", asked.runId()), "download");
  }

  /** Files elsewhere are signed for by who owns them; ours need no signature but the token. */
  private void presign(Exchange x, String run, String what) {
    RunInfo info = tracking.runs().get(new RunId(run)).info();
    if (info.artifactLocation() == null) {
      throw proxied(what);
    }
    AbsentCalls.send(
        x,
        "Presigned "
            + what
            + " is not supported for the current artifact repository: this server has no"
            + " credentials for "
            + Limits.shown(info.artifactUri())
            + ".");
  }

  private static NoriaException proxied(String what) {
    return NoriaException.invalid(
        "Presigned "
            + what
            + " is not supported for proxied artifact storage (artifact URI scheme:"
            + " mlflow-artifacts). Use the artifact proxy.");
  }

  private void list(Exchange x) {
    String id = x.query().find("run_id").orElseGet(() -> x.query().require("run_uuid"));
    RunInfo run = tracking.runs().get(new RunId(id)).info();
    String folder = x.query().find("path").orElse("");
    List<Shared.FileInfo> files = MlflowMapping.files(artifacts.list(run.artifacts(), folder));
    MlflowJson.send(x, new Shared.Files(Space.uri(run.artifactUri()), some(files), null));
  }

  /** A folder that is not there lists nothing: clients look before they write. */
  private void listProxy(Exchange x) {
    ArtifactFolder folder = Space.parse(x.query().require("path"));
    List<Artifact> found = artifacts.list(folder.root(), folder.path());
    MlflowJson.send(x, new Shared.Files(null, some(MlflowMapping.names(found)), null));
  }

  private void get(Exchange x) throws IOException {
    String path = x.path("path");
    if (path.endsWith("/")) {
      // What clients ask for after they listed a folder and found nothing in it.
      throw NoriaException.notFound(
          "artifact: '" + Limits.shown(path) + "' is a folder, not a file");
    }
    FileSender.send(x, artifacts, Space.parse(path));
  }

  private void put(Exchange x) throws IOException {
    ArtifactFolder file = Space.parse(x.path("path"));
    artifacts.put(file.root(), file.path(), x.upload());
    MlflowJson.send(x, new Shared.Empty());
  }

  private void delete(Exchange x) {
    ArtifactFolder file = Space.parse(x.path("path"));
    artifacts.delete(file.root(), file.path());
    MlflowJson.send(x, new Shared.Empty());
  }
}
