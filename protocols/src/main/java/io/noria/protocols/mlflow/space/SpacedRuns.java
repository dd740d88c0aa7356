package io.noria.protocols.mlflow.space;

import io.noria.base.Page;
import io.noria.tracking.CurveQuery;
import io.noria.tracking.DatasetInput;
import io.noria.tracking.Envelopes;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.FoundRuns;
import io.noria.tracking.GroupCurves;
import io.noria.tracking.Lifecycle;
import io.noria.tracking.LoggedModelId;
import io.noria.tracking.Metric;
import io.noria.tracking.ModelOutput;
import io.noria.tracking.ModelPoint;
import io.noria.tracking.NewRun;
import io.noria.tracking.Run;
import io.noria.tracking.RunChange;
import io.noria.tracking.RunColumns;
import io.noria.tracking.RunData;
import io.noria.tracking.RunEvents;
import io.noria.tracking.RunGroups;
import io.noria.tracking.RunId;
import io.noria.tracking.RunInfo;
import io.noria.tracking.RunListener;
import io.noria.tracking.RunSearch;
import io.noria.tracking.RunStore;
import io.noria.tracking.ThinCurve;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The runs of the request's workspace. */
record SpacedRuns(RunStore all, Membership members) implements RunStore {
  @Override
  public Run create(NewRun run) {
    members.check(run.experiment());
    return all.create(run);
  }

  @Override
  public Run get(RunId id) {
    members.check(id);
    return all.get(id);
  }

  @Override
  public List<Run> getAll(List<RunId> ids) {
    return all.getAll(members.runs(ids));
  }

  @Override
  public void log(RunId id, RunData batch, List<ModelPoint> modelPoints) {
    members.check(id);
    modelPoints.stream().map(ModelPoint::model).distinct().forEach(members::check);
    all.log(id, batch, modelPoints);
  }

  @Override
  public void deleteTag(RunId id, String key) {
    members.check(id);
    all.deleteTag(id, key);
  }

  @Override
  public RunInfo update(RunId id, RunChange change) {
    members.check(id);
    return all.update(id, change);
  }

  @Override
  public void delete(RunId id) {
    members.check(id);
    all.delete(id);
  }

  @Override
  public void restore(RunId id) {
    members.check(id);
    all.restore(id);
  }

  @Override
  public int move(List<RunId> runs, Lifecycle to) {
    runs.forEach(members::check);
    return all.move(runs, to);
  }

  @Override
  public long move(List<ExperimentId> experiments, String filter, Lifecycle to) {
    return all.move(members.experiments(experiments), filter, to);
  }

  @Override
  public void logInputs(RunId id, List<DatasetInput> inputs, List<LoggedModelId> models) {
    members.check(id);
    models.forEach(members::check);
    all.logInputs(id, inputs, models);
  }

  @Override
  public void logOutputs(RunId id, List<ModelOutput> outputs) {
    members.check(id);
    outputs.forEach(output -> members.check(output.model()));
    all.logOutputs(id, outputs);
  }

  @Override
  public FoundRuns find(RunSearch search, boolean count) {
    return all.find(
        new RunSearch(
            members.experiments(search.experiments()),
            search.filter(),
            search.view(),
            search.orderBy(),
            search.limit(),
            search.pageToken()),
        count);
  }

  @Override
  public RunGroups groups(RunGroups.Search search) {
    return all.groups(
        new RunGroups.Search(
            members.experiments(search.experiments()),
            search.filter(),
            search.view(),
            search.by(),
            search.metrics(),
            search.columns(),
            search.orderBy(),
            search.limit(),
            search.pageToken()));
  }

  @Override
  public RunColumns columns(RunColumns.Search search) {
    return all.columns(
        new RunColumns.Search(
            members.experiments(search.experiments()),
            search.filter(),
            search.kinds(),
            search.prefix(),
            search.contains(),
            search.limit()));
  }

  @Override
  public List<Run> children(RunId parent) {
    members.check(parent);
    return getAll(all.children(parent).stream().map(run -> run.info().id()).toList());
  }

  @Override
  public Map<RunId, Integer> childCounts(List<RunId> parents) {
    return all.childCounts(members.runs(parents));
  }

  @Override
  public Page<Metric> history(RunId id, String key, int limit, @Nullable String pageToken) {
    members.check(id);
    return all.history(id, key, limit, pageToken);
  }

  @Override
  public Map<RunId, List<Metric>> sample(
      List<RunId> runs, String key, @Nullable Long fromStep, @Nullable Long toStep, int most) {
    return all.sample(members.runs(runs), key, fromStep, toStep, most);
  }

  @Override
  public ThinCurve thinned(RunId run, String key, long fromStep, long toStep, int most) {
    members.check(run);
    return all.thinned(run, key, fromStep, toStep, most);
  }

  @Override
  public Envelopes envelopes(List<RunId> runs, CurveQuery query) {
    runs.forEach(members::check);
    return all.envelopes(runs, query);
  }

  @Override
  public GroupCurves groups(
      List<GroupCurves.Group> groups, CurveQuery query, GroupCurves.Band band) {
    groups.forEach(group -> group.runs().forEach(members::check));
    return all.groups(groups, query, band);
  }

  @Override
  public RunListener.Subscription listen(RunId id, RunListener listener) {
    members.check(id);
    return all.listen(id, listener);
  }

  @Override
  public RunEvents events() {
    return all.events();
  }
}
