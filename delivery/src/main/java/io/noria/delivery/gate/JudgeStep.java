package io.noria.delivery.gate;

import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.delivery.Delivery;
import io.noria.delivery.JudgeRequest;
import io.noria.delivery.Outcome;
import io.noria.delivery.Verdict;
import io.noria.engine.Engine;
import io.noria.engine.Frame;
import io.noria.pipelines.Step;
import io.noria.pipelines.StepContext;
import io.noria.pipelines.Value;
import io.noria.registry.ModelVersionId;
import io.noria.tracking.RunId;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes a candidate through the gates of its model, in order, and promotes it as far as they let
 * it. It stops at the first gate that does not pass it.
 *
 * <p>Params: see {@link Params}. Inputs: {@code version} (text {@code model/number}), {@code rows}
 * (Parquet: features, target, time), {@code data} (the data version the rows are of), {@code
 * baseline} (the run of the baseline, where one was fitted). Outputs: {@code verdicts} (their ids),
 * {@code promoted} (whether the last gate let it through).
 */
public final class JudgeStep implements Step {
  /** Its type in task specs. */
  public static final String TYPE = "judge";

  private final Supplier<Delivery> delivery;
  private final Engine engine;
  private final InstantSource clock;

  /**
   * The step.
   *
   * @param delivery is asked for when the step runs, since pipelines open before it
   */
  public JudgeStep(Supplier<Delivery> delivery, Engine engine, InstantSource clock) {
    this.delivery = delivery;
    this.engine = engine;
    this.clock = clock;
  }

  /**
   * The task's params.
   *
   * @param model the registered model
   * @param gates names of the gates, in the order they are passed
   * @param target the column with what came true
   * @param positive the positive class as text; null for the bundle's
   * @param as_of the column of the rows' event time; null for a holdout
   * @param holdout whether the rows are without time and were kept apart from all training
   */
  public record Params(
      String model,
      List<String> gates,
      String target,
      @Nullable String positive,
      @Nullable String as_of,
      @Nullable Boolean holdout) {}

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public boolean cacheable() {
    return false;
  }

  @Override
  public Map<String, Value> run(StepContext context) throws IOException {
    Params params = context.params(Params.class);
    if ((params.as_of() == null) != Boolean.TRUE.equals(params.holdout())) {
      throw NoriaException.invalid(
          "judge: as_of %s, holdout %s (expected: the rows' time, or a holdout)"
              .formatted(params.as_of(), params.holdout()));
    }
    ModelVersionId id =
        ModelVersionId.of(Ref.of(Ref.Kind.MODEL_VERSION, context.input("version").asString()));
    if (!id.model().equals(params.model())) {
      throw NoriaException.invalid(
          "judge: version " + id + " (expected: a version of " + params.model() + ")");
    }
    Ref dataset = context.input("data").records().getFirst().ref();
    Frame rows = engine.readParquet(context.localFiles("rows"), List.of());
    Instant eventTime = Objects.requireNonNullElseGet(context.eventTime(), clock::instant);
    RunId baseline =
        context.inputs().containsKey("baseline")
            ? new RunId(context.input("baseline").records().getFirst().ref().id())
            : null;
    List<String> verdicts = new ArrayList<>();
    boolean promoted = false;
    for (String gate : params.gates()) {
      Verdict verdict =
          delivery
              .get()
              .judge(
                  new JudgeRequest(
                      id.model(),
                      id.version(),
                      gate,
                      rows,
                      params.target(),
                      params.positive(),
                      params.as_of(),
                      dataset,
                      eventTime,
                      context.task() + "/" + gate,
                      baseline));
      verdicts.add(verdict.id());
      context.log("gate " + gate + ": " + verdict.outcome() + "; " + verdict.summary());
      promoted = verdict.outcome() == Outcome.PASS;
      if (!promoted) {
        break;
      }
      delivery.get().promote(verdict.id(), eventTime, "gate " + gate + " passed it");
      context.log("version " + id.version() + " went through gate " + gate);
    }
    return Map.of("verdicts", Value.of(verdicts), "promoted", Value.of(promoted));
  }
}
