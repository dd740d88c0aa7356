package io.noria.traces;

import io.noria.base.Page;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.WorkspaceName;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Evaluation datasets. Thread-safe; every write is committed when the call returns. */
public interface EvaluationStore {
  /** Makes an empty dataset in the default workspace. */
  default EvaluationDataset create(
      String name, Map<String, String> tags, List<ExperimentId> experiments) {
    return create(WorkspaceName.DEFAULT, name, tags, experiments);
  }

  /**
   * Makes an empty dataset.
   *
   * @throws io.noria.base.NoriaException NOT_FOUND without such a workspace
   */
  EvaluationDataset create(
      WorkspaceName workspace,
      String name,
      Map<String, String> tags,
      List<ExperimentId> experiments);

  /**
   * The dataset.
   *
   * @throws io.noria.base.NoriaException NOT_FOUND when there is none
   */
  EvaluationDataset get(String id);

  /** Deletes the dataset with its records, if it is there. */
  void delete(String id);

  /** Datasets that match, in the order asked for; newest first when nothing is. */
  Page<EvaluationDataset> search(EvaluationDataset.Search search);

  /** Sets tags, over what was there. */
  EvaluationDataset setTags(String id, Map<String, String> tags);

  /** Removes a tag, if it is there. */
  void deleteTag(String id, String key);

  /** Adds records; one with inputs that are there already is laid over that one. */
  EvaluationDataset.Upserted upsert(String id, List<EvaluationRecord.Content> records);

  /** Records in the order they came. */
  Page<EvaluationRecord> records(String id, int limit, @Nullable String pageToken);

  /** Deletes records and says how many there were. */
  int deleteRecords(String id, List<String> records);

  /** Says that experiments use it. */
  EvaluationDataset addExperiments(String id, List<ExperimentId> experiments);

  /** Says that experiments no longer use it. */
  EvaluationDataset removeExperiments(String id, List<ExperimentId> experiments);
}
