package io.noria.training;

import io.noria.base.NoriaException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A search for the best trees on one table.
 *
 * @param experiment name of the experiment that the runs belong to
 * @param name of the parent run
 * @param target the column to predict
 * @param positive the positive class's text; null for a regression
 * @param time the column whose order splits off the validation part; null keeps the table's order
 * @param features the columns to learn from, in the signature's order
 * @param metric what decides between trials: {@code auc}, {@code logloss}, {@code rmse}
 * @param trials how many; the first one has sensible defaults
 * @param rounds at most so many boosting rounds a trial
 * @param patience rounds without a better validation metric after which a trial stops
 * @param seed of the search and of the trainer
 * @param space the ranges searched, by XGBoost's parameter name
 */
public record SearchRequest(
    String experiment,
    String name,
    String target,
    @Nullable String positive,
    @Nullable String time,
    List<String> features,
    String metric,
    int trials,
    int rounds,
    int patience,
    long seed,
    Map<String, SearchRange> space) {
  /** Validates and copies. */
  public SearchRequest {
    features = List.copyOf(features);
    space = Map.copyOf(space);
    if (features.isEmpty()) {
      throw NoriaException.invalid("features: none (expected: at least one column to learn from)");
    }
    if (features.contains(target)) {
      throw NoriaException.invalid("features: " + target + " is the target (expected: left out)");
    }
    if (features.contains("score")) {
      throw NoriaException.invalid(
          "features: score (expected: another name; the reference sample's scores have it)");
    }
    if (!List.of("auc", "logloss", "rmse").contains(metric)) {
      throw NoriaException.invalid("metric: " + metric + " (expected: auc, logloss or rmse)");
    }
    if (trials < 1 || trials > 1000) {
      throw NoriaException.invalid("search.trials: " + trials + " (expected: 1 to 1000)");
    }
    if (rounds < 1 || rounds > 100_000) {
      throw NoriaException.invalid("search.rounds: " + rounds + " (expected: 1 to 100000)");
    }
  }
}
