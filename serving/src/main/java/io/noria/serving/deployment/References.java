package io.noria.serving.deployment;

import io.noria.registry.ModelVersion;
import io.noria.registry.ModelVersionId;
import io.noria.registry.Registry;
import io.noria.registry.Stage;
import io.noria.serving.Follow;
import java.util.Optional;

/** Which version a reference names. */
final class References {
  private References() {}

  /** The version that the reference names now; empty when it names none. */
  static Optional<ModelVersionId> find(Registry registry, String model, Follow follow) {
    return switch (follow.kind()) {
      case ALIAS -> registry.versions().findByAlias(model, follow.value()).map(ModelVersion::id);
      case STAGE ->
          registry.versions().findByStage(model, Stage.parse(follow.value())).map(ModelVersion::id);
      case VERSION ->
          Optional.of(
              registry
                  .versions()
                  .get(new ModelVersionId(model, Integer.parseInt(follow.value())))
                  .id());
    };
  }
}
