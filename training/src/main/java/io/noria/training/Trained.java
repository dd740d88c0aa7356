package io.noria.training;

import io.noria.pipelines.Value;
import io.noria.tracking.RunId;
import io.noria.tracking.Tracking;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A model that was trained.
 *
 * @param run its run, whose artifact folder {@code model} is the bundle
 * @param digest SHA-256 of what the model is: the same again when the same model was made again
 * @param metrics of the validation part
 */
public record Trained(RunId run, String digest, Map<String, Double> metrics) {
  /** Copies. */
  public Trained {
    metrics = Map.copyOf(metrics);
  }

  /** A model that is one file of the run's bundle. */
  static Trained of(Tracking tracking, RunId run, String file, Map<String, Double> metrics) {
    var root = tracking.runs().get(run).info().artifacts();
    var artifact = tracking.artifacts().find(root, Trainer.MODEL_FOLDER + "/" + file).orElseThrow();
    return new Trained(run, Objects.requireNonNull(artifact.digest()).value(), metrics);
  }

  /** The outputs of a step that trains: {@code run}, {@code model} and {@code metrics}. */
  Map<String, Value> outputs() {
    Map<String, Value> outputs = new LinkedHashMap<>();
    outputs.put("run", new Value.Record(run.ref(), digest));
    outputs.put("model", Value.of("runs:/" + run + "/" + Trainer.MODEL_FOLDER));
    outputs.put("metrics", Value.of(metrics));
    return outputs;
  }
}
