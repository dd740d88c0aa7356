package io.noria.protocols.mlflow;

import static io.noria.protocols.mlflow.MlflowMapping.pairs;
import static io.noria.protocols.mlflow.MlflowMapping.some;

import io.noria.protocols.mlflow.wire.Models;
import io.noria.registry.ModelVersion;
import io.noria.registry.RegisteredModel;
import io.noria.registry.Stage;
import io.noria.tracking.LoggedModelId;
import io.noria.tracking.RunId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From the registry's records to MLflow's messages. Pure. */
final class MlflowVersions {
  private MlflowVersions() {}

  static Models.Model model(RegisteredModel model) {
    List<Models.Alias> aliases =
        model.aliases().entrySet().stream()
            .map(e -> new Models.Alias(e.getKey(), Integer.toString(e.getValue())))
            .toList();
    return new Models.Model(
        model.name(),
        model.createdAt().toEpochMilli(),
        model.updatedAt().toEpochMilli(),
        text(model.description()),
        some(model.latest().stream().map(MlflowVersions::version).toList()),
        pairs(model.tags()),
        some(aliases));
  }

  static Models.Version version(ModelVersion version) {
    RunId run = version.run();
    LoggedModelId loggedModel = version.loggedModel();
    return new Models.Version(
        version.id().model(),
        Integer.toString(version.id().version()),
        version.createdAt().toEpochMilli(),
        version.updatedAt().toEpochMilli(),
        version.user(),
        stage(version.stage()),
        text(version.description()),
        version.source(),
        run == null ? null : run.value(),
        "READY",
        pairs(version.tags()),
        some(version.aliases()),
        loggedModel == null ? null : loggedModel.value());
  }

  /** MLflow calls Development None. */
  static String stage(Stage stage) {
    return stage == Stage.DEVELOPMENT ? "None" : stage.title();
  }

  private static @Nullable String text(String text) {
    return text.isEmpty() ? null : text;
  }
}
