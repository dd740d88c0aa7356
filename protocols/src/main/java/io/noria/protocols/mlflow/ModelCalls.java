package io.noria.protocols.mlflow;

import static io.noria.protocols.mlflow.MlflowMapping.orEmpty;
import static io.noria.protocols.mlflow.MlflowMapping.orNone;
import static io.noria.protocols.mlflow.MlflowMapping.required;
import static io.noria.protocols.mlflow.MlflowMapping.some;

import io.noria.base.Page;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.mlflow.wire.Models;
import io.noria.protocols.mlflow.wire.Shared;
import io.noria.registry.ModelStore;
import io.noria.registry.ModelVersion;
import io.noria.registry.ModelVersionId;
import io.noria.registry.Names;
import io.noria.registry.Reason;
import io.noria.registry.RegisteredModel;
import io.noria.registry.Registry;
import io.noria.registry.Stage;
import java.util.List;

/** The calls about registered models and their aliases. */
final class ModelCalls {
  private final Registry registry;
  private final ModelStore models;

  ModelCalls(Registry registry) {
    this.registry = registry;
    this.models = registry.models();
  }

  void addTo(MlflowRoutes routes) {
    routes.post("registered-models/create", this::create);
    routes.get("registered-models/get", x -> answer(x, models.get(x.query().require("name"))));
    routes.get("registered-models/search", this::search);
    routes.patch("registered-models/update", this::update);
    routes.post("registered-models/rename", this::rename);
    routes.delete("registered-models/delete", this::delete);
    routes.post("registered-models/set-tag", this::setTag);
    routes.delete("registered-models/delete-tag", this::deleteTag);
    routes.post("registered-models/alias", this::setAlias);
    routes.get("registered-models/alias", this::getAlias);
    routes.delete("registered-models/alias", this::deleteAlias);
    routes.post("registered-models/get-latest-versions", this::latest);
    routes.get("registered-models/get-latest-versions", this::latestByQuery);
  }

  private static void answer(Exchange x, RegisteredModel model) {
    MlflowJson.send(x, new Models.OneModel(MlflowVersions.model(model)));
  }

  private static Models.Change change(Exchange x) {
    return MlflowJson.read(x, Models.Change.class);
  }

  private static String name(Models.Change asked) {
    return required("name", asked.name());
  }

  private void create(Exchange x) {
    Models.CreateModel asked = MlflowJson.read(x, Models.CreateModel.class);
    answer(
        x,
        models.create(
            required("name", asked.name()),
            orEmpty(asked.description()),
            MlflowMapping.tags(asked.tags())));
  }

  private void search(Exchange x) {
    Page<RegisteredModel> page =
        models.search(
            x.query().find("filter").orElse(""),
            x.query().all("order_by"),
            x.query().number("max_results", 100, -1, Integer.MAX_VALUE),
            x.query().orNull("page_token"));
    MlflowJson.send(
        x,
        new Models.SomeModels(
            some(page.items().stream().map(MlflowVersions::model).toList()), page.nextToken()));
  }

  private void update(Exchange x) {
    Models.Change asked = change(x);
    answer(x, models.describe(name(asked), orEmpty(asked.description())));
  }

  private void rename(Exchange x) {
    Models.Change asked = change(x);
    answer(x, models.rename(name(asked), required("new_name", asked.newName())));
  }

  private void delete(Exchange x) {
    models.delete(name(change(x)));
    MlflowJson.send(x, new Shared.Empty());
  }

  private void setTag(Exchange x) {
    Models.Change asked = change(x);
    models.setTag(name(asked), required("key", asked.key()), orEmpty(asked.value()));
    MlflowJson.send(x, new Shared.Empty());
  }

  private void deleteTag(Exchange x) {
    Models.Change asked = change(x);
    models.deleteTag(name(asked), required("key", asked.key()));
    MlflowJson.send(x, new Shared.Empty());
  }

  private void setAlias(Exchange x) {
    Models.Change asked = change(x);
    int version = Names.version(required("version", asked.version()));
    registry
        .moves()
        .setAlias(
            new ModelVersionId(name(asked), version),
            required("alias", asked.alias()),
            Reason.NONE);
    MlflowJson.send(x, new Shared.Empty());
  }

  /** A missing alias is a wrong parameter to MLflow, not a missing resource. */
  private void getAlias(Exchange x) {
    String name = x.query().require("name");
    String alias = x.query().require("alias");
    models.get(name);
    ModelVersion version =
        registry
            .versions()
            .findByAlias(name, alias)
            .orElseThrow(() ->
                io.noria.base.NoriaException.invalid(
                    "Registered model alias " + alias + " not found."));
    MlflowJson.send(x, new Models.OneVersion(MlflowVersions.version(version)));
  }

  private void deleteAlias(Exchange x) {
    Models.Change asked = change(x);
    registry.moves().deleteAlias(name(asked), required("alias", asked.alias()), Reason.NONE);
    MlflowJson.send(x, new Shared.Empty());
  }

  private void latest(Exchange x) {
    Models.Change asked = change(x);
    latest(x, name(asked), orNone(asked.stages()));
  }

  private void latestByQuery(Exchange x) {
    latest(x, x.query().require("name"), x.query().all("stages"));
  }

  private void latest(Exchange x, String name, List<String> stages) {
    List<Stage> wanted = stages.stream().map(Stage::parse).toList();
    List<Models.Version> found =
        models.get(name).latest().stream()
            .filter(version -> wanted.isEmpty() || wanted.contains(version.stage()))
            .map(MlflowVersions::version)
            .toList();
    MlflowJson.send(x, new Models.SomeVersions(some(found), null));
  }
}
