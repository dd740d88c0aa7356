package io.noria.serving.tree;

import java.io.IOException;
import java.util.Arrays;

/** One tree as the JSON has it: parallel arrays over its nodes, node 0 the root. */
final class SourceTree {
  private static final int MOST_CATEGORIES = 1 << 24;

  private int[] left = {};
  private int[] right = {};
  private int[] indices = {};
  private int[] defaultLeft = {};
  private int[] types = {};
  private float[] conditions = {};
  private int[] categories = {};
  private int[] categoryNodes = {};
  private int[] categorySegments = {};
  private int[] categorySizes = {};
  private float[] covers = {};
  private float[] baseWeights = {};
  private float[] leafWeights = {};
  private int leafSize = 1;

  /**
   * Reads a tree.
   *
   * @param covers whether to keep how much of the training data came to each node
   */
  static SourceTree read(ModelFile file, boolean covers) throws IOException {
    var tree = new SourceTree();
    file.object(name -> {
      if (covers && name.equals("sum_hessian")) {
        tree.covers = file.floats();
      } else {
        tree.member(name, file);
      }
    });
    if (tree.leafSize == 1) {
      tree.baseWeights = new float[0];
    }
    return tree;
  }

  private void member(String name, ModelFile file) throws IOException {
    switch (name) {
      case "left_children" -> left = file.integers();
      case "right_children" -> right = file.integers();
      case "split_indices" -> indices = file.integers();
      case "default_left" -> defaultLeft = file.integers();
      case "split_type" -> types = file.integers();
      case "split_conditions" -> conditions = file.floats();
      case "base_weights" -> baseWeights = file.floats();
      case "leaf_weights" -> leafWeights = file.floats();
      case "categories" -> categories = file.integers();
      case "categories_nodes" -> categoryNodes = file.integers();
      case "categories_segments" -> categorySegments = file.integers();
      case "categories_sizes" -> categorySizes = file.integers();
      case "tree_param" ->
          file.object(param -> {
            if (param.equals("size_leaf_vector")) {
              leafSize = size(file.text());
            } else {
              file.skip();
            }
          });
      default -> file.skip();
    }
  }

  /** Checks that the arrays fit each other and returns the number of nodes. */
  int check() {
    int count = left.length;
    if (count == 0
        || right.length != count
        || indices.length != count
        || defaultLeft.length != count
        || conditions.length != count) {
      throw FlatTrees.damaged("a tree's arrays differ in length");
    }
    if (leafSize > 1) {
      checkVectors();
      return count;
    }
    for (int node = 0; node < count; node++) {
      if (left[node] >= count || right[node] >= count || (left[node] < 0) != (right[node] < 0)) {
        throw FlatTrees.damaged("a tree's node " + node + " has a child that does not exist");
      }
    }
    if (categorySegments.length != categoryNodes.length
        || categorySizes.length != categoryNodes.length) {
      throw FlatTrees.damaged("a tree's category arrays differ in length");
    }
    return count;
  }

  /** Before 3.2 each node has a vector; since then each leaf, whose place is its right child. */
  private void checkVectors() {
    int count = left.length;
    boolean byLeaf = leafWeights.length > 0;
    for (int node = 0; node < count; node++) {
      boolean leaf = left[node] < 0;
      if (left[node] >= count || (!leaf && (right[node] < 0 || right[node] >= count))) {
        throw FlatTrees.damaged("a tree's node " + node + " has a child that does not exist");
      }
      long place = !byLeaf ? node : leaf ? right[node] : 0;
      int values = byLeaf ? leafWeights.length : baseWeights.length;
      if (place < 0 || (place + 1) * leafSize > values) {
        throw FlatTrees.damaged("a tree's node " + node + " has no vector of " + leafSize);
      }
    }
  }

  private static int size(String text) {
    try {
      return Math.max(1, Integer.parseInt(text));
    } catch (NumberFormatException e) {
      throw FlatTrees.damaged("size_leaf_vector " + text);
    }
  }

  /** How many numbers a leaf has. */
  int leafSize() {
    return leafSize;
  }

  /** A leaf's number for a group. */
  float leafValue(int node, int group) {
    if (leafSize == 1) {
      return conditions[node];
    }
    return leafWeights.length > 0
        ? leafWeights[right[node] * leafSize + group]
        : baseWeights[node * leafSize + group];
  }

  /** Whether the node asks for a category. */
  boolean categorical(int node) {
    return types.length > node && types[node] == 1;
  }

  /** The sum of the second derivatives of the training rows at each node; empty when not kept. */
  float[] covers() {
    return covers;
  }

  int[] left() {
    return left;
  }

  int[] right() {
    return right;
  }

  int[] indices() {
    return indices;
  }

  int[] defaultLeft() {
    return defaultLeft;
  }

  float[] conditions() {
    return conditions;
  }

  /** The categories that go right at a node, a bit each. */
  int[] setOf(int node) {
    int at = Arrays.binarySearch(categoryNodes, node);
    long from = at < 0 ? -1 : categorySegments[at];
    long to = at < 0 ? -1 : from + categorySizes[at];
    if (from < 0 || to < from || to > categories.length) {
      throw FlatTrees.damaged("node " + node + " splits by category and has no set");
    }
    int largest = -1;
    for (int i = (int) from; i < to; i++) {
      if (categories[i] < 0 || categories[i] >= MOST_CATEGORIES) {
        throw FlatTrees.damaged("category " + categories[i]);
      }
      largest = Math.max(largest, categories[i]);
    }
    int[] words = new int[largest < 0 ? 0 : (largest >>> 5) + 1];
    for (int i = (int) from; i < to; i++) {
      words[categories[i] >>> 5] |= 1 << (categories[i] & 31);
    }
    return words;
  }
}
