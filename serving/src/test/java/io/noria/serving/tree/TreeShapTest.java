package io.noria.serving.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.noria.base.NoriaException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import ml.dmlc.xgboost4j.java.Booster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contributions against the library's, against the definition, and what must hold of them. */
class TreeShapTest {
  private static final int COLUMNS = RandomModels.COLUMNS;
  private static final int ROWS = 10_000;

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
    "multi:softmax, 3, 9, 'num_class=3;max_cat_to_onehot=1'",
    "reg:logistic, 5, 10, ''",
  })
  void contributionsAreTheLibrarysAndAddUpToTheMargin(
      String objective, int depth, long seed, String extra) throws Exception {
    var random = new SplittableRandom(seed);
    Booster booster = RandomModels.train(random, objective, depth, seed, extra);
    float[] fresh = RandomModels.rows(random, ROWS);
    float[][] theirs = booster.predictContrib(RandomModels.matrix(fresh), 0);
    TreeShap shap = read(booster);
    TreeEnsemble trees = shap.trees();
    int stride = COLUMNS + 1;
    double[] ours = new double[shap.size()];
    float[] row = new float[COLUMNS];
    float[] margins = new float[trees.groups()];
    TreeShap.Scratch scratch = shap.scratch();

    double worst = 0;
    double moved = 0;
    int inexact = 0;
    for (int i = 0; i < ROWS; i++) {
      System.arraycopy(fresh, i * COLUMNS, row, 0, COLUMNS);
      shap.contributions(row, ours, scratch);
      trees.margins(row, margins);
      assertThat(theirs[i]).hasSize(ours.length);
      for (int group = 0; group < margins.length; group++) {
        double[] values = Arrays.copyOfRange(ours, group * stride, (group + 1) * stride);
        float margin = margins[group];
        double[] closed = values.clone();
        TreeShap.close(closed, margin);
        inexact += Arrays.stream(sums(closed, random)).allMatch(sum -> sum == margin) ? 0 : 1;
        double size = Arrays.stream(values).map(Math::abs).max().orElse(0);
        for (int column = 0; column < stride; column++) {
          double theirValue = theirs[i][group * stride + column];
          worst = Math.max(worst, Math.abs(values[column] - theirValue) / size);
          moved = Math.max(moved, Math.abs(values[column] - closed[column]) / size);
        }
      }
    }
    assertThat(inexact).as("rows that do not add up to the margin").isZero();
    assertThat(moved).as("what closing the sum changes").isLessThan(5e-6);
    assertThat(worst).as("difference, of the row's largest").isLessThan(3e-6);
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23})
  void contributionsAreShapleysByDefinition(long seed) throws Exception {
    var random = new SplittableRandom(seed);
    Booster booster = RandomModels.train(random, "binary:logistic", 7, seed, "max_cat_to_onehot=1");
    TreeShap shap = read(booster);
    float[] rows = RandomModels.rows(random, 20);
    for (int i = 0; i < 20; i++) {
      float[] row = Arrays.copyOfRange(rows, i * COLUMNS, (i + 1) * COLUMNS);
      double[] ours = new double[shap.size()];
      shap.contributions(row, ours, shap.scratch());
      double[] expected = Definition.contributions(booster.toByteArray("json"), row);
      assertThat(ours).containsExactly(expected, within(1e-7));
    }
  }

  @Test
  void aFeatureThatNoTreeAsksForAddsNothing() throws IOException {
    TreeShap shap = read(tree("2", "0, 0, 0", "0.5, -1, 3", "10, 4, 6"));
    assertThat(contributions(shap, 0.2f, 7)).containsExactly(-2.4, 0, 1.4 + 0.5);
    assertThat(contributions(shap, Float.NaN, Float.NaN)[1]).isZero();
  }

  @Test
  void twoFeaturesThatAreAskedAlikeAddAlike() throws IOException {
    String left = tree("2", "0, 0, 0", "0.5, -1, 3", "10, 4, 6");
    String right = tree("2", "1, 0, 0", "0.5, -1, 3", "10, 4, 6");
    double[] first = contributions(read(left), 0.7f, 0.7f);
    double[] second = contributions(read(right), 0.7f, 0.7f);
    assertThat(first[0]).isEqualTo(second[1]).isNotZero();
    // Both in one tree: x0 at the root, x1 below on both sides, values that depend on both alike.
    TreeShap both =
        read(
            model(
                "2",
                "[1, 3, 5, -1, -1, -1, -1]",
                "[2, 4, 6, -1, -1, -1, -1]",
                "[0, 1, 1, 0, 0, 0, 0]",
                "[0.5, 0.5, 0.5, 0, 1, 1, 5]",
                "[40, 20, 20, 10, 10, 10, 10]"));
    double[] of = contributions(both, 0.9f, 0.9f);
    assertThat(of[0]).isCloseTo(of[1], within(1e-15));
    assertThat(of[0] + of[1] + of[2]).isCloseTo(5.5, within(1e-14));
  }

  @Test
  void aNodeThatNoRowCameToCountsForNothingUnlessTheRowGoesThere() throws IOException {
    TreeShap shap = read(tree("1", "0, 0, 0", "0.5, -1, 3", "10, 0, 10"));
    assertThat(contributions(shap, 0.9f)).containsExactly(0, 3.5);
    assertThat(contributions(shap, 0.1f)).containsExactly(-4, 3.5);
  }

  @Test
  void aModelWithoutCoversIsRefused() {
    String without = tree("1", "0, 0, 0", "0.5, -1, 3", "10, 4, 6").replace("sum_hessian", "other");
    assertThatThrownBy(() -> read(without))
        .isInstanceOf(NoriaException.class)
        .hasMessage("not an XGBoost model: sum_hessian of 0 of 3 nodes");
    String broken = tree("1", "0, 0, 0", "0.5, -1, 3", "10, 4");
    assertThatThrownBy(() -> read(broken))
        .isInstanceOf(NoriaException.class)
        .hasMessage("not an XGBoost model: a tree's sum_hessian has 2 entries");
  }

  @Test
  void theRuleIsExactForPolynomialsUpToItsDegree() {
    for (int n = 1; n <= 40; n++) {
      Quadrature rule = Quadrature.of(n);
      for (int degree = 0; degree < 2 * n; degree++) {
        double sum = 0;
        for (int q = 0; q < n; q++) {
          sum += rule.weights()[q] * Math.pow(rule.points()[q], degree);
        }
        assertThat(sum).isCloseTo(1.0 / (degree + 1), within(1e-14));
      }
    }
  }

  private static double[] sums(double[] values, SplittableRandom random) {
    double forwards = 0;
    double backwards = 0;
    for (int i = 0; i < values.length; i++) {
      forwards += values[i];
      backwards += values[values.length - 1 - i];
    }
    int from = random.nextInt(values.length);
    double turned = 0;
    for (int i = 0; i < values.length; i++) {
      turned += values[(from + i) % values.length];
    }
    return new double[] {forwards, backwards, turned};
  }

  private static double[] contributions(TreeShap shap, float... row) {
    double[] out = new double[shap.size()];
    shap.contributions(row, out, shap.scratch());
    return out;
  }

  private static TreeShap read(Booster booster) throws Exception {
    return TreeShap.readXgboost(new ByteArrayInputStream(booster.toByteArray("json")));
  }

  private static TreeShap read(String json) throws IOException {
    return TreeShap.readXgboost(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
  }

  /** One split. */
  private static String tree(String features, String indices, String conditions, String covers) {
    return model(
        features,
        "[1, -1, -1]",
        "[2, -1, -1]",
        "[" + indices + "]",
        "[" + conditions + "]",
        "[" + covers + "]");
  }

  private static String model(
      String features,
      String left,
      String right,
      String indices,
      String conditions,
      String covers) {
    String zeros = left.replaceAll("-?[0-9]+", "0");
    return """
    {"learner": {"learner_model_param": {"base_score": "0.5", "num_feature": "%s", "num_class": "0"},
     "objective": {"name": "reg:squarederror"},
     "gradient_booster": {"name": "gbtree", "model": {"tree_info": [0], "trees": [
      {"left_children": %s, "right_children": %s, "split_indices": %s, "split_conditions": %s,
       "sum_hessian": %s, "default_left": %s}]}}}}
    """
        .formatted(features, left, right, indices, conditions, covers, zeros);
  }
}
