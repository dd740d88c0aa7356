package io.noria.protocols.mlflow.space;

import io.noria.base.Page;
import io.noria.registry.ModelVersion;
import io.noria.registry.ModelVersionId;
import io.noria.registry.Names;
import io.noria.registry.RegisteredModel;
import io.noria.registry.VersionSource;
import java.util.function.UnaryOperator;

/** Between the names of models in the request's workspace and those that they go by everywhere. */
final class SpacedNames {
  private SpacedNames() {}

  // ---- inwards

  static String model(String plain) {
    return Names.qualified(Space.current(), Names.plain(plain));
  }

  static ModelVersionId version(ModelVersionId id) {
    return new ModelVersionId(model(id.model()), id.version());
  }

  // ---- outwards

  static ModelVersion plain(ModelVersion version) {
    if (Space.current().isDefault()) {
      return version;
    }
    return new ModelVersion(
        new ModelVersionId(Names.within(version.id().model()), version.id().version()),
        version.stage(),
        version.aliases(),
        VersionSource.within(Space.current(), version.source()),
        version.run(),
        version.loggedModel(),
        version.user(),
        version.description(),
        version.tags(),
        version.createdAt(),
        version.updatedAt(),
        version.eventTime());
  }

  static RegisteredModel plain(RegisteredModel model) {
    if (Space.current().isDefault()) {
      return model;
    }
    return new RegisteredModel(
        Names.within(model.name()),
        model.description(),
        model.createdAt(),
        model.updatedAt(),
        model.tags(),
        model.aliases(),
        model.latest().stream().map(SpacedNames::plain).toList());
  }

  static <T> Page<T> page(Page<T> page, UnaryOperator<T> plain) {
    return new Page<>(page.items().stream().map(plain).toList(), page.nextToken());
  }
}
