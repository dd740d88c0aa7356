package io.noria.serving.tree;

import java.util.Arrays;

/** What each leaf adds: a weight for one or more of the targets. */
final class OnnxLeaves {
  private final int targets;
  private final Ints begins = new Ints();
  private final Ints ids = new Ints();
  private double[] weights = new double[64];

  OnnxLeaves(int targets) {
    this.targets = targets;
    begins.add(0);
  }

  /** How many leaves there are. */
  int count() {
    return begins.size() - 1;
  }

  /** Gives the leaf that comes next a weight. */
  void weigh(long target, double weight) {
    if (target < 0 || target >= targets) {
      throw OnnxAttributes.damaged("a leaf's target " + target + " of " + targets);
    }
    if (ids.size() == weights.length) {
      weights = Arrays.copyOf(weights, 2 * weights.length);
    }
    weights[ids.size()] = weight;
    ids.add((int) target);
  }

  /** Ends the leaf; returns its number. */
  int end() {
    begins.add(ids.size());
    return begins.size() - 2;
  }

  int[] begins() {
    return begins.toArray();
  }

  int[] ids() {
    return ids.toArray();
  }

  double[] weights() {
    return Arrays.copyOf(weights, ids.size());
  }
}
