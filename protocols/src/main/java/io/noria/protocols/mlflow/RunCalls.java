package io.noria.protocols.mlflow;

import static io.noria.protocols.mlflow.MlflowMapping.limit;
import static io.noria.protocols.mlflow.MlflowMapping.orEmpty;
import static io.noria.protocols.mlflow.MlflowMapping.orNone;
import static io.noria.protocols.mlflow.MlflowMapping.required;

import io.noria.base.NoriaException;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Query;
import io.noria.protocols.mlflow.wire.Runs;
import io.noria.protocols.mlflow.wire.Shared;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.LoggedModelId;
import io.noria.tracking.NewRun;
import io.noria.tracking.Run;
import io.noria.tracking.RunChange;
import io.noria.tracking.RunData;
import io.noria.tracking.RunId;
import io.noria.tracking.RunSearch;
import io.noria.tracking.RunStore;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The calls about runs and their metrics. */
final class RunCalls {
  private static final byte[] EMPTY = {'{', '}'};

  private final RunStore runs;

  RunCalls(RunStore runs) {
    this.runs = runs;
  }

  void addTo(MlflowRoutes routes) {
    routes.post("runs/create", this::create);
    routes.get("runs/get", this::get);
    routes.post("runs/search", this::search);
    routes.post("runs/update", this::update);
    routes.post("runs/delete", this::delete);
    routes.post("runs/restore", this::restore);
    routes.post("runs/log-metric", this::logMetric);
    routes.post("runs/log-parameter", this::logParam);
    routes.post("runs/log-batch", this::logBatch);
    routes.post("runs/set-tag", this::setTag);
    routes.post("runs/delete-tag", this::deleteTag);
    routes.post("runs/log-inputs", this::logInputs);
    routes.post("runs/outputs", this::logOutputs);
    routes.get("metrics/get-history", this::history);
    routes.get("metrics/get-history-bulk-interval", this::sample);
  }

  private void create(Exchange x) {
    Runs.Create asked = MlflowJson.read(x, Runs.Create.class);
    Long started = asked.startTime();
    Run run =
        runs.create(
            new NewRun(
                new ExperimentId(required("experiment_id", asked.experimentId())),
                asked.runName(),
                started == null ? null : MlflowMapping.instant("start_time", started),
                orEmpty(asked.userId()),
                MlflowMapping.tags(asked.tags()),
                null));
    MlflowJson.send(x, new Runs.One(MlflowMapping.run(run)));
  }

  private void get(Exchange x) {
    String given = x.query().orNull("run_id");
    RunId id = id(given, x.query().orNull("run_uuid"));
    MlflowJson.send(x, new Runs.One(MlflowMapping.run(runs.get(id))));
  }

  private void search(Exchange x) {
    Runs.Search asked = MlflowJson.read(x, Runs.Search.class);
    RunSearch search =
        new RunSearch(
            orNone(asked.experimentIds()).stream().map(ExperimentId::new).toList(),
            orEmpty(asked.filter()),
            MlflowMapping.view(asked.runViewType()),
            orNone(asked.orderBy()),
            limit(asked.maxResults(), 1000),
            asked.pageToken());
    RunsWriter.send(x, runs.find(search, false));
  }

  private void update(Exchange x) {
    Runs.Change asked = MlflowJson.read(x, Runs.Change.class);
    Long ended = asked.endTime();
    RunChange change =
        new RunChange(
            asked.runName(),
            asked.status() == null ? null : MlflowMapping.status(asked.status()),
            ended == null ? null : MlflowMapping.instant("end_time", ended));
    MlflowJson.send(x, new Runs.Updated(MlflowMapping.info(runs.update(id(asked), change))));
  }

  private void delete(Exchange x) {
    runs.delete(id(MlflowJson.read(x, Runs.Change.class)));
    MlflowJson.send(x, new Shared.Empty());
  }

  private void restore(Exchange x) {
    runs.restore(id(MlflowJson.read(x, Runs.Change.class)));
    MlflowJson.send(x, new Shared.Empty());
  }

  private void logMetric(Exchange x) {
    if (log(x, LoggedPoints.metric(x))) {
      return;
    }
    Runs.LogMetric asked = MlflowJson.read(x, Runs.LogMetric.class);
    Runs.NewPoint point = asked.point();
    runs.log(
        id(asked.runId(), asked.runUuid()),
        RunData.ofMetrics(List.of(MlflowMapping.metric(point))),
        MlflowMapping.modelPoints(List.of(point)));
    MlflowJson.send(x, new Shared.Empty());
  }

