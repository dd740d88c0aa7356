package io.noria.tracking;

import java.util.List;

/**
 * A run with what it recorded.
 *
 * @param info who, when, how
 * @param data params, tags and the latest point of every metric
 * @param inputs the datasets it read, in the order logged
 * @param modelInputs the models it used, in the order logged
 * @param outputs the models it logged, in the order logged
 */
public record Run(
    RunInfo info,
    RunData data,
    List<DatasetInput> inputs,
    List<LoggedModelId> modelInputs,
    List<ModelOutput> outputs) {
  /** Copies. */
  public Run {
    inputs = List.copyOf(inputs);
    modelInputs = List.copyOf(modelInputs);
    outputs = List.copyOf(outputs);
  }

  /** Its id. */
  public RunId id() {
    return info.id();
  }
}
