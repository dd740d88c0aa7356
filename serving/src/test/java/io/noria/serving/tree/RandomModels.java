package io.noria.serving.tree;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;

/** Random tables, and models that the library makes of them. */
final class RandomModels {
  static final int COLUMNS = 9;
  private static final int CATEGORICAL_FROM = 6;

  private RandomModels() {}

  /** A model of 4000 random rows; the same seed makes the same. */
  static Booster train(
      SplittableRandom random, String objective, int depth, long seed, String extra)
      throws Exception {
    float[] train = rows(random, 4_000);
    float[] labels = labels(random, train, objective, extra);
    return train(train, labels, params(objective, depth, seed, extra));
  }

  private static Map<String, Object> params(String objective, int depth, long seed, String extra) {
    var params = new HashMap<String, Object>();
    params.put("objective", objective);
    params.put("max_depth", depth);
    params.put("eta", 0.2);
    params.put("tree_method", "hist");
    params.put("nthread", 1);
    params.put("seed", seed);
    for (String pair : extra.isEmpty() ? new String[0] : extra.split(";")) {
      params.put(pair.split("=")[0], pair.split("=")[1]);
    }
    return params;
  }

  private static Booster train(float[] rows, float[] labels, Map<String, Object> params)
      throws Exception {
    DMatrix matrix = matrix(rows);
    matrix.setLabel(labels);
    return XGBoost.train(matrix, params, 30, Map.of(), null, null);
  }

  static DMatrix matrix(float[] rows) throws Exception {
    var matrix = new DMatrix(rows, rows.length / COLUMNS, COLUMNS, Float.NaN);
    String[] types = new String[COLUMNS];
    for (int column = 0; column < COLUMNS; column++) {
      types[column] = column < CATEGORICAL_FROM ? "q" : "c";
    }
    matrix.setFeatureTypes(types);
    return matrix;
  }

  /** Numbers of several scales, ties, missing values, and categories of which some are rare. */
  static float[] rows(SplittableRandom random, int count) {
    float[] rows = new float[count * COLUMNS];
    for (int i = 0; i < count; i++) {
      for (int column = 0; column < COLUMNS; column++) {
        double u = random.nextDouble();
        float value =
            switch (column) {
              case 0 -> (float) random.nextGaussian();
              case 1 -> (float) (random.nextGaussian() * 1e6);
              case 2 -> random.nextInt(5);
              case 3 -> (float) Math.exp(8 * u);
              case 4 -> (float) (u * 1e-6);
              case 5 -> random.nextInt(2);
              case 6 -> random.nextInt(4);
              case 7 -> random.nextInt(70);
              default -> (int) (40 * u * u);
            };
        rows[i * COLUMNS + column] = random.nextInt(9) == 0 ? Float.NaN : value;
      }
    }
    return rows;
  }

  private static float[] labels(
      SplittableRandom random, float[] rows, String objective, String extra) {
    int count = rows.length / COLUMNS;
    float[] labels = new float[count];
    int classes = extra.contains("num_class=4") ? 4 : 3;
    for (int i = 0; i < count; i++) {
      double signal = random.nextGaussian() * 0.5;
      for (int column : List.of(0, 5, 7)) {
        float value = rows[i * COLUMNS + column];
        signal += Float.isNaN(value) ? 0.3 : column == 7 ? Math.sin(value) : value;
      }
      labels[i] =
          switch (objective) {
            case "binary:logistic" -> signal > 0 ? 1 : 0;
            case "count:poisson" -> Math.max(0, Math.round(signal + 1));
            case "reg:logistic" -> (float) (1 / (1 + Math.exp(-signal)));
            case "multi:softprob", "multi:softmax" ->
                Math.floorMod((int) Math.floor(signal), classes);
            default -> (float) signal;
          };
    }
    return labels;
  }
}
