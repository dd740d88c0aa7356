package io.noria.protocols.mlflow.space;

import io.noria.base.Page;
import io.noria.registry.ModelVersion;
import io.noria.registry.ModelVersionId;
import io.noria.registry.Names;
import io.noria.registry.NewModelVersion;
import io.noria.registry.Stage;
import io.noria.registry.VersionSource;
import io.noria.registry.VersionStore;
import io.noria.tracking.ArtifactFolder;
import io.noria.tracking.LoggedModelId;
import io.noria.tracking.RunId;
import io.noria.tracking.WorkspaceName;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The model versions of the request's workspace. */
record SpacedVersions(VersionStore all, Membership members) implements VersionStore {
  private static final String IS_PROMPT = "mlflow.prompt.is_prompt";

  @Override
  public ModelVersion create(NewModelVersion version) {
    RunId run = version.run();
    LoggedModelId model = version.loggedModel();
    if (run != null) {
      members.check(run);
    }
    if (model != null) {
      members.check(model);
    }
    String source = version.source();
    if (!"true".equalsIgnoreCase(version.tags().get(IS_PROMPT))) {
      source = VersionSource.qualified(Space.current(), source);
      check(VersionSource.parse(source));
    }
    return SpacedNames.plain(
        all.create(
            new NewModelVersion(
                SpacedNames.model(version.model()),
                source,
                run,
                model,
                version.description(),
                version.tags(),
                version.eventTime())));
  }

  private void check(VersionSource source) {
    switch (source) {
      case VersionSource.OfRun of -> members.check(of.run());
      case VersionSource.OfLoggedModel of -> members.check(of.model());
      case VersionSource.OfArtifacts of -> members.check(of.folder().root());
      case VersionSource.OfVersion of -> {
        if (!Names.workspace(of.version().model()).equals(Space.current())) {
          throw Membership.missing("model version", of.version());
        }
      }
      case VersionSource.Elsewhere _ -> {
        // Nothing of ours.
      }
    }
  }

  @Override
  public ModelVersion get(ModelVersionId id) {
    return SpacedNames.plain(all.get(SpacedNames.version(id)));
  }

  @Override
  public Optional<ModelVersion> find(ModelVersionId id) {
    return all.find(SpacedNames.version(id)).map(SpacedNames::plain);
  }

  @Override
  public Optional<ModelVersion> findByAlias(String model, String alias) {
    return all.findByAlias(SpacedNames.model(model), alias).map(SpacedNames::plain);
  }

  @Override
  public Optional<ModelVersion> findByStage(String model, Stage stage) {
    return all.findByStage(SpacedNames.model(model), stage).map(SpacedNames::plain);
  }

  @Override
  public List<ModelVersion> list(String model) {
    return all.list(SpacedNames.model(model)).stream().map(SpacedNames::plain).toList();
  }

  @Override
  public ModelVersion describe(ModelVersionId id, String description) {
    return SpacedNames.plain(all.describe(SpacedNames.version(id), description));
  }

  @Override
  public void setTag(ModelVersionId id, String key, String value) {
    all.setTag(SpacedNames.version(id), key, value);
  }

  @Override
  public void deleteTag(ModelVersionId id, String key) {
    all.deleteTag(SpacedNames.version(id), key);
  }

  @Override
  public void delete(ModelVersionId id) {
    all.delete(SpacedNames.version(id));
  }

  @Override
  public Page<ModelVersion> search(
      @Nullable WorkspaceName workspace,
      String filter,
      List<String> orderBy,
      int limit,
      @Nullable String pageToken) {
    return SpacedNames.page(
        all.search(Space.current(), filter, orderBy, limit, pageToken), SpacedNames::plain);
  }

  @Override
  public String downloadUri(ModelVersionId id) {
    return Space.uri(all.downloadUri(SpacedNames.version(id)));
  }

  @Override
  public ArtifactFolder folder(ModelVersionId id) {
    return all.folder(SpacedNames.version(id));
  }
}
