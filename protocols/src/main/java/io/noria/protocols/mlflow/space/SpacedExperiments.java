package io.noria.protocols.mlflow.space;

import io.noria.base.NoriaException;
import io.noria.base.Page;
import io.noria.tracking.DatasetSummary;
import io.noria.tracking.Experiment;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.ExperimentSearch;
import io.noria.tracking.ExperimentStore;
import io.noria.tracking.WorkspaceName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The experiments of the request's workspace. */
record SpacedExperiments(ExperimentStore all, Membership members) implements ExperimentStore {
  @Override
  public ExperimentId create(
      WorkspaceName workspace,
      String name,
      Map<String, String> tags,
      @Nullable String artifactLocation) {
    if (artifactLocation != null) {
      throw NoriaException.invalid(
          "artifact_location cannot be specified when workspaces are enabled");
    }
    return all.create(Space.current(), name, tags, null);
  }

  @Override
  public ExperimentId ensure(String name) {
    return find(name)
        .map(Experiment::id)
        .orElseGet(() -> all.create(Space.current(), name, Map.of(), null));
  }

  @Override
  public Experiment get(ExperimentId id) {
    Experiment found = all.get(id);
    if (!found.workspace().equals(Space.current())) {
      throw Membership.missing("experiment", id);
    }
    return found;
  }

  @Override
  public Optional<Experiment> find(WorkspaceName workspace, String name) {
    return all.find(Space.current(), name);
  }

  @Override
  public void rename(ExperimentId id, String name) {
    members.check(id);
    all.rename(id, name);
  }

  @Override
  public void setTag(ExperimentId id, String key, String value) {
    members.check(id);
    all.setTag(id, key, value);
  }

  @Override
  public void deleteTag(ExperimentId id, String key) {
    members.check(id);
    all.deleteTag(id, key);
  }

  @Override
  public void delete(ExperimentId id) {
    members.check(id);
    all.delete(id);
  }

  @Override
  public void restore(ExperimentId id) {
    members.check(id);
    all.restore(id);
  }

  @Override
  public List<DatasetSummary> datasets(List<ExperimentId> experiments) {
    return all.datasets(members.experiments(experiments));
  }

  @Override
  public Page<Experiment> search(ExperimentSearch search) {
    return all.search(search.in(Space.current()));
  }
}
