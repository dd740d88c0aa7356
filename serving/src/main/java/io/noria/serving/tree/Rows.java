package io.noria.serving.tree;

import org.jspecify.annotations.Nullable;

/** Rows that lie one after the other in an array of either precision. */
final class Rows {
  private final float @Nullable [] single;
  private final double @Nullable [] twice;
  private final int from;
  private final int features;

  private Rows(float @Nullable [] single, double @Nullable [] twice, int from, int features) {
    this.single = single;
    this.twice = twice;
    this.from = from;
    this.features = features;
  }

  static Rows of(float[] rows, int from, int features) {
    return new Rows(rows, null, from, features);
  }

  static Rows of(double[] rows, int from, int features) {
    return new Rows(null, rows, from, features);
  }

  Forest.Keys encode(Forest forest, int row, int count) {
    int at = from + row * features;
    if (single != null) {
      return forest.encode(single, at, count);
    }
    return forest.encode(java.util.Objects.requireNonNull(twice), at, count);
  }

  double get(int row, int feature) {
    int at = from + row * features + feature;
    return single != null ? single[at] : java.util.Objects.requireNonNull(twice)[at];
  }
}