  private void logParam(Exchange x) {
    Runs.Change asked = MlflowJson.read(x, Runs.Change.class);
    String key = required("key", asked.key());
    runs.log(id(asked), RunData.ofParams(Map.of(key, orEmpty(asked.value()))));
    MlflowJson.send(x, new Shared.Empty());
  }

  private void setTag(Exchange x) {
    Runs.Change asked = MlflowJson.read(x, Runs.Change.class);
    String key = required("key", asked.key());
    runs.log(id(asked), RunData.ofTags(Map.of(key, orEmpty(asked.value()))));
    MlflowJson.send(x, new Shared.Empty());
  }

  private void deleteTag(Exchange x) {
    Runs.Change asked = MlflowJson.read(x, Runs.Change.class);
    runs.deleteTag(id(asked), required("key", asked.key()));
    MlflowJson.send(x, new Shared.Empty());
  }

  private boolean log(Exchange x, LoggedPoints.@Nullable Logged usual) {
    if (usual != null) {
      runs.log(usual.run(), usual.data());
      x.sendJson(200, EMPTY);
    }
    return usual != null;
  }

  private void logBatch(Exchange x) {
    if (log(x, LoggedPoints.batch(x))) {
      return;
    }
    Runs.LogBatch asked = MlflowJson.read(x, Runs.LogBatch.class);
    List<Runs.NewPoint> points = orNone(asked.metrics());
    runs.log(
        id(asked.runId(), null),
        new RunData(
            points.stream().map(MlflowMapping::metric).toList(),
            MlflowMapping.params(asked.params()),
            MlflowMapping.tags(asked.tags())),
        MlflowMapping.modelPoints(points));
    MlflowJson.send(x, new Shared.Empty());
  }

  private void logInputs(Exchange x) {
    Runs.LogInputs asked = MlflowJson.read(x, Runs.LogInputs.class);
    runs.logInputs(
        id(asked.runId(), null),
        orNone(asked.datasets()).stream().map(MlflowMapping::datasetInput).toList(),
        orNone(asked.models()).stream()
            .map(model -> new LoggedModelId(required("model_id", model.modelId())))
            .toList());
    MlflowJson.send(x, new Shared.Empty());
  }

  private void logOutputs(Exchange x) {
    Runs.LogOutputs asked = MlflowJson.read(x, Runs.LogOutputs.class);
    runs.logOutputs(
        id(asked.runId(), null),
        orNone(asked.models()).stream().map(MlflowMapping::modelOutput).toList());
    MlflowJson.send(x, new Shared.Empty());
  }

  /** Without max_results everything is returned, as MLflow's documentation promises. */
  private void history(Exchange x) throws IOException {
    Query query = x.query();
    int limit = query.number("max_results", Integer.MAX_VALUE, 1, Integer.MAX_VALUE);
    RunId run = id(query.orNull("run_id"), query.orNull("run_uuid"));
    String key = query.require("metric_key");
    CurveAnswers.send(
        x, limit, query.orNull("page_token"), (size, at) -> runs.history(run, key, size, at));
  }

  private static List<RunId> ids(String name, Query query) {
    List<RunId> ids = query.all(name).stream().map(RunId::new).toList();
    if (ids.isEmpty() || ids.size() > 100) {
      throw NoriaException.invalid(name + ": " + ids.size() + " (expected: 1 to 100)");
    }
    return ids;
  }

  private void sample(Exchange x) throws IOException {
    Query query = x.query();
    List<RunId> ids = ids("run_ids", query);
    boolean bounded = query.find("start_step").isPresent();
    if (bounded != query.find("end_step").isPresent()) {
      throw NoriaException.invalid("start_step and end_step: one is missing (expected: both)");
    }
    Long from = bounded ? query.number("start_step", 0L, Long.MIN_VALUE, Long.MAX_VALUE) : null;
    Long to = bounded ? query.number("end_step", 0L, Long.MIN_VALUE, Long.MAX_VALUE) : null;
    if (from != null && to != null && from > to) {
      throw NoriaException.invalid(
          "start_step: " + from + " (expected: at most end_step, which is " + to + ")");
    }
    int most = query.number("max_results", 2500, 1, 2500);
    CurveAnswers.send(
        x, List.copyOf(runs.sample(ids, query.require("metric_key"), from, to, most).entrySet()));
  }

  private static RunId id(Runs.Change asked) {
    return id(asked.runId(), asked.runUuid());
  }

  /** Clients send the id under its old name too, or only there. */
  private static RunId id(@Nullable String runId, @Nullable String runUuid) {
    return new RunId(required("run_id", orEmpty(runId).isEmpty() ? runUuid : runId));
  }
}
