package io.noria.protocols.rest;

import io.noria.base.NoriaException;
import io.noria.registry.ModelVersionId;
import io.noria.registry.Registry;
import io.noria.tracking.Artifact;
import io.noria.tracking.ArtifactFolder;
import io.noria.tracking.ArtifactStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** What MLflow's MLmodel file says made a model. */
final class Flavors {
  private static final long LARGEST = 1 << 20;

  private final Registry registry;
  private final ArtifactStore artifacts;

  Flavors(Registry registry, ArtifactStore artifacts) {
    this.registry = registry;
    this.artifacts = artifacts;
  }

  /** The first flavour that is a library, for example {@code sklearn}; empty when unknown. */
  String library(ModelVersionId id) {
    try {
      ArtifactFolder folder = registry.versions().folder(id);
      String path = folder.path().isEmpty() ? "MLmodel" : folder.path() + "/MLmodel";
      Optional<Artifact> file = artifacts.find(folder.root(), path);
      if (file.isEmpty() || file.get().directory() || file.get().size() > LARGEST) {
        return "";
      }
      try (InputStream in = artifacts.open(folder.root(), path)) {
        return library(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    } catch (NoriaException | IOException e) {
      // Files elsewhere, or gone: the card does without.
      return "";
    }
  }

  static String library(String mlmodel) {
    try {
      Object read = new Load(LoadSettings.builder().build()).loadFromString(mlmodel);
      if (read instanceof Map<?, ?> map && map.get("flavors") instanceof Map<?, ?> flavors) {
        return flavors.keySet().stream()
            .map(String::valueOf)
            .filter(flavor -> !flavor.equals("python_function"))
            .findFirst()
            .orElse(flavors.containsKey("python_function") ? "mlflow" : "");
      }
      return "";
    } catch (YamlEngineException e) {
      return "";
    }
  }
}
