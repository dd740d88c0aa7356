package io.noria.serving.tree;

import java.util.Arrays;

/** What the leaves of LightGBM's trees say: a number, or one of linear trees. */
final class LightgbmLeaves {
  private final int features;
  private double[] values = new double[256];
  private double[] constants = {};
  private int[] begins = {};
  private final Ints columns = new Ints();
  private double[] weights = new double[64];
  private int count;
  private boolean linear;

  LightgbmLeaves(int features) {
    this.features = features;
  }

  int count() {
    return count;
  }

  boolean linear() {
    return linear;
  }

  /** Adds a tree's leaves. */
  void add(LightgbmTree tree) {
    double[] more = tree.values();
    if (count + more.length > values.length) {
      values = Arrays.copyOf(values, Math.max(2 * values.length, count + more.length));
    }
    System.arraycopy(more, 0, values, count, more.length);
    if (tree.linear()) {
      linear = true;
    }
    if (linear) {
      addLinear(tree, more.length);
    }
    count += more.length;
  }

  private void addLinear(LightgbmTree tree, int leaves) {
    int before = constants.length;
    constants = Arrays.copyOf(constants, count + leaves);
    begins = Arrays.copyOf(begins, count + leaves + 1);
    // Trees before the first linear one are constants.
    System.arraycopy(values, before, constants, before, count - before);
    if (!tree.linear()) {
      System.arraycopy(tree.values(), 0, constants, count, leaves);
      Arrays.fill(begins, count + 1, count + leaves + 1, columns.size());
      return;
    }
    int[] counts = tree.counts();
    int sum = 0;
    for (int leaf = 0; leaf < leaves; leaf++) {
      if (counts[leaf] < 0 || counts[leaf] > features) {
        throw LightgbmReader.damaged("a leaf of " + counts[leaf] + " features");
      }
      sum = Math.addExact(sum, counts[leaf]);
      begins[count + leaf + 1] = columns.size() + sum;
    }
    System.arraycopy(tree.constants(), 0, constants, count, leaves);
    double[] coefficients = tree.coefficients(sum);
    int[] of = tree.leafFeatures(sum);
    if (columns.size() + sum > weights.length) {
      weights = Arrays.copyOf(weights, Math.max(2 * weights.length, columns.size() + sum));
    }
    for (int i = 0; i < sum; i++) {
      if (of[i] < 0 || of[i] >= features) {
        throw LightgbmReader.damaged("a leaf of feature " + of[i] + " of " + features);
      }
      weights[columns.size()] = coefficients[i];
      columns.add(of[i]);
    }
  }

  /** What a leaf that is not linear says. */
  double value(int leaf) {
    return values[leaf];
  }

  /** What a leaf says of a row. A row without one of its features gets the plain number. */
  double value(int leaf, Rows rows, int row) {
    double sum = constants[leaf];
    for (int i = begins[leaf]; i < begins[leaf + 1]; i++) {
      double value = Encoder.flushed(rows.get(row, columns.get(i)));
      if (Double.isNaN(value) || Double.isInfinite(value)) {
        return values[leaf];
      }
      sum += weights[i] * value;
    }
    return sum;
  }
}
