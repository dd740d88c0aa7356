package io.noria.serving.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.SplittableRandom;
import ml.dmlc.xgboost4j.java.Booster;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our evaluator against the library itself, on random models and rows. */
class XgboostParityTest {
  private static final int COLUMNS = RandomModels.COLUMNS;
  private static final int ROWS = 12_000;

  @ParameterizedTest(name = "{0}, depth {1}, seed {2}, extra {3}")
  @CsvSource({
    "binary:logistic, 6, 1, ''",
    "binary:logistic, 8, 2, 'subsample=0.7;base_score=0.2'",
    "binary:logistic, 5, 3, 'max_cat_to_onehot=1;max_cat_threshold=8'",
    "binary:logistic, 4, 4, 'num_parallel_tree=3'",
    "reg:squarederror, 7, 5, ''",
    "reg:absoluteerror, 4, 6, ''",
    "count:poisson, 4, 7, ''",
    "multi:softprob, 5, 8, 'num_class=4'",
    "multi:softprob, 3, 9, 'num_class=3;max_cat_to_onehot=1'",
  })
  void marginsAndPredictionsAreBitEqualToTheLibrarys(
      String objective, int depth, long seed, String extra) throws Exception {
    var random = new SplittableRandom(seed);
    Booster booster = RandomModels.train(random, objective, depth, seed, extra);
    float[] fresh = RandomModels.rows(random, ROWS);
    var matrix = RandomModels.matrix(fresh);
    float[][] margins = booster.predict(matrix, true);
    float[][] predictions = booster.predict(matrix);

    TreeEnsemble ours =
        TreeEnsemble.readXgboost(new ByteArrayInputStream(booster.toByteArray("json")));

    assertThat(ours.trees()).isGreaterThan(20);
    float[] row = new float[COLUMNS];
    float[] out = new float[ours.groups()];
    for (int i = 0; i < ROWS; i++) {
      System.arraycopy(fresh, i * COLUMNS, row, 0, COLUMNS);
      ours.margins(row, out);
      for (int group = 0; group < out.length; group++) {
        assertThat(Float.floatToRawIntBits(out[group]))
            .as("row %d group %d: %s, the library has %s", i, group, out[group], margins[i][group])
            .isEqualTo(Float.floatToRawIntBits(margins[i][group]));
      }
      ours.predict(row, out);
      for (int group = 0; group < out.length; group++) {
        assertThat(out[group]).as("row %d group %d", i, group).isEqualTo(predictions[i][group]);
      }
    }
  }
}
