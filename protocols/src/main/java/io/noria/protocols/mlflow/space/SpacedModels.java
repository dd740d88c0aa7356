package io.noria.protocols.mlflow.space;

import io.noria.base.Page;
import io.noria.registry.ModelStore;
import io.noria.registry.RegisteredModel;
import io.noria.tracking.WorkspaceName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The registered models of the request's workspace. */
record SpacedModels(ModelStore all) implements ModelStore {
  @Override
  public RegisteredModel create(String name, String description, Map<String, String> tags) {
    return SpacedNames.plain(all.create(SpacedNames.model(name), description, tags));
  }

  @Override
  public void ensure(String name) {
    all.ensure(SpacedNames.model(name));
  }

  @Override
  public RegisteredModel get(String name) {
    return find(name).orElseThrow(() -> Membership.missing("registered model", name));
  }

  @Override
  public Optional<RegisteredModel> find(String name) {
    return all.find(SpacedNames.model(name)).map(SpacedNames::plain);
  }

  @Override
  public RegisteredModel rename(String name, String newName) {
    return SpacedNames.plain(all.rename(SpacedNames.model(name), SpacedNames.model(newName)));
  }

  @Override
  public RegisteredModel describe(String name, String description) {
    return SpacedNames.plain(all.describe(SpacedNames.model(name), description));
  }

  @Override
  public void setTag(String name, String key, String value) {
    all.setTag(SpacedNames.model(name), key, value);
  }

  @Override
  public void deleteTag(String name, String key) {
    all.deleteTag(SpacedNames.model(name), key);
  }

  @Override
  public void delete(String name) {
    all.delete(SpacedNames.model(name));
  }

  @Override
  public Page<RegisteredModel> search(
      @Nullable WorkspaceName workspace,
      String filter,
      List<String> orderBy,
      int limit,
      @Nullable String pageToken) {
    return SpacedNames.page(
        all.search(Space.current(), filter, orderBy, limit, pageToken), SpacedNames::plain);
  }
}
