package io.noria.protocols.mlflow;

import static io.noria.protocols.mlflow.MlflowMapping.limit;
import static io.noria.protocols.mlflow.MlflowMapping.orEmpty;
import static io.noria.protocols.mlflow.MlflowMapping.orNone;
import static io.noria.protocols.mlflow.MlflowMapping.required;
import static io.noria.protocols.mlflow.MlflowMapping.some;

import io.noria.base.Page;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.mlflow.space.Space;
import io.noria.protocols.mlflow.wire.LoggedModels;
import io.noria.protocols.mlflow.wire.Shared;
import io.noria.tracking.Experiment;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.LoggedModel;
import io.noria.tracking.LoggedModelId;
import io.noria.tracking.LoggedModelSearch;
import io.noria.tracking.LoggedModelStore;
import io.noria.tracking.NewLoggedModel;
import io.noria.tracking.RunId;
import io.noria.tracking.Tracking;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The calls about logged models. */
final class LoggedModelCalls {
  private final Tracking tracking;
  private final LoggedModelStore models;

  LoggedModelCalls(Tracking tracking) {
    this.tracking = tracking;
    this.models = tracking.loggedModels();
  }

  void addTo(MlflowRoutes routes) {
    routes.post("logged-models", this::create);
    routes.get("logged-models/{model}", x -> answer(x, models.get(id(x))));
    routes.patch("logged-models/{model}", this::finish);
    routes.delete("logged-models/{model}", this::delete);
    routes.post("logged-models/search", this::search);
    routes.patch("logged-models/{model}/tags", this::setTags);
    routes.delete("logged-models/{model}/tags/{key...}", this::deleteTag);
    routes.post("logged-models/{model}/params", this::logParams);
    routes.get("logged-models/{model}/artifacts/directories", this::list);
  }

  private static LoggedModelId id(Exchange x) {
    return new LoggedModelId(x.path("model"));
  }

  private void answer(Exchange x, LoggedModel model) {
    Experiment experiment = tracking.experiments().get(model.experiment());
    MlflowJson.send(x, new LoggedModels.One(MlflowMapping.loggedModel(model, experiment)));
  }

  private void create(Exchange x) {
    LoggedModels.Create asked = MlflowJson.read(x, LoggedModels.Create.class);
    String run = orEmpty(asked.sourceRunId());
    answer(
        x,
        models.create(
            new NewLoggedModel(
                new ExperimentId(required("experiment_id", asked.experimentId())),
                asked.name(),
                run.isEmpty() ? null : new RunId(run),
                orEmpty(asked.modelType()),
                MlflowMapping.params(asked.params()),
                MlflowMapping.tags(asked.tags()))));
  }

  private void finish(Exchange x) {
    LoggedModels.Change asked = MlflowJson.read(x, LoggedModels.Change.class);
    String status = required("status", asked.status());
    answer(x, models.finish(id(x), MlflowMapping.modelStatus(status)));
  }

  private void delete(Exchange x) {
    models.delete(id(x));
    MlflowJson.send(x, new Shared.Empty());
  }

  private void setTags(Exchange x) {
    LoggedModels.Change asked = MlflowJson.read(x, LoggedModels.Change.class);
    models.setTags(id(x), MlflowMapping.tags(asked.tags()));
    answer(x, models.get(id(x)));
  }

  private void deleteTag(Exchange x) {
    models.deleteTag(id(x), x.path("key"));
    MlflowJson.send(x, new Shared.Empty());
  }

  private void logParams(Exchange x) {
    LoggedModels.Change asked = MlflowJson.read(x, LoggedModels.Change.class);
    models.logParams(id(x), MlflowMapping.params(asked.params()));
    MlflowJson.send(x, new Shared.Empty());
  }

  private void list(Exchange x) {
    LoggedModel model = models.get(id(x));
    String folder = x.query().find("artifact_directory_path").orElse("");
    List<Shared.FileInfo> files =
        MlflowMapping.files(tracking.artifacts().list(model.artifacts(), folder));
    MlflowJson.send(x, new Shared.Files(Space.uri(model.artifacts().uri()), some(files), null));
  }

  private void search(Exchange x) {
    LoggedModels.Search asked = MlflowJson.read(x, LoggedModels.Search.class);
    Page<LoggedModel> page =
        models.search(
            new LoggedModelSearch(
                orNone(asked.experimentIds()).stream().map(ExperimentId::new).toList(),
                orEmpty(asked.filter()),
                orNone(asked.datasets()).stream()
                    .map(d ->
                        new LoggedModelSearch.Dataset(
                            required("dataset_name", d.datasetName()), d.datasetDigest()))
                    .toList(),
                orNone(asked.orderBy()).stream().map(LoggedModelCalls::order).toList(),
                limit(asked.maxResults(), 100),
                asked.pageToken()));
    Map<ExperimentId, Experiment> experiments = new HashMap<>();
    List<LoggedModels.Model> found =
        page.items().stream()
            .map(model ->
                MlflowMapping.loggedModel(
                    model,
                    experiments.computeIfAbsent(model.experiment(), tracking.experiments()::get)))
            .toList();
    MlflowJson.send(x, new LoggedModels.Some(some(found), page.nextToken()));
  }

  private static LoggedModelSearch.Order order(LoggedModels.Order order) {
    String dataset = orEmpty(order.datasetName());
    Boolean ascending = order.ascending();
    return new LoggedModelSearch.Order(
        required("field_name", order.fieldName()),
        ascending == null || ascending,
        dataset.isEmpty() ? null : new LoggedModelSearch.Dataset(dataset, order.datasetDigest()));
  }
}
