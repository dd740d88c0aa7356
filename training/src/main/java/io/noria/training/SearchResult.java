package io.noria.training;

import java.util.List;
import java.util.Map;

/**
 * What a search found.
 *
 * @param runId the parent run; its artifact folder {@code model} is the bundle
 * @param bestTrial place of the best trial, from 0
 * @param trials each trial's run and outcome
 * @param metrics of the best model on the validation part
 */
public record SearchResult(
    String runId, int bestTrial, List<Trial> trials, Map<String, Double> metrics) {
  /** Copies. */
  public SearchResult {
    trials = List.copyOf(trials);
    metrics = Map.copyOf(metrics);
  }

  /**
   * One trial.
   *
   * @param runId its run
   * @param params as given to XGBoost
   * @param rounds that the best model has
   * @param validation the metric on the validation part
   */
  public record Trial(String runId, Map<String, String> params, int rounds, double validation) {}
}
