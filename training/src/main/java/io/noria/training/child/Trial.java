package io.noria.training.child;

import java.util.HashMap;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/** Trains with one set of parameters until the validation metric stops getting better. */
final class Trial {
  private final int number;
  private final ChildRequest request;
  private final Report report;

  private int bestRound = -1;
  private double best = Double.NaN;
  private double rank = Double.NaN;
  private float[] bestPredictions = {};

  Trial(int number, ChildRequest request, Report report) {
    this.number = number;
    this.request = request;
    this.report = report;
  }

  int number() {
    return number;
  }

  int bestRounds() {
    return bestRound + 1;
  }

  /** The metric that decides, at the best round. */
  double best() {
    return best;
  }

  /** Predictions of the validation rows at the best round: rows that this model never saw. */
  float[] bestPredictions() {
    return bestPredictions;
  }

  boolean betterThan(Trial other) {
    return better(rank, other.rank);
  }

  void run(DMatrix train, DMatrix validation, float[] validationLabels) throws XGBoostError {
    String cheap = loss(request.objective());
    Map<String, Object> params = params(request, request.trials().get(number));
    params.put("eval_metric", cheap);
    long began = System.nanoTime();
    Booster booster = XGBoost.train(train, params, 0, Map.of(), null, null);
    try {
      DMatrix[] watched = {train};
      String[] names = {"train"};
      for (int round = 0; round < request.rounds(); round++) {
        booster.update(train, round);
        String evaluated = booster.evalSet(watched, names, round);
        double training = Double.parseDouble(evaluated.substring(evaluated.lastIndexOf(':') + 1));
        float[][] predictions = booster.predict(validation);
        double decisive = Score.of(request.metric(), predictions, validationLabels);
        double loss =
            cheap.equals(request.metric())
                ? decisive
                : Score.of(cheap, predictions, validationLabels);
        report.round(number, round, cheap, training, loss, request.metric(), decisive);
        // With one class alone to validate on there is no AUC: then the loss decides.
        double judged = Double.isNaN(decisive) ? -loss : decisive;
        if (bestRound < 0 || better(judged, rank)) {
          bestRound = round;
          best = decisive;
          rank = judged;
          bestPredictions = flat(predictions);
        } else if (round - bestRound >= request.patience()) {
          break;
        }
      }
    } finally {
      booster.dispose();
    }
    report.trial(number, bestRounds(), best, (System.nanoTime() - began) / 1e9);
  }

  private boolean better(double value, double than) {
    if (Double.isNaN(value) || Double.isNaN(than)) {
      return Double.isNaN(than) && !Double.isNaN(value);
    }
    return Score.largerIsBetter(request.metric()) ? value > than : value < than;
  }

  /** XGBoost's parameters: ours, over them the trial's. */
  static Map<String, Object> params(ChildRequest request, Map<String, String> trial) {
    var params = new HashMap<String, Object>();
    params.put("objective", request.objective());
    if (request.classes() > 2) {
      params.put("num_class", request.classes());
    }
    params.put("tree_method", "hist");
    // One thread: the sums, and so the model's bytes, are the same whatever the machine has.
    params.put("nthread", 1);
    params.put("verbosity", 0);
    params.putAll(trial);
    return params;
  }

  /** What XGBoost itself makes smaller, in the terms of its own metrics. */
  private static String loss(String objective) {
    return objective.startsWith("reg:")
        ? "rmse"
        : objective.startsWith("multi:") ? "mlogloss" : "logloss";
  }

  /** Row after row. */
  static float[] flat(float[][] predictions) {
    int outputs = predictions.length == 0 ? 0 : predictions[0].length;
    float[] flat = new float[predictions.length * outputs];
    for (int i = 0; i < predictions.length; i++) {
      System.arraycopy(predictions[i], 0, flat, i * outputs, outputs);
    }
    return flat;
  }
}
