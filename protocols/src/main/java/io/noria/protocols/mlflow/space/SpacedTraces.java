package io.noria.protocols.mlflow.space;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.base.Page;
import io.noria.traces.NewTrace;
import io.noria.traces.SpanBatch;
import io.noria.traces.Trace;
import io.noria.traces.TraceDeletion;
import io.noria.traces.TraceId;
import io.noria.traces.TraceInfo;
import io.noria.traces.TraceMetricPoint;
import io.noria.traces.TraceMetricQuery;
import io.noria.traces.TraceSearch;
import io.noria.traces.TraceStore;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.RunId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The traces of the request's workspace. */
record SpacedTraces(TraceStore all, Membership members) implements TraceStore {
  /**
   * A trace of the workspace.
   *
   * @throws NoriaException NOT_FOUND
   */
  TraceId own(TraceId id) {
    get(id);
    return id;
  }

  /** Traces that are not there yet, or in the workspace. */
  private void checkFree(List<TraceId> ids) {
    List<TraceInfo> there = all.find(ids);
    Set<ExperimentId> mine =
        new HashSet<>(members.experiments(there.stream().map(TraceInfo::experiment).toList()));
    there.stream()
        .filter(trace -> !mine.contains(trace.experiment()))
        .findFirst()
        .ifPresent(trace -> {
          throw new NoriaException(
              ErrorCode.ALREADY_EXISTS, "trace: the id '" + trace.id() + "' is taken");
        });
  }

  private List<TraceInfo> mine(List<TraceInfo> infos) {
    Set<ExperimentId> mine =
        new HashSet<>(members.experiments(infos.stream().map(TraceInfo::experiment).toList()));
    return infos.stream().filter(info -> mine.contains(info.experiment())).toList();
  }

  @Override
  public TraceId nextId() {
    return all.nextId();
  }

  @Override
  public TraceInfo start(NewTrace trace) {
    members.check(trace.experiment());
    checkFree(List.of(trace.id()));
    return all.start(trace);
  }

  @Override
  public void log(ExperimentId experiment, List<SpanBatch> batches) {
    members.check(experiment);
    checkFree(batches.stream().map(SpanBatch::trace).distinct().toList());
    all.log(experiment, batches);
  }

  @Override
  public TraceInfo get(TraceId id) {
    TraceInfo found = all.get(id);
    if (!members.has(found.experiment())) {
      throw Membership.missing("trace", id);
    }
    return found;
  }

  @Override
  public List<TraceInfo> find(List<TraceId> ids) {
    return mine(all.find(ids));
  }

  @Override
  public Trace read(TraceId id) {
    return all.read(own(id));
  }

  @Override
  public List<Trace> readAll(List<TraceId> ids) {
    return all.readAll(find(ids).stream().map(TraceInfo::id).toList());
  }

  @Override
  public Page<TraceInfo> search(TraceSearch search) {
    List<ExperimentId> mine = members.experiments(search.experiments());
    if (mine.isEmpty()) {
      return new Page<>(List.of(), null);
    }
    return all.search(
        new TraceSearch(
            mine, search.filter(), search.orderBy(), search.limit(), search.pageToken()));
  }

  @Override
  public Set<TraceId> matching(List<ExperimentId> experiments, String filter, int most) {
    List<ExperimentId> mine = members.experiments(experiments);
    return mine.isEmpty() ? Set.of() : all.matching(mine, filter, most);
  }

  @Override
  public List<TraceMetricPoint> metrics(TraceMetricQuery query) {
    List<ExperimentId> mine = members.experiments(query.experiments());
    if (mine.isEmpty()) {
      return List.of();
    }
    return all.metrics(
        new TraceMetricQuery(
            mine,
            query.view(),
            query.metric(),
            query.aggregations(),
            query.dimensions(),
            query.filters(),
            query.bucketMs(),
            query.fromMs(),
            query.toMs(),
            query.limit()));
  }

  @Override
  public void setTag(TraceId id, String key, String value) {
    all.setTag(own(id), key, value);
  }

  @Override
  public void deleteTag(TraceId id, String key) {
    all.deleteTag(own(id), key);
  }

  @Override
  public void linkRun(List<TraceId> ids, RunId run) {
    members.check(run);
    all.linkRun(find(ids).stream().map(TraceInfo::id).toList(), run);
  }

  @Override
  public void linkPrompts(TraceId id, List<String> prompts) {
    all.linkPrompts(own(id), prompts);
  }

  @Override
  public int delete(TraceDeletion deletion) {
    return members.has(deletion.experiment()) ? all.delete(deletion) : 0;
  }

  @Override
  public int purge(ExperimentId experiment) {
    return members.has(experiment) ? all.purge(experiment) : 0;
  }
}
