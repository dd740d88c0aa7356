package io.noria.protocols.mlflow.space;

import io.noria.traces.ScorerStore;
import io.noria.traces.ScorerVersion;
import io.noria.tracking.ExperimentId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The scorers of the request's workspace. */
record SpacedScorers(ScorerStore all, Membership members) implements ScorerStore {
  @Override
  public ScorerVersion register(ExperimentId experiment, String name, String content) {
    members.check(experiment);
    return all.register(experiment, name, content);
  }

  @Override
  public List<ScorerVersion> list(List<ExperimentId> experiments) {
    return all.list(members.experiments(experiments));
  }

  @Override
  public List<ScorerVersion> versions(ExperimentId experiment, String name) {
    members.check(experiment);
    return all.versions(experiment, name);
  }

  @Override
  public ScorerVersion get(ExperimentId experiment, String name, @Nullable Integer version) {
    members.check(experiment);
    return all.get(experiment, name, version);
  }

  @Override
  public void delete(ExperimentId experiment, String name, @Nullable Integer version) {
    members.check(experiment);
    all.delete(experiment, name, version);
  }

  @Override
  public ScorerVersion.Online setOnline(
      ExperimentId experiment, String name, double sampleRate, @Nullable String filter) {
    members.check(experiment);
    return all.setOnline(experiment, name, sampleRate, filter);
  }

  @Override
  public List<ScorerVersion.Online> online(List<String> scorers) {
    List<ScorerVersion.Online> found = all.online(scorers);
    Set<ExperimentId> mine =
        new HashSet<>(
            members.experiments(found.stream().map(ScorerVersion.Online::experiment).toList()));
    return found.stream().filter(one -> mine.contains(one.experiment())).toList();
  }
}
