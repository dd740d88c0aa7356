package io.noria.serving.tree;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import java.util.Arrays;

/**
 * Gathers trees, one after the other, into flat arrays where siblings lie side by side and a tree's
 * nodes follow each other breadth first.
 */
final class FlatTrees {
  private int[] roots = new int[128];
  private int[] groupOf = new int[128];
  private int trees;
  private int[] heads = new int[4096];
  private int[] lefts = new int[4096];
  private float[] values = new float[4096];
  private float[] covers = {};
  private int nodes;
  private int[] bits = new int[64];
  private int usedBits;

  int[] roots() {
    return Arrays.copyOf(roots, trees);
  }

  int[] groupOf() {
    return Arrays.copyOf(groupOf, trees);
  }

  int[] heads() {
    return Arrays.copyOf(heads, nodes);
  }

  int[] lefts() {
    return Arrays.copyOf(lefts, nodes);
  }

  float[] values() {
    return Arrays.copyOf(values, nodes);
  }

  /** How much of the training data came to each node; empty when the trees kept none. */
  float[] covers() {
    return Arrays.copyOf(covers, Math.min(covers.length, nodes));
  }

  int[] bits() {
    return Arrays.copyOf(bits, usedBits);
  }

  /** Says which group each tree adds to, once all are read. */
  void groups(int[] info, int groups) {
    if (info.length != trees) {
      throw damaged("tree_info has " + info.length + " entries for " + trees + " trees");
    }
    for (int group : info) {
      if (group < 0 || group >= groups) {
        throw damaged("a tree belongs to group " + group + " of " + groups);
      }
    }
    groupOf = info;
  }

  /** Adds a tree. */
  void add(SourceTree tree, int features) {
    if (trees == roots.length) {
      roots = Arrays.copyOf(roots, 2 * trees);
    }
    if (tree.leafSize() > 1) {
      throw XgboostReader.unsupported(
          "trees with leaves of %d values (expected: of one, which can be explained)"
              .formatted(tree.leafSize()));
    }
    int count = tree.check();
    roots[trees++] = nodes;
    int[] queue = new int[count];
    queue[0] = 0;
    int begin = nodes;
    grow(count);
    int filled = 1;
    for (int at = 0; at < filled; at++) {
      int source = queue[at];
      int node = begin + at;
      cover(tree, source, node);
      int left = tree.left()[source];
      if (left < 0) {
        values[node] = tree.conditions()[source];
        continue;
      }
      if (filled + 2 > count) {
        throw damaged("a tree's children form a cycle");
      }
      queue[filled] = left;
      queue[filled + 1] = tree.right()[source];
      lefts[node] = begin + filled;
      filled += 2;
      split(tree, source, node, features);
    }
    nodes = begin + filled;
  }

  private void cover(SourceTree tree, int source, int node) {
    if (tree.covers().length == 0) {
      return;
    }
    if (tree.covers().length != tree.left().length) {
      throw damaged("a tree's sum_hessian has " + tree.covers().length + " entries");
    }
    if (covers.length != values.length) {
      covers = Arrays.copyOf(covers, values.length);
    }
    covers[node] = tree.covers()[source];
  }

  private void split(SourceTree tree, int source, int node, int features) {
    int feature = tree.indices()[source];
    if (feature < 0 || feature >= features) {
      throw damaged("a split asks for feature " + feature + " of " + features);
    }
    boolean categorical = tree.categorical(source);
    heads[node] =
        feature << 2
            | (tree.defaultLeft()[source] == 0 ? TreeEnsemble.MISSING_RIGHT : 0)
            | (categorical ? TreeEnsemble.CATEGORICAL : 0);
    values[node] =
        categorical ? Float.intBitsToFloat(addSet(tree.setOf(source))) : tree.conditions()[source];
  }

  /** Stores a set of categories as its number of words, then the words; returns where. */
  private int addSet(int[] words) {
    ForestBuilder.checkRoom((long) usedBits + words.length + 1);
    while (usedBits + words.length + 1 > bits.length) {
      bits = Arrays.copyOf(bits, 2 * bits.length);
    }
    int from = usedBits;
    bits[from] = words.length;
    System.arraycopy(words, 0, bits, from + 1, words.length);
    usedBits += words.length + 1;
    return from;
  }

  private void grow(int count) {
    int needed = nodes + count;
    if (needed > heads.length) {
      int size = Math.max(needed, 2 * heads.length);
      heads = Arrays.copyOf(heads, size);
      lefts = Arrays.copyOf(lefts, size);
      values = Arrays.copyOf(values, size);
    }
  }

  static NoriaException damaged(String what) {
    return new NoriaException(ErrorCode.DATA_LOSS, "not an XGBoost model: " + what);
  }
}
