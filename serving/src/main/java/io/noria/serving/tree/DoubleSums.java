package io.noria.serving.tree;

/**
 * Leaves added up in double precision in the order of the trees, as LightGBM does; the trees of a
 * round belong to the outputs in turn.
 */
final class DoubleSums implements Margins {
  private final Forest forest;
  private final int outputs;
  private final LightgbmLeaves leaves;

  /** By node. */
  private final double[] values;

  DoubleSums(Forest forest, int outputs, LightgbmLeaves leaves) {
    this.forest = forest;
    this.outputs = outputs;
    this.leaves = leaves;
    int[] leafOf = forest.leafOf();
    this.values = new double[leafOf.length];
    for (int node = 0; node < values.length; node++) {
      values[node] = leaves.value(leafOf[node]);
    }
  }

  @Override
  public int outputs() {
    return outputs;
  }

  @Override
  public void add(Rows rows, int count, double[] out, int at) {
    java.util.Arrays.fill(out, at, at + count * outputs, 0);
    int[] nodes = new int[count < Forest.FEW ? forest.trees() : Forest.BLOCK];
    for (int row = 0; row < count; row += Forest.BLOCK) {
      int some = Math.min(Forest.BLOCK, count - row);
      Forest.Keys keys = rows.encode(forest, row, some);
      if (count < Forest.FEW) {
        for (int i = 0; i < some; i++) {
          forest.walkTrees(keys, i, 0, nodes.length, nodes);
          for (int tree = 0; tree < nodes.length; tree++) {
            out[at + i * outputs + tree % outputs] += value(nodes[tree], rows, i);
          }
        }
        continue;
      }
      int from = at + row * outputs;
      for (int tree = 0; tree < forest.trees(); tree++) {
        forest.walkRows(keys, tree, nodes);
        int of = from + tree % outputs;
        for (int i = 0; i < some; i++) {
          out[of + i * outputs] += value(nodes[i], rows, row + i);
        }
      }
    }
  }

  private double value(int node, Rows rows, int row) {
    return leaves.linear() ? leaves.value(forest.leafOf()[node], rows, row) : values[node];
  }
}
