package io.noria.serving.table;

import io.noria.base.NoriaException;
import io.noria.registry.ModelVersion;
import io.noria.registry.ModelVersionId;
import io.noria.registry.Registry;
import io.noria.registry.Stage;
import io.noria.serving.Deployment;
import io.noria.serving.Serving;
import java.util.Comparator;
import java.util.Optional;

/** Reads which version of a model is meant. */
public final class ModelAddress {
  private static final String MODELS = "models:/";
  private static final String DEPLOYMENTS = "deployments:/";
  private static final String FORMS =
      "models:/NAME/VERSION, models:/NAME@ALIAS, models:/NAME/STAGE, models:/NAME/latest or"
          + " deployments:/NAME";

  private ModelAddress() {}

  /**
   * The version that is meant now.
   *
   * @throws NoriaException INVALID_ARGUMENT for another form, NOT_FOUND when there is none
   */
  public static ModelVersionId resolve(String text, Registry registry, Serving serving) {
    if (text.startsWith(DEPLOYMENTS)) {
      Deployment deployment =
          serving.deployments().get(text.substring(DEPLOYMENTS.length()).replaceFirst("^/+", ""));
      Integer version = deployment.version();
      if (version == null) {
        throw NoriaException.notFound("model: " + text + " has no version yet");
      }
      return new ModelVersionId(deployment.model(), version);
    }
    String rest = text.startsWith(MODELS) ? text.substring(MODELS.length()) : "";
    rest = rest.replaceFirst("^/+", "");
    int at = rest.lastIndexOf('@');
    int slash = rest.lastIndexOf('/');
    int cut = Math.max(at, slash);
    if (cut < 1 || cut == rest.length() - 1) {
      throw NoriaException.invalid("model: " + text + " (expected: " + FORMS + ")");
    }
    String model = rest.substring(0, cut);
    return find(registry, model, rest.substring(cut + 1), at > slash)
        .map(ModelVersion::id)
        .orElseThrow(
            () -> NoriaException.notFound("model: " + text + ": there is no such version"));
  }

  private static Optional<ModelVersion> find(
      Registry registry, String model, String tail, boolean alias) {
    if (alias) {
      return registry.versions().findByAlias(model, tail);
    }
    if (tail.matches("[1-9][0-9]{0,8}")) {
      return registry.versions().find(new ModelVersionId(model, Integer.parseInt(tail)));
    }
    if (tail.equalsIgnoreCase("latest")) {
      return registry.versions().list(model).stream()
          .max(Comparator.comparingInt(version -> version.id().version()));
    }
    for (Stage stage : Stage.values()) {
      if (stage.title().equalsIgnoreCase(tail)) {
        return registry.versions().findByStage(model, stage);
      }
    }
    throw NoriaException.invalid(
        "model: " + tail + " is no version and no stage (expected: " + FORMS + ")");
  }
}
