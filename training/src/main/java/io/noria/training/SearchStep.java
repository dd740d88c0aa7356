package io.noria.training;

import io.noria.engine.Engine;
import io.noria.engine.Frame;
import io.noria.pipelines.Step;
import io.noria.pipelines.StepContext;
import io.noria.pipelines.Value;
import io.noria.tracking.Artifact;
import io.noria.tracking.RunId;
import io.noria.tracking.Tracking;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A search as a step of a pipeline. Params: see {@link Params}. Inputs: {@code table}, the Parquet
 * files of the rows; records of data versions among the other inputs are what the model was trained
 * on. Outputs: {@code run} (the search's run, with the digest of its trees), {@code model} (the
 * bundle as {@code runs:/RUN/model}) and {@code metrics} (of the validation part, by name).
 */
public final class SearchStep implements Step {
  /** The step's type in task specs. */
  public static final String TYPE = "xgboost-search";

  /** The tag that names a run's task. */
  public static final String TASK_TAG = StepJob.TASK_TAG;

  /** The tag that names a run's pipeline run. */
  public static final String PIPELINE_RUN_TAG = StepJob.PIPELINE_RUN_TAG;

  private final Trainer trainer;
  private final Tracking tracking;
  private final Engine engine;
  private final InstantSource clock;

  /** The step, working with these. */
  public SearchStep(Trainer trainer, Tracking tracking, Engine engine, InstantSource clock) {
    this.trainer = trainer;
    this.tracking = tracking;
    this.engine = engine;
    this.clock = clock;
  }

  /**
   * The step's params.
   *
   * @param experiment the experiment's name
   * @param name of the search's run
   * @param target the column to predict
   * @param positive of two classes the positive one's text; else null
   * @param classes the labels' texts, see {@link Problem}; null for none
   * @param time the column of the rows' order; null for rows without time
   * @param features the columns to learn from; null or empty for all that are left
   * @param exclude columns not to learn from
   * @param metric what decides; null for auc, or rmse in a regression
   * @param trials how many; null for 8
   * @param rounds at most so many; null for 200
   * @param patience null for 10
   * @param seed null for 1
   * @param space ranges by parameter, {@code [4, 8]} or {@code [0.03, 0.3, "log"]}
   */
  public record Params(
      String experiment,
      String name,
      String target,
      @Nullable String positive,
      @Nullable List<String> classes,
      @Nullable String time,
      @Nullable List<String> features,
      @Nullable List<String> exclude,
      @Nullable String metric,
      @Nullable Integer trials,
      @Nullable Integer rounds,
      @Nullable Integer patience,
      @Nullable Long seed,
      @Nullable Map<String, List<Object>> space) {}

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public Map<String, String> environment() {
    return Map.of("xgboost", Trainer.xgboostVersion(), engine.name(), engine.version());
  }

  @Override
  public Map<String, Value> run(StepContext context) throws Exception {
    Params params = context.params(Params.class);
    Frame table = engine.readParquet(context.localFiles("table"), List.of());
    StepJob job = StepJob.begin(context, tracking, params.experiment(), clock);
    SearchRequest request = request(params, table);
    context.log(
        "%d rows, %d features, %d trials"
            .formatted(table.rows(), request.problem().features().size(), request.trials()));
    SearchResult result =
        trainer.search(request, table, DataUse.of(context.inputs().values()), job);
    RunId run = new RunId(result.runId());
    Artifact trees =
        tracking
            .artifacts()
            .find(tracking.runs().get(run).info().artifacts(), Trainer.MODEL_FOLDER + "/model.json")
            .orElseThrow();
    Map<String, Value> outputs = new LinkedHashMap<>();
    outputs.put("run", new Value.Record(run.ref(), Objects.requireNonNull(trees.digest()).value()));
    outputs.put("model", Value.of("runs:/" + run + "/" + Trainer.MODEL_FOLDER));
    outputs.put("metrics", Value.of(result.metrics()));
    return outputs;
  }

  private static SearchRequest request(Params params, Frame table) {
    Map<String, SearchRange> space = new LinkedHashMap<>();
    if (params.space() != null) {
      params.space().forEach((name, ends) -> space.put(name, SearchRange.of(name, ends)));
    }
    Problem problem =
        new Problem(
            params.target(),
            params.positive(),
            Objects.requireNonNullElse(params.classes(), List.of()),
            params.time(),
            StepJob.features(
                table, params.features(), params.exclude(), params.target(), params.time()));
    return new SearchRequest(
        params.experiment(),
        params.name(),
        problem,
        problem.metric(params.metric()),
        Objects.requireNonNullElse(params.trials(), 8),
        Objects.requireNonNullElse(params.rounds(), 200),
        Objects.requireNonNullElse(params.patience(), 10),
        Objects.requireNonNullElse(params.seed(), 1L),
        space);
  }
}
