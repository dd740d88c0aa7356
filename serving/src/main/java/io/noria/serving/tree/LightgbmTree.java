package io.noria.serving.tree;

import io.noria.serving.tree.Slot.Kind;
import java.util.Map;

/**
 * One tree of LightGBM's text: lines of a name and numbers. A split's child below zero is the leaf
 * of the complement.
 */
final class LightgbmTree {
  private static final int CATEGORICAL = 1;
  private static final int DEFAULT_LEFT = 2;

  private final Map<String, String> lines;
  private final int leaves;
  private final int[] left;
  private final int[] right;
  private final int[] features;
  private final int[] decisions;
  private final double[] thresholds;
  private final double[] values;

  LightgbmTree(Map<String, String> lines) {
    this.lines = lines;
    this.leaves = Numbers.whole("num_leaves", lines.get("num_leaves"));
    this.values = doubles("leaf_value", leaves);
    int splits = leaves - 1;
    this.left = integers("left_child", splits);
    this.right = integers("right_child", splits);
    this.features = integers("split_feature", splits);
    this.thresholds = doubles("threshold", splits);
    this.decisions =
        lines.containsKey("decision_type") ? integers("decision_type", splits) : new int[splits];
  }

  /** What the leaves say. */
  double[] values() {
    return values;
  }

  /** Whether each leaf adds weighted features to what it says. */
  boolean linear() {
    return "1".equals(lines.get("is_linear"));
  }

  double[] constants() {
    return doubles("leaf_const", leaves);
  }

  /** For each leaf the number of its features. */
  int[] counts() {
    return integers("num_features", leaves);
  }

  /** The features of all leaves, one after the other. */
  int[] leafFeatures(int count) {
    return integers("leaf_features", count);
  }

  /** Their weights. */
  double[] coefficients(int count) {
    return doubles("leaf_coeff", count);
  }

  /** Adds the tree to a forest, its leaves numbered from the given one on. */
  void addTo(ForestBuilder builder, int firstLeaf) {
    int splits = leaves - 1;
    builder.begin(2 * leaves - 1);
    int[] sets = sets(builder);
    for (int node = 0; node < splits; node++) {
      int decision = decisions[node];
      int leftNode = node(left[node]);
      int rightNode = node(right[node]);
      if ((decision & CATEGORICAL) != 0) {
        double place = thresholds[node];
        if (!(place >= 0 && place < sets.length)) {
          throw LightgbmReader.damaged("a split by set " + place + " of " + sets.length);
        }
        var slot = new Slot(features[node], Kind.SET_MISSING_RIGHT);
        builder.inSet(node, slot, sets[(int) place], leftNode, rightNode);
      } else {
        var slot = new Slot(features[node], kind(decision));
        builder.lessOrEqual(node, slot, thresholds[node], leftNode, rightNode);
      }
    }
    for (int leaf = 0; leaf < leaves; leaf++) {
      builder.leaf(splits + leaf, firstLeaf + leaf);
    }
    builder.end();
  }

  private static Kind kind(int decision) {
    boolean toLeft = (decision & DEFAULT_LEFT) != 0;
    return switch (decision >> 2 & 3) {
      case 0 -> Kind.MISSING_ZERO;
      case 1 -> toLeft ? Kind.ZERO_LEFT : Kind.ZERO_RIGHT;
      case 2 -> toLeft ? Kind.MISSING_LEFT : Kind.MISSING_RIGHT;
      default -> throw LightgbmReader.damaged("decision_type " + decision);
    };
  }

  private int node(int child) {
    int node = child >= 0 ? child : leaves - 1 + ~child;
    if (node >= 2 * leaves - 1 || child >= leaves - 1) {
      throw LightgbmReader.damaged("a split's child " + child + " of " + leaves + " leaves");
    }
    return node;
  }

  private int[] sets(ForestBuilder builder) {
    int count = Numbers.whole("num_cat", lines.getOrDefault("num_cat", "0"));
    if (count == 0) {
      return new int[0];
    }
    int[] bounds = integers("cat_boundaries", count + 1);
    int[] words = Numbers.words("cat_threshold", lines.get("cat_threshold"));
    int[] sets = new int[count];
    for (int i = 0; i < count; i++) {
      if (bounds[i] < 0 || bounds[i + 1] < bounds[i] || bounds[i + 1] > words.length) {
        throw LightgbmReader.damaged("a set from word " + bounds[i] + " to " + bounds[i + 1]);
      }
      sets[i] = builder.addSet(java.util.Arrays.copyOfRange(words, bounds[i], bounds[i + 1]));
    }
    return sets;
  }

  private int[] integers(String name, int count) {
    if (count == 0) {
      return new int[0];
    }
    int[] numbers = Numbers.integers(name, lines.get(name));
    check(name, numbers.length, count);
    return numbers;
  }

  private double[] doubles(String name, int count) {
    if (count == 0) {
      return new double[0];
    }
    double[] numbers = Numbers.doubles(name, lines.get(name));
    check(name, numbers.length, count);
    return numbers;
  }

  private static void check(String name, int have, int wanted) {
    if (have != wanted) {
      throw LightgbmReader.damaged(name + " has " + have + " numbers (expected: " + wanted + ")");
    }
  }
}
