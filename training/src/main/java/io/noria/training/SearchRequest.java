package io.noria.training;

import io.noria.base.NoriaException;
import java.util.Map;

/**
 * A search for the best trees on one table.
 *
 * @param experiment name of the experiment that the runs belong to
 * @param name of the parent run
 * @param problem what is learned from what
 * @param metric what decides between trials: one of the problem's
 * @param trials how many; the first one has sensible defaults
 * @param rounds at most so many boosting rounds a trial
 * @param patience rounds without a better validation metric after which a trial stops
 * @param seed of the search and of the trainer
 * @param space the ranges searched, by XGBoost's parameter name
 */
public record SearchRequest(
    String experiment,
    String name,
    Problem problem,
    String metric,
    int trials,
    int rounds,
    int patience,
    long seed,
    Map<String, SearchRange> space) {
  /** Validates and copies. */
  public SearchRequest {
    space = Map.copyOf(space);
    problem.metric(metric);
    if (trials < 1 || trials > 1000) {
      throw NoriaException.invalid("search.trials: " + trials + " (expected: 1 to 1000)");
    }
    if (rounds < 1 || rounds > 100_000) {
      throw NoriaException.invalid("search.rounds: " + rounds + " (expected: 1 to 100000)");
    }
  }
}
