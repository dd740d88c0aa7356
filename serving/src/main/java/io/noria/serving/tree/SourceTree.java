package io.noria.serving.tree;

import io.noria.storage.json.JsonReader;
import java.io.IOException;
import java.util.Arrays;

/** One tree as the JSON has it: parallel arrays over its nodes, node 0 the root. */
final class SourceTree {
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
  private String leafSize = "1";

  /**
   * Reads a tree.
   *
   * @param covers whether to keep how much of the training data came to each node
   */
  static SourceTree read(JsonReader json, boolean covers) throws IOException {
    var tree = new SourceTree();
    json.object(name -> {
      if (covers && name.equals("sum_hessian")) {
        tree.covers = json.floats();
      } else {
        tree.member(name, json);
      }
    });
    return tree;
  }

  private void member(String name, JsonReader json) throws IOException {
    switch (name) {
      case "left_children" -> left = json.integers();
      case "right_children" -> right = json.integers();
      case "split_indices" -> indices = json.integers();
      case "default_left" -> defaultLeft = json.integers();
      case "split_type" -> types = json.integers();
      case "split_conditions" -> conditions = json.floats();
      case "categories" -> categories = json.integers();
      case "categories_nodes" -> categoryNodes = json.integers();
      case "categories_segments" -> categorySegments = json.integers();
      case "categories_sizes" -> categorySizes = json.integers();
      case "tree_param" ->
          json.object(param -> {
            if (param.equals("size_leaf_vector")) {
              leafSize = json.text();
            } else {
              json.skip();
            }
          });
      default -> json.skip();
    }
  }

  /** Checks that the arrays fit each other and returns the number of nodes. */
  int check() {
    int count = left.length;
    if (!leafSize.equals("0") && !leafSize.equals("1")) {
      throw XgboostJson.unsupported("trees with leaves of " + leafSize + " values");
    }
    if (count == 0
        || right.length != count
        || indices.length != count
        || defaultLeft.length != count
        || conditions.length != count) {
      throw FlatTrees.damaged("a tree's arrays differ in length");
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

  int[] types() {
    return types;
  }

  float[] conditions() {
    return conditions;
  }

  int[] categoriesOf(int node) {
    int at = Arrays.binarySearch(categoryNodes, node);
    if (at < 0 || categorySegments[at] + categorySizes[at] > categories.length) {
      throw FlatTrees.damaged("node " + node + " splits by category and has no set");
    }
    return Arrays.copyOfRange(
        categories, categorySegments[at], categorySegments[at] + categorySizes[at]);
  }
}
