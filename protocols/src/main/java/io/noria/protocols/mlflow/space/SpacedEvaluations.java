package io.noria.protocols.mlflow.space;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.base.Page;
import io.noria.traces.EvaluationDataset;
import io.noria.traces.EvaluationRecord;
import io.noria.traces.EvaluationStore;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.WorkspaceName;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The evaluation datasets of the request's workspace. */
record SpacedEvaluations(EvaluationStore all, Membership members) implements EvaluationStore {
  private String own(String id) {
    return get(id).id();
  }

  @Override
  public EvaluationDataset create(
      WorkspaceName workspace,
      String name,
      Map<String, String> tags,
      List<ExperimentId> experiments) {
    experiments.forEach(members::check);
    return all.create(Space.current(), name, tags, experiments);
  }

  @Override
  public EvaluationDataset get(String id) {
    EvaluationDataset found = all.get(id);
    if (!found.workspace().equals(Space.current())) {
      throw Membership.missing("dataset", id);
    }
    return found;
  }

  /** One that is not there is no error. */
  @Override
  public void delete(String id) {
    try {
      all.delete(own(id));
    } catch (NoriaException e) {
      if (e.code() != ErrorCode.NOT_FOUND) {
        throw e;
      }
    }
  }

  @Override
  public Page<EvaluationDataset> search(EvaluationDataset.Search search) {
    List<ExperimentId> mine = members.experiments(search.experiments());
    if (mine.isEmpty() && !search.experiments().isEmpty()) {
      return new Page<>(List.of(), null);
    }
    return all.search(
        new EvaluationDataset.Search(
            mine,
            search.filter(),
            search.orderBy(),
            search.limit(),
            search.pageToken(),
            Space.current()));
  }

  @Override
  public EvaluationDataset setTags(String id, Map<String, String> tags) {
    return all.setTags(own(id), tags);
  }

  @Override
  public void deleteTag(String id, String key) {
    all.deleteTag(own(id), key);
  }

  @Override
  public EvaluationDataset.Upserted upsert(String id, List<EvaluationRecord.Content> records) {
    return all.upsert(own(id), records);
  }

  @Override
  public Page<EvaluationRecord> records(String id, int limit, @Nullable String pageToken) {
    return all.records(own(id), limit, pageToken);
  }

  @Override
  public int deleteRecords(String id, List<String> records) {
    return all.deleteRecords(own(id), records);
  }

  @Override
  public EvaluationDataset addExperiments(String id, List<ExperimentId> experiments) {
    experiments.forEach(members::check);
    return all.addExperiments(own(id), experiments);
  }

  @Override
  public EvaluationDataset removeExperiments(String id, List<ExperimentId> experiments) {
    return all.removeExperiments(own(id), experiments);
  }
}
