package io.noria.protocols.mlflow.space;

import io.noria.base.Page;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.LoggedModel;
import io.noria.tracking.LoggedModelId;
import io.noria.tracking.LoggedModelSearch;
import io.noria.tracking.LoggedModelStore;
import io.noria.tracking.NewLoggedModel;
import io.noria.tracking.RunId;
import java.util.List;
import java.util.Map;

/** The logged models of the request's workspace. */
record SpacedLoggedModels(LoggedModelStore all, Membership members) implements LoggedModelStore {
  @Override
  public LoggedModel create(NewLoggedModel model) {
    members.check(model.experiment());
    RunId run = model.run();
    if (run != null) {
      members.check(run);
    }
    return all.create(model);
  }

  @Override
  public LoggedModel get(LoggedModelId id) {
    members.check(id);
    return all.get(id);
  }

  @Override
  public LoggedModel finish(LoggedModelId id, LoggedModel.Status status) {
    members.check(id);
    return all.finish(id, status);
  }

  @Override
  public void delete(LoggedModelId id) {
    members.check(id);
    all.delete(id);
  }

  @Override
  public void setTags(LoggedModelId id, Map<String, String> tags) {
    members.check(id);
    all.setTags(id, tags);
  }

  @Override
  public void deleteTag(LoggedModelId id, String key) {
    members.check(id);
    all.deleteTag(id, key);
  }

  @Override
  public void logParams(LoggedModelId id, Map<String, String> params) {
    members.check(id);
    all.logParams(id, params);
  }

  @Override
  public Page<LoggedModel> search(LoggedModelSearch search) {
    List<ExperimentId> mine = members.experiments(search.experiments());
    if (mine.isEmpty() && !search.experiments().isEmpty()) {
      return new Page<>(List.of(), null);
    }
    return all.search(
        new LoggedModelSearch(
            mine,
            search.filter(),
            search.datasets(),
            search.orderBy(),
            search.limit(),
            search.pageToken()));
  }
}
