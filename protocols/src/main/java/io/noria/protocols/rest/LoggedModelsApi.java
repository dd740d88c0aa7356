package io.noria.protocols.rest;

import io.noria.base.Ref;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.http.Routes;
import io.noria.registry.ModelVersion;
import io.noria.registry.Registry;
import io.noria.tracking.DatasetInput;
import io.noria.tracking.DatasetSummary;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.LoggedModel;
import io.noria.tracking.LoggedModelId;
import io.noria.tracking.LoggedModelSearch;
import io.noria.tracking.ModelOutput;
import io.noria.tracking.Run;
import io.noria.tracking.RunId;
import io.noria.tracking.Tracking;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a run read and wrote: its datasets in full, and the models that it logged. */
final class LoggedModelsApi {
  private static final int MOST = 200;

  private final Tracking tracking;
  private final Registry registry;

  LoggedModelsApi(Tracking tracking, Registry registry) {
    this.tracking = tracking;
    this.registry = registry;
  }

  void routes(Routes routes) {
    routes
        .get("/noria/v1/runs/{run}/inputs", this::inputs)
        .get("/noria/v1/runs/{run}/models", this::ofRun)
        .get("/noria/v1/logged_models/{model}", this::one)
        .get("/noria/v1/tracked_datasets", this::tracked);
  }

  private record TrackedDataset(
      String name,
      String digest,
      String experimentId,
      String experimentName,
      List<String> contexts) {}

  /** The datasets that runs said they read, one an experiment and content. */
  private void tracked(Exchange exchange) {
    List<ExperimentId> asked =
        exchange.query().all("experiment").stream().map(ExperimentId::new).toList();
    List<ExperimentId> experiments = asked.isEmpty() ? RunsApi.everywhere(tracking) : asked;
    Map<ExperimentId, String> names = new HashMap<>();
    Map<List<String>, TrackedDataset> found = new LinkedHashMap<>();
    for (DatasetSummary one : tracking.experiments().datasets(experiments)) {
      TrackedDataset known =
          found.computeIfAbsent(
              List.of(one.experiment().value(), one.name(), one.digest()),
              key ->
                  new TrackedDataset(
                      one.name(),
                      one.digest(),
                      one.experiment().value(),
                      names.computeIfAbsent(
                          one.experiment(), id -> tracking.experiments().get(id).name()),
                      new ArrayList<>()));
      if (one.context() != null) {
        known.contexts().add(one.context());
      }
    }
    exchange.send(Items.all(List.copyOf(found.values())));
  }

  private record InputDetail(
      @Nullable Ref ref,
      String name,
      String digest,
      @Nullable String context,
      String sourceType,
      String source,
      @Nullable String schema,
      @Nullable String profile,
      Map<String, String> tags) {
    static InputDetail of(DatasetInput input) {
      return new InputDetail(
          input.version(),
          input.name(),
          input.digest(),
          input.tags().get(DatasetInput.CONTEXT),
          input.sourceType(),
          input.source(),
          input.schema(),
          input.profile(),
          input.tags());
    }
  }

  private record PointWire(
      String key,
      @Nullable Double value,
      @Nullable String valueText,
      long step,
      String run,
      @Nullable String dataset) {
    static PointWire of(LoggedModel.ModelMetric point) {
      double value = point.metric().value();
      boolean finite = Double.isFinite(value);
      return new PointWire(
          point.metric().key(),
          finite ? (Double) value : null,
          finite ? null : Double.toString(value),
          point.metric().step(),
          point.run().value(),
          point.datasetName());
    }
  }

  private record LoggedModelWire(
      String id,
      String name,
      String experimentId,
      @Nullable String run,
      @Nullable String type,
      String status,
      Instant createdAt,
      Map<String, String> params,
      Map<String, String> tags,
      List<PointWire> metrics,
      List<Ref> versions) {}

  private void inputs(Exchange exchange) {
    Run run = tracking.runs().get(new RunId(exchange.path("run")));
    exchange.send(Items.all(run.inputs().stream().map(InputDetail::of).toList()));
  }

  private void ofRun(Exchange exchange) {
    Run run = tracking.runs().get(new RunId(exchange.path("run")));
    Map<LoggedModelId, LoggedModel> models = new LinkedHashMap<>();
    tracking
        .loggedModels()
        .search(
            new LoggedModelSearch(
                List.of(run.info().experiment()),
                "source_run_id = '" + run.id().value() + "'",
                List.of(),
                List.of(),
                MOST,
                null))
        .items()
        .forEach(model -> models.put(model.id(), model));
    for (ModelOutput output : run.outputs()) {
      if (models.size() < MOST && !models.containsKey(output.model())) {
        models.put(output.model(), tracking.loggedModels().get(output.model()));
      }
    }
    List<ModelVersion> versions = versionsOf(run.id());
    exchange.send(Items.all(models.values().stream().map(m -> wire(m, versions)).toList()));
  }

  private void one(Exchange exchange) {
    LoggedModel model = tracking.loggedModels().get(new LoggedModelId(exchange.path("model")));
    RunId run = model.run();
    exchange.send(wire(model, run == null ? List.of() : versionsOf(run)));
  }

  private List<ModelVersion> versionsOf(RunId run) {
    return registry
        .versions()
        .search("run_id = '" + run.value() + "'", List.of(), MOST, null)
        .items();
  }

  private static LoggedModelWire wire(LoggedModel model, List<ModelVersion> versions) {
    List<Ref> registered = new ArrayList<>();
    for (ModelVersion version : versions) {
      if (model.id().equals(version.loggedModel())) {
        registered.add(version.id().ref());
      }
    }
    RunId run = model.run();
    return new LoggedModelWire(
        model.id().value(),
        model.name(),
        model.experiment().value(),
        run == null ? null : run.value(),
        Shown.absentIfEmpty(model.type()),
        model.status().name(),
        model.createdAt(),
        model.params(),
        model.tags(),
        model.metrics().stream().map(PointWire::of).toList(),
        registered);
  }
}
