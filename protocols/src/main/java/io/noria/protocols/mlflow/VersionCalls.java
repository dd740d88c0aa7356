package io.noria.protocols.mlflow;

import static io.noria.protocols.mlflow.MlflowMapping.orEmpty;
import static io.noria.protocols.mlflow.MlflowMapping.required;
import static io.noria.protocols.mlflow.MlflowMapping.some;

import io.noria.base.Page;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.mlflow.wire.Models;
import io.noria.protocols.mlflow.wire.Shared;
import io.noria.registry.ModelVersion;
import io.noria.registry.ModelVersionId;
import io.noria.registry.Names;
import io.noria.registry.NewModelVersion;
import io.noria.registry.Reason;
import io.noria.registry.Registry;
import io.noria.registry.Stage;
import io.noria.registry.VersionStore;
import io.noria.tracking.LoggedModelId;
import io.noria.tracking.RunId;

/** The calls about model versions. */
final class VersionCalls {
  private final Registry registry;
  private final VersionStore versions;

  VersionCalls(Registry registry) {
    this.registry = registry;
    this.versions = registry.versions();
  }

  void addTo(MlflowRoutes routes) {
    routes.post("model-versions/create", this::create);
    routes.get("model-versions/get", x -> answer(x, versions.get(asked(x))));
    routes.get(
        "model-versions/get-download-uri",
        x -> MlflowJson.send(x, new Models.Download(versions.downloadUri(asked(x)))));
    routes.get("model-versions/search", this::search);
    routes.patch("model-versions/update", this::update);
    routes.delete("model-versions/delete", this::delete);
    routes.post("model-versions/transition-stage", this::transition);
    routes.post("model-versions/set-tag", this::setTag);
    routes.delete("model-versions/delete-tag", this::deleteTag);
  }

  private static void answer(Exchange x, ModelVersion version) {
    MlflowJson.send(x, new Models.OneVersion(MlflowVersions.version(version)));
  }

  private static Models.Change change(Exchange x) {
    return MlflowJson.read(x, Models.Change.class);
  }

  private static ModelVersionId asked(Exchange x) {
    return new ModelVersionId(
        x.query().require("name"), Names.version(x.query().require("version")));
  }

  private static ModelVersionId id(Models.Change asked) {
    return new ModelVersionId(
        required("name", asked.name()), Names.version(required("version", asked.version())));
  }

  private void create(Exchange x) {
    Models.CreateVersion asked = MlflowJson.read(x, Models.CreateVersion.class);
    String run = orEmpty(asked.runId());
    String model = orEmpty(asked.modelId());
    answer(
        x,
        versions.create(
            new NewModelVersion(
                required("name", asked.name()),
                required("source", asked.source()),
                run.isEmpty() ? null : new RunId(run),
                model.isEmpty() ? null : new LoggedModelId(model),
                orEmpty(asked.description()),
                MlflowMapping.tags(asked.tags()),
                null)));
  }

  private void search(Exchange x) {
    Page<ModelVersion> page =
        versions.search(
            x.query().find("filter").orElse(""),
            x.query().all("order_by"),
            x.query().number("max_results", 10_000, -1, Integer.MAX_VALUE),
            x.query().orNull("page_token"));
    MlflowJson.send(
        x,
        new Models.SomeVersions(
            some(page.items().stream().map(MlflowVersions::version).toList()), page.nextToken()));
  }

  private void update(Exchange x) {
    Models.Change asked = change(x);
    answer(x, versions.describe(id(asked), orEmpty(asked.description())));
  }

  private void delete(Exchange x) {
    versions.delete(id(change(x)));
    MlflowJson.send(x, new Shared.Empty());
  }

  private void transition(Exchange x) {
    Models.Change asked = change(x);
    Stage stage = Stage.parse(required("stage", asked.stage()));
    boolean archive = Boolean.TRUE.equals(asked.archiveExistingVersions());
    answer(x, registry.moves().moveStage(id(asked), stage, archive, Reason.NONE));
  }

  private void setTag(Exchange x) {
    Models.Change asked = change(x);
    versions.setTag(id(asked), required("key", asked.key()), orEmpty(asked.value()));
    MlflowJson.send(x, new Shared.Empty());
  }

  private void deleteTag(Exchange x) {
    Models.Change asked = change(x);
    versions.deleteTag(id(asked), required("key", asked.key()));
    MlflowJson.send(x, new Shared.Empty());
  }
}
