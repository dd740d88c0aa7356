package io.noria.serving.tree;

import java.io.ByteArrayInputStream;
import java.io.IOException;

/**
 * Shapley values as they are defined, over all coalitions: what a coalition's absent features are
 * answered by is the mean of both children by their covers (algorithm 1 of Lundberg et al. 2018).
 * Exponential in the features.
 */
final class Definition {
  private final TreeEnsemble trees;
  private final float[] covers;
  private final float[] row;

  private Definition(TreeEnsemble trees, float[] covers, float[] row) {
    this.trees = trees;
    this.covers = covers;
    this.row = row;
  }

  /** Of a model of one group: the features' contributions, then the bias. */
  static double[] contributions(byte[] json, float[] row) throws IOException {
    var flat = new FlatTrees();
    TreeEnsemble trees = ModelFormat.ensemble(new ByteArrayInputStream(json), true, flat);
    return new Definition(trees, flat.covers(), row).contributions();
  }

  private double[] contributions() {
    int features = row.length;
    double[] values = new double[1 << features];
    for (int coalition = 0; coalition < values.length; coalition++) {
      double sum = trees.base(0);
      for (int tree = 0; tree < trees.trees(); tree++) {
        sum += value(trees.root(tree), coalition);
      }
      values[coalition] = sum;
    }
    double[] out = new double[features + 1];
    for (int feature = 0; feature < features; feature++) {
      for (int coalition = 0; coalition < values.length; coalition++) {
        if ((coalition >> feature & 1) == 0) {
          out[feature] +=
              weight(Integer.bitCount(coalition), features)
                  * (values[coalition | 1 << feature] - values[coalition]);
        }
      }
    }
    out[features] = values[0];
    return out;
  }

  private double value(int node, int coalition) {
    int left = trees.left(node);
    if (left == 0) {
      return trees.leafValue(node);
    }
    if ((coalition >> trees.feature(node) & 1) != 0) {
      return value(left + trees.side(node, row), coalition);
    }
    double lefts = covers[left];
    double rights = covers[left + 1];
    return (lefts * value(left, coalition) + rights * value(left + 1, coalition))
        / (lefts + rights);
  }

  /** s!(n-s-1)!/n!. */
  private static double weight(int size, int features) {
    double weight = 1.0 / features;
    for (int i = 0; i < size; i++) {
      weight *= (double) (size - i) / (features - 1 - i);
    }
    return weight;
  }
}
