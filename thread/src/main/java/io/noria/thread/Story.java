package io.noria.thread;

import io.noria.base.Ref;
import io.noria.datasets.DatasetVersion;
import io.noria.datasets.DatasetVersionId;
import io.noria.delivery.Verdict;
import io.noria.pipelines.PipelineRun;
import io.noria.pipelines.TaskId;
import io.noria.registry.ModelVersion;
import io.noria.registry.ModelVersionId;
import io.noria.serving.Explanation;
import io.noria.serving.Labels;
import io.noria.serving.LoggedPrediction;
import io.noria.tracking.Run;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why a prediction is what it is, gathered from every area that knows something of it.
 *
 * @param prediction as it was served
 * @param labels what came true, the one that counts first; empty as long as nothing has
 * @param summary one sentence: what was asked, what was answered, what came true
 * @param explanation what each feature added; null when the version cannot be loaded
 * @param explanationProblem why there is no explanation; null when there is one
 * @param agrees whether the version answers now what was logged; false without an explanation
 * @param features those that added most first; in the signature's order without an explanation
 * @param versionId which version answered
 * @param version the version as it is now; null when it was deleted
 * @param then where the version stood when it answered; null when it was deleted
 * @param verdicts the last verdict of each gate on the version, newest first
 * @param run the run that made the version; null when none is known
 * @param data what the run was trained on, and what else its features were made of
 * @param making the pipeline run that made the version; null when it was made otherwise
 * @param neighbours the rows of the training sample that are most like the one asked
 * @param skew the pipeline's features for the same key; null when there are none to compare
 * @param next what one may do now
 */
public record Story(
    LoggedPrediction prediction,
    List<Labels.RecordedLabel> labels,
    String summary,
    @Nullable Explanation explanation,
    @Nullable String explanationProblem,
    boolean agrees,
    List<FeatureStory> features,
    ModelVersionId versionId,
    @Nullable ModelVersion version,
    @Nullable Standing then,
    List<Verdict> verdicts,
    @Nullable Run run,
    List<DataRead> data,
    @Nullable Making making,
    Neighbours neighbours,
    @Nullable Skew skew,
    List<NextStep> next) {
  /** Copies. */
  public Story {
    labels = List.copyOf(labels);
    features = List.copyOf(features);
    verdicts = List.copyOf(verdicts);
    data = List.copyOf(data);
    next = List.copyOf(next);
  }

  /**
   * Where a version stood.
   *
   * @param stage its stage's title
   * @param aliases that pointed at it, sorted
   */
  public record Standing(String stage, List<String> aliases) {
    /** Copies. */
    public Standing {
      aliases = List.copyOf(aliases);
    }
  }

  /**
   * A data version that had a part in the run.
   *
   * @param id its address
   * @param uses {@code training} for what was learned from, {@code features} for what the features
   *     were made of besides
   * @param version null when it is not there any more
   */
  public record DataRead(DatasetVersionId id, List<String> uses, @Nullable DatasetVersion version) {
    /** Copies. */
    public DataRead {
      uses = List.copyOf(uses);
    }
  }

  /**
   * The pipeline run that made a version.
   *
   * @param run the pipeline run
   * @param task that started the training
   * @param trigger the decision that started it; null when a person did
   * @param triggerWhy the decision's sentence
   */
  public record Making(
      PipelineRun run, TaskId task, @Nullable Ref trigger, @Nullable String triggerWhy) {}

  /**
   * Training rows like the one asked.
   *
   * @param rows how many were compared; 0 without a sample
   * @param weighted whether features count by their contribution
   * @param target the column of the labels
   * @param items nearest first
   */
  public record Neighbours(int rows, boolean weighted, String target, List<Neighbour> items) {
    /** None. */
    public static final Neighbours NONE = new Neighbours(0, false, "", List.of());

    /** Copies. */
    public Neighbours {
      items = List.copyOf(items);
    }
  }

  /**
   * One of them.
   *
   * @param distance 0 for the same values, 1 when every feature is far away
   * @param label what came true; null when the sample does not hold it
   * @param score what the version answers for it; NaN when it cannot be asked
   * @param features its raw values
   * @param differs the features that set it apart, those that do most first
   */
  public record Neighbour(
      double distance,
      @Nullable String label,
      double score,
      Map<String, @Nullable Object> features,
      List<String> differs) {
    /** Copies. */
    public Neighbour {
      differs = List.copyOf(differs);
    }
  }

  /**
   * The features as served beside those that a pipeline computed for the same key.
   *
   * @param key the prediction's
   * @param task whose output holds the row; null when no prepared row has the key
   * @param offline the pipeline's values by feature; empty without a task
   * @param differing the features whose values differ
   */
  public record Skew(
      String key,
      @Nullable TaskId task,
      Map<String, @Nullable Object> offline,
      List<String> differing) {
    /** Copies. */
    public Skew {
      differing = List.copyOf(differing);
    }
  }

  /**
   * Something one may do now.
   *
   * @param command as it is typed
   * @param why what it is good for, one sentence
   */
  public record NextStep(String command, String why) {}
}
