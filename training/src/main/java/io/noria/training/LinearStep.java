package io.noria.training;

import io.noria.engine.Engine;
import io.noria.engine.Frame;
import io.noria.pipelines.Step;
import io.noria.pipelines.StepContext;
import io.noria.pipelines.Value;
import io.noria.tracking.Tracking;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A linear model as a step of a pipeline. Params: see {@link Params}. Inputs and outputs are those
 * of {@link SearchStep}.
 */
public final class LinearStep implements Step {
  /** The step's type in task specs. */
  public static final String TYPE = "linear-fit";

  private final LinearTrainer trainer;
  private final Tracking tracking;
  private final Engine engine;
  private final InstantSource clock;

  /** The step, working with these. */
  public LinearStep(LinearTrainer trainer, Tracking tracking, Engine engine, InstantSource clock) {
    this.trainer = trainer;
    this.tracking = tracking;
    this.engine = engine;
    this.clock = clock;
  }

  /**
   * The step's params.
   *
   * @param experiment the experiment's name
   * @param name of the run
   * @param target the column to predict
   * @param positive of two classes the positive one's text; else null
   * @param classes the labels' texts, see {@link Problem}; null for none
   * @param time the column of the rows' order; null for rows without time
   * @param features the columns to learn from; null or empty for all that are left
   * @param exclude columns not to learn from
   * @param metric what decides between strengths; null for the usual one
   * @param seed taken for all trainers alike; nothing here is random
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
      @Nullable Long seed) {
    Problem problem(Frame table) {
      return new Problem(
          target,
          positive,
          Objects.requireNonNullElse(classes, List.of()),
          time,
          StepJob.features(table, features, exclude, target, time));
    }
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public Map<String, Value> run(StepContext context) throws Exception {
    Params params = context.params(Params.class);
    Frame table = engine.readParquet(context.localFiles("table"), List.of());
    StepJob job = StepJob.begin(context, tracking, params.experiment(), clock);
    Problem problem = params.problem(table);
    context.log("%d rows, %d features".formatted(table.rows(), problem.features().size()));
    return trainer
        .fit(
            new LinearTrainer.Naming(params.experiment(), params.name()),
            problem,
            problem.metric(params.metric()),
            table,
            DataUse.of(context.inputs().values()),
            job)
        .outputs();
  }
}
