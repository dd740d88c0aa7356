package io.noria.serving.tree;

/**
 * Leaves added up in single precision in the order of the trees, as XGBoost does. A leaf is one
 * number for the tree's group, or one for each group.
 */
final class SingleSums implements Margins {
  private final Forest forest;
  private final float[] base;
  private final int[] groupOf;
  private final boolean vectors;

  /** By node, or by node and group. */
  private final float[] values;

  /**
   * Sums.
   *
   * @param leaves the leaves' numbers, each times the groups when a leaf is one for each
   * @param groupOf the group of each tree; empty when a leaf is a number for each group
   */
  SingleSums(Forest forest, float[] base, int[] groupOf, float[] leaves) {
    this.forest = forest;
    this.base = base;
    this.groupOf = groupOf;
    this.vectors = groupOf.length == 0 && base.length > 1;
    int[] leafOf = forest.leafOf();
    int width = vectors ? base.length : 1;
    this.values = vectors ? leaves : new float[leafOf.length];
    if (width == 1) {
      for (int node = 0; node < values.length; node++) {
        values[node] = leaves[leafOf[node]];
      }
    }
  }

  @Override
  public int outputs() {
    return base.length;
  }

  @Override
  public void add(Rows rows, int count, double[] out, int at) {
    int groups = base.length;
    int[] nodes = new int[count < Forest.FEW ? forest.trees() : Forest.BLOCK];
    float[] sums = new float[Math.min(count, Forest.BLOCK) * groups];
    for (int row = 0; row < count; row += Forest.BLOCK) {
      int some = Math.min(Forest.BLOCK, count - row);
      Forest.Keys keys = rows.encode(forest, row, some);
      if (count < Forest.FEW) {
        for (int i = 0; i < some; i++) {
          byTrees(keys, i, nodes, sums);
        }
      } else {
        byRows(keys, nodes, sums);
      }
      for (int i = 0; i < some * groups; i++) {
        out[at + row * groups + i] = sums[i];
      }
    }
  }

  private void byTrees(Forest.Keys keys, int row, int[] nodes, float[] sums) {
    forest.walkTrees(keys, row, 0, nodes.length, nodes);
    int from = row * base.length;
    if (base.length == 1) {
      float sum = base[0];
      for (int node : nodes) {
        sum += values[node];
      }
      sums[from] = sum;
      return;
    }
    System.arraycopy(base, 0, sums, from, base.length);
    for (int tree = 0; tree < nodes.length; tree++) {
      if (vectors) {
        addVector(nodes[tree], sums, from);
      } else {
        sums[from + groupOf[tree]] += values[nodes[tree]];
      }
    }
  }

  private void byRows(Forest.Keys keys, int[] nodes, float[] sums) {
    int groups = base.length;
    for (int row = 0; row < keys.count; row++) {
      System.arraycopy(base, 0, sums, row * groups, groups);
    }
    for (int tree = 0; tree < forest.trees(); tree++) {
      forest.walkRows(keys, tree, nodes);
      if (vectors) {
        for (int row = 0; row < keys.count; row++) {
          addVector(nodes[row], sums, row * groups);
        }
        continue;
      }
      int group = groups == 1 ? 0 : groupOf[tree];
      for (int row = 0; row < keys.count; row++) {
        sums[row * groups + group] += values[nodes[row]];
      }
    }
  }

  private void addVector(int node, float[] sums, int from) {
    int leaf = forest.leafOf()[node] * base.length;
    for (int group = 0; group < base.length; group++) {
      sums[from + group] += values[leaf + group];
    }
  }
}
