package io.noria.serving.tree;

/**
 * Adds up what the leaves say, in the order of the trees and in single precision when the operator
 * does. Sums are kept as doubles and rounded after each step, which is the same.
 */
final class OnnxSums {
  /** What becomes of the trees' numbers. */
  enum Aggregate {
    AVERAGE,
    SUM,
    MIN,
    MAX;

    static Aggregate of(String name) {
      for (Aggregate aggregate : values()) {
        if (aggregate.name().equals(name)) {
          return aggregate;
        }
      }
      throw OnnxAttributes.unsupported(
          "aggregate_function: " + name + " (expected: SUM, AVERAGE, MIN or MAX)");
    }
  }

  private final Forest forest;
  private final Aggregate aggregate;
  private final boolean single;
  private final int targets;
  private final int[] begins;
  private final int[] ids;
  private final double[] weights;

  /** By node what its leaf says first. */
  private final double[] values;

  OnnxSums(Forest forest, Aggregate aggregate, boolean single, int targets, OnnxLeaves leaves) {
    this.forest = forest;
    this.aggregate = aggregate;
    this.single = single;
    this.targets = targets;
    this.begins = leaves.begins();
    this.ids = leaves.ids();
    this.weights = leaves.weights();
    int[] leafOf = forest.leafOf();
    this.values = new double[leafOf.length];
    if (single) {
      for (int i = 0; i < weights.length; i++) {
        weights[i] = (float) weights[i];
      }
    }
    for (int node = 0; node < values.length && begins.length > 1; node++) {
      int leaf = leafOf[node];
      values[node] = begins[leaf] < begins[leaf + 1] ? weights[begins[leaf]] : 0;
    }
  }

  int trees() {
    return forest.trees();
  }

  int targets() {
    return targets;
  }

  /**
   * Adds up.
   *
   * @param scores a number for each row and target, 0
   * @param scored whether any leaf spoke for it, false
   */
  void add(Rows rows, int count, double[] scores, boolean[] scored) {
    int[] nodes = new int[count < Forest.FEW ? forest.trees() : Forest.BLOCK];
    for (int row = 0; row < count; row += Forest.BLOCK) {
      int some = Math.min(Forest.BLOCK, count - row);
      Forest.Keys keys = rows.encode(forest, row, some);
      if (count < Forest.FEW) {
        for (int i = 0; i < some; i++) {
          forest.walkTrees(keys, i, 0, nodes.length, nodes);
          for (int node : nodes) {
            leaf(node, (row + i) * targets, scores, scored);
          }
        }
        continue;
      }
      for (int tree = 0; tree < forest.trees(); tree++) {
        forest.walkRows(keys, tree, nodes);
        for (int i = 0; i < some; i++) {
          leaf(nodes[i], (row + i) * targets, scores, scored);
        }
      }
    }
  }

  private void leaf(int node, int at, double[] scores, boolean[] scored) {
    if (targets == 1) {
      scores[at] = joined(scores[at], values[node], scored[at]);
      scored[at] = true;
      return;
    }
    int leaf = forest.leafOf()[node];
    for (int i = begins[leaf]; i < begins[leaf + 1]; i++) {
      int of = at + ids[i];
      scores[of] = joined(scores[of], weights[i], scored[of]);
      scored[of] = true;
    }
  }

  private double joined(double score, double more, boolean scored) {
    return switch (aggregate) {
      case SUM, AVERAGE -> single ? (float) (score + more) : score + more;
      case MIN -> !scored || more < score ? more : score;
      case MAX -> !scored || more > score ? more : score;
    };
  }
}
