package io.noria.protocols.mlflow;

import static io.noria.protocols.mlflow.MlflowMapping.orNone;
import static io.noria.protocols.mlflow.MlflowMapping.some;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Query;
import io.noria.protocols.mlflow.space.Space;
import io.noria.protocols.mlflow.wire.Browser;
import io.noria.protocols.mlflow.wire.Runs;
import io.noria.protocols.mlflow.wire.Shared;
import io.noria.registry.ModelVersionId;
import io.noria.registry.Names;
import io.noria.registry.Registry;
import io.noria.tracking.ArtifactFolder;
import io.noria.tracking.ArtifactRoot;
import io.noria.tracking.DatasetSummary;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.Limits;
import io.noria.tracking.LoggedModelId;
import io.noria.tracking.Metric;
import io.noria.tracking.RunId;
import io.noria.tracking.RunInfo;
import io.noria.tracking.Tracking;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** The calls that MLflow's own pages make, and its clients do not. */
final class BrowserCalls {
  private static final int MOST_RUNS = 100;
  private static final int MOST_POINTS = 25_000;
  private static final int MOST_EXPERIMENTS = 20;
  private static final int MOST_UPLOAD = 10 * 1024 * 1024;

  private final Tracking tracking;
  private final Registry registry;

  BrowserCalls(Tracking tracking, Registry registry) {
    this.tracking = tracking;
    this.registry = registry;
  }

  void addTo(MlflowRoutes routes) {
    routes.alone("GET", "/get-artifact", this::artifact);
    routes.alone("GET", "/model-versions/get-artifact", this::versionArtifact);
    routes.get("logged-models/{model}/artifacts/files", this::modelArtifact);
    routes.post("upload-artifact", this::upload);
    routes.get("metrics/get-history-bulk", this::histories);
    routes.post("experiments/search-datasets", this::datasets);
    // Clients send nothing home while this says so.
    routes.addNew("GET", "mlflow/ui-telemetry", BrowserCalls::telemetry);
    routes.addNew("POST", "mlflow/ui-telemetry", BrowserCalls::telemetry);
  }

  private static void telemetry(Exchange x) {
    MlflowJson.send(x, new Browser.Telemetry(true, List.of(), 0));
  }

  private static RunId run(Query query) {
    return new RunId(query.find("run_id").orElseGet(() -> query.require("run_uuid")));
  }

  private void artifact(Exchange x) throws IOException {
    RunInfo run = tracking.runs().get(run(x.query())).info();
    String path = x.query().require("path");
    FileSender.send(x, tracking.artifacts(), new ArtifactFolder(here(run), path));
  }

  /** The run's files, when they are in our own store. */
  private static ArtifactRoot here(RunInfo run) {
    if (run.artifactLocation() != null) {
      throw elsewhere(run.artifactUri());
    }
    return run.artifacts();
  }

  private static NoriaException elsewhere(String uri) {
    return NoriaException.invalid(
        "artifacts: they lie at '" + Limits.shown(uri) + "' (expected: in this server's store)");
  }

  private void versionArtifact(Exchange x) throws IOException {
    Query query = x.query();
    ModelVersionId id =
        new ModelVersionId(query.require("name"), Names.version(query.require("version")));
    String uri = registry.versions().downloadUri(id);
    if (!uri.startsWith(ArtifactRoot.SCHEME)) {
      throw elsewhere(uri);
    }
    String folder = uri.substring(ArtifactRoot.SCHEME.length());
    String file = Limits.path("path", query.require("path"));
    FileSender.send(x, tracking.artifacts(), Space.parse(folder + "/" + file));
  }

  private void modelArtifact(Exchange x) throws IOException {
    String path = x.query().require("artifact_file_path");
    ArtifactRoot root = tracking.loggedModels().get(new LoggedModelId(x.path("model"))).artifacts();
    FileSender.send(x, tracking.artifacts(), new ArtifactFolder(root, path));
  }

  private void upload(Exchange x) throws IOException {
    Query query = x.query();
    String path = query.require("path");
    RunInfo run = tracking.runs().get(run(query)).info();
    byte[] bytes;
    try (InputStream in = x.upload()) {
      bytes = in.readNBytes(MOST_UPLOAD + 1);
    }
    if (bytes.length == 0) {
      throw NoriaException.invalid("body: empty (expected: the file's bytes)");
    }
    if (bytes.length > MOST_UPLOAD) {
      throw new NoriaException(
          ErrorCode.TOO_LARGE,
          "body: too large (expected: at most " + MOST_UPLOAD + " bytes; the proxy takes any)");
    }
    tracking.artifacts().put(here(run), path, new ByteArrayInputStream(bytes));
    MlflowJson.send(x, new Shared.Empty());
  }

  private void histories(Exchange x) {
    Query query = x.query();
    List<RunId> ids = query.all("run_id").stream().sorted().map(RunId::new).toList();
    if (ids.isEmpty() || ids.size() > MOST_RUNS) {
      throw NoriaException.invalid("run_id: " + ids.size() + " (expected: 1 to 100)");
    }
    String key = query.require("metric_key");
    int left = query.number("max_results", MOST_POINTS, 1, Integer.MAX_VALUE);
    left = Math.min(left, MOST_POINTS);
    List<Runs.Point> points = new ArrayList<>();
    for (RunId id : ids) {
      if (left == points.size()) {
        break;
      }
      for (Metric point : tracking.runs().history(id, key, left - points.size(), null).items()) {
        points.add(MlflowMapping.point(point, id));
      }
    }
    MlflowJson.send(x, new Runs.AllPoints(points));
  }

  private void datasets(Exchange x) {
    MlflowJson.send(
        x, summaries(orNone(MlflowJson.read(x, Browser.SearchDatasets.class).experimentIds())));
  }

  /** The datasets that runs of the experiments read. */
  Browser.Datasets summaries(List<String> experiments) {
    if (experiments.isEmpty() || experiments.size() > MOST_EXPERIMENTS) {
      throw NoriaException.invalid(
          "experiment_ids: " + experiments.size() + " (expected: 1 to " + MOST_EXPERIMENTS + ")");
    }
    List<ExperimentId> ids = experiments.stream().map(ExperimentId::new).toList();
    List<DatasetSummary> found = tracking.experiments().datasets(ids);
    return new Browser.Datasets(
        some(
            found.stream()
                .map(d ->
                    new Browser.Dataset(d.experiment().value(), d.name(), d.digest(), d.context()))
                .toList()));
  }
}
