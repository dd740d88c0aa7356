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
 * @param file the file of the bundle that is the model
 * @param metrics of the validation part
 */
public record Trained(RunId run, String file, Map<String, Double> metrics) {
  /** Copies. */
  public Trained {
    metrics = Map.copyOf(metrics);
  }

  /** The outputs of a step that trains: {@code run}, {@code model} and {@code metrics}. */
  Map<String, Value> outputs(Tracking tracking) {
    var root = tracking.runs().get(run).info().artifacts();
    var artifact = tracking.artifacts().find(root, Trainer.MODEL_FOLDER + "/" + file).orElseThrow();
    Map<String, Value> outputs = new LinkedHashMap<>();
    outputs.put(
        "run", new Value.Record(run.ref(), Objects.requireNonNull(artifact.digest()).value()));
    outputs.put("model", Value.of("runs:/" + run + "/" + Trainer.MODEL_FOLDER));
    outputs.put("metrics", Value.of(metrics));
    return outputs;
  }
}
