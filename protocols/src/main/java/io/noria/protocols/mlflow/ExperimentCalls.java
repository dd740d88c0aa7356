package io.noria.protocols.mlflow;

import static io.noria.protocols.mlflow.MlflowMapping.limit;
import static io.noria.protocols.mlflow.MlflowMapping.orEmpty;
import static io.noria.protocols.mlflow.MlflowMapping.orNone;
import static io.noria.protocols.mlflow.MlflowMapping.required;
import static io.noria.protocols.mlflow.MlflowMapping.some;

import io.noria.base.NoriaException;
import io.noria.base.Page;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.mlflow.wire.Experiments;
import io.noria.protocols.mlflow.wire.Shared;
import io.noria.tracking.Experiment;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.ExperimentSearch;
import io.noria.tracking.ExperimentStore;
import io.noria.tracking.Limits;

/** The calls about experiments. */
final class ExperimentCalls {
  private final ExperimentStore experiments;

  ExperimentCalls(ExperimentStore experiments) {
    this.experiments = experiments;
  }

  void addTo(MlflowRoutes routes) {
    routes.post("experiments/create", this::create);
    routes.get("experiments/get", this::get);
    routes.get("experiments/get-by-name", this::getByName);
    routes.post("experiments/search", this::search);
    routes.get("experiments/search", this::searchByQuery);
    routes.post("experiments/delete", this::delete);
    routes.post("experiments/restore", this::restore);
    routes.post("experiments/update", this::update);
    routes.post("experiments/set-experiment-tag", this::setTag);
    routes.post("experiments/delete-experiment-tag", this::deleteTag);
  }

  private void create(Exchange x) {
    Experiments.Create asked = MlflowJson.read(x, Experiments.Create.class);
    String location = orEmpty(asked.artifactLocation());
    ExperimentId id =
        experiments.create(
            required("name", asked.name()),
            MlflowMapping.tags(asked.tags()),
            location.isEmpty() ? null : location(location));
    MlflowJson.send(x, new Experiments.Created(id.value()));
  }

  /** A place that clients write to themselves; folders of this machine are not taken. */
  private static String location(String location) {
    if (location.startsWith("file:") || !location.matches("[a-zA-Z][a-zA-Z0-9+.-]+:.*")) {
      throw NoriaException.invalid(
          "artifact_location: '"
              + Limits.shown(location)
              + "' (expected: none, or a URI such as s3://bucket/folder)");
    }
    return location;
  }

  private void get(Exchange x) {
    Experiment found = experiments.get(new ExperimentId(x.query().require("experiment_id")));
    MlflowJson.send(x, new Experiments.One(MlflowMapping.experiment(found)));
  }

  private void getByName(Exchange x) {
    String name = x.query().require("experiment_name");
    Experiment found =
        experiments
            .find(name)
            .orElseThrow(() ->
                NoriaException.notFound(
                    "Could not find experiment with name '" + Limits.shown(name) + "'"));
    MlflowJson.send(x, new Experiments.One(MlflowMapping.experiment(found)));
  }

  private void search(Exchange x) {
    answer(x, MlflowJson.read(x, Experiments.Search.class));
  }

  private void searchByQuery(Exchange x) {
    answer(
        x,
        new Experiments.Search(
            x.query().number("max_results", 1000L, Long.MIN_VALUE, Long.MAX_VALUE),
            x.query().orNull("page_token"),
            x.query().orNull("filter"),
            x.query().all("order_by"),
            x.query().orNull("view_type")));
  }

  private void answer(Exchange x, Experiments.Search asked) {
    Page<Experiment> page =
        experiments.search(
            new ExperimentSearch(
                orEmpty(asked.filter()),
                MlflowMapping.view(asked.viewType()),
                orNone(asked.orderBy()),
                limit(asked.maxResults(), 1000),
                asked.pageToken()));
    MlflowJson.send(
        x,
        new Experiments.Some(
            some(page.items().stream().map(MlflowMapping::experiment).toList()), page.nextToken()));
  }

  private void delete(Exchange x) {
    experiments.delete(id(MlflowJson.read(x, Experiments.Change.class)));
    MlflowJson.send(x, new Shared.Empty());
  }

  private void restore(Exchange x) {
    experiments.restore(id(MlflowJson.read(x, Experiments.Change.class)));
    MlflowJson.send(x, new Shared.Empty());
  }

  private void update(Exchange x) {
    Experiments.Change asked = MlflowJson.read(x, Experiments.Change.class);
    experiments.rename(id(asked), required("new_name", asked.newName()));
    MlflowJson.send(x, new Shared.Empty());
  }

  private void setTag(Exchange x) {
    Experiments.Change asked = MlflowJson.read(x, Experiments.Change.class);
    experiments.setTag(id(asked), required("key", asked.key()), orEmpty(asked.value()));
    MlflowJson.send(x, new Shared.Empty());
  }

  private void deleteTag(Exchange x) {
    Experiments.Change asked = MlflowJson.read(x, Experiments.Change.class);
    experiments.deleteTag(id(asked), required("key", asked.key()));
    MlflowJson.send(x, new Shared.Empty());
  }

  private static ExperimentId id(Experiments.Change asked) {
    return new ExperimentId(required("experiment_id", asked.experimentId()));
  }
}
