package io.noria.serving.tree;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Builds the forest of TreeEnsemble, version 5: a list of splits whose branches are places in it or
 * in a list of leaves, and the places of the roots.
 */
final class OnnxFiveReader {
  private static final int MOST_MEMBERS = 1 << 24;

  private final OnnxAttributes given;
  private final ForestBuilder builder;
  private final OnnxLeaves leaves;
  private final int splits;
  private final int ends;
  private final int[] sets;

  private OnnxFiveReader(OnnxAttributes given, ForestBuilder builder, OnnxLeaves leaves) {
    this.given = given;
    this.builder = builder;
    this.leaves = leaves;
    this.splits = given.integers("nodes_modes").length;
    this.ends = given.integers("leaf_targetids").length;
    this.sets = sets();
  }

  static void read(OnnxAttributes given, ForestBuilder builder, OnnxLeaves leaves) {
    var reader = new OnnxFiveReader(given, builder, leaves);
    reader.leaves();
    long[] roots = given.integers("tree_roots");
    for (long root : roots) {
      reader.tree(root);
      if (builder.nodes() > 2L * reader.splits + roots.length) {
        throw OnnxAttributes.damaged("trees share branches");
      }
    }
  }

  private void leaves() {
    double[] weights = numbers("leaf_weights", ends);
    for (int i = 0; i < ends; i++) {
      leaves.weigh(given.integers("leaf_targetids")[i], weights[i]);
      leaves.end();
    }
  }

  private double[] numbers(String name, int count) {
    double[] numbers = given.numbers(name);
    if (numbers.length != count) {
      throw OnnxAttributes.damaged(name, numbers.length, count);
    }
    return numbers;
  }

  /** The members of each set follow each other, with NaN between the sets. */
  private int[] sets() {
    double[] members = given.numbers("membership_values");
    int[] at = new int[splits];
    int next = 0;
    for (int node = 0; node < splits; node++) {
      if (OnnxMode.of(given.integers("nodes_modes")[node]) != OnnxMode.BRANCH_MEMBER) {
        continue;
      }
      int from = next;
      while (next < members.length && !Double.isNaN(members[next])) {
        next++;
      }
      at[node] = builder.addSet(words(Arrays.copyOfRange(members, from, next)));
      next++;
    }
    return at;
  }

  private static int[] words(double[] members) {
    int largest = -1;
    for (double member : members) {
      if (!(member >= 0 && member < MOST_MEMBERS && member == Math.rint(member))) {
        throw OnnxAttributes.unsupported(
            "membership_values: " + member + " (expected: whole numbers from 0 to 2^24)");
      }
      largest = Math.max(largest, (int) member);
    }
    int[] words = new int[largest < 0 ? 0 : (largest >>> 5) + 1];
    for (double member : members) {
      words[(int) member >>> 5] |= 1 << ((int) member & 31);
    }
    return words;
  }

  /** Gathers what the root leads to: first the nodes, then they are told to the builder. */
  private void tree(long root) {
    var nodes = new Ints();
    var lefts = new Ints();
    var rights = new Ints();
    Deque<Integer> open = new ArrayDeque<>();
    nodes.add(place(root, splits));
    open.add(0);
    while (!open.isEmpty()) {
      int node = open.remove();
      int place = nodes.get(node);
      if (place < 0) {
        lefts.add(-1);
        rights.add(-1);
        continue;
      }
      lefts.add(branch("true", place, nodes, open));
      rights.add(branch("false", place, nodes, open));
      if (nodes.size() > 2L * splits + 1) {
        throw OnnxAttributes.damaged("a tree's branches form a cycle");
      }
    }
    builder.begin(nodes.size());
    long[] features = given.integers("nodes_featureids", splits);
    double[] numbers = numbers("nodes_splits", splits);
    long[] missing = given.integers("nodes_missing_value_tracks_true");
    for (int node = 0; node < nodes.size(); node++) {
      int place = nodes.get(node);
      if (place < 0) {
        builder.leaf(node, ~place);
        continue;
      }
      var test =
          new OnnxMode.Test(
              OnnxReader.feature(features[place]),
              numbers[place],
              place < missing.length && missing[place] == 1,
              sets[place]);
      OnnxMode.of(given.integers("nodes_modes")[place])
          .split(builder, node, test, lefts.get(node), rights.get(node));
    }
    builder.end();
  }

  /** Adds the node or leaf of a branch, a leaf as its complement; returns its place in the tree. */
  private int branch(String side, int place, Ints nodes, Deque<Integer> open) {
    long to = given.integers("nodes_" + side + "nodeids", splits)[place];
    boolean leaf = given.integers("nodes_" + side + "leafs", splits)[place] != 0;
    nodes.add(leaf ? ~place(to, ends) : place(to, splits));
    open.add(nodes.size() - 1);
    return nodes.size() - 1;
  }

  private static int place(long place, int of) {
    if (place < 0 || place >= of) {
      throw OnnxAttributes.damaged("a branch to " + place + " of " + of);
    }
    return (int) place;
  }
}
