package io.noria.serving.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.serving.tree.Encoder.Reading;
import io.noria.serving.tree.Slot.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both forms of a forest, row by row and in blocks, against asking each node in plain words. */
class ForestTest {
  private static final int FEATURES = 5;
  private static final int ROWS = 150;
  private static final double[] NUMBERS = {
    Double.NEGATIVE_INFINITY,
    -1e300,
    -2.5,
    -1,
    -1e-40,
    -0.0,
    0,
    1e-36,
    1e-20,
    0.1,
    0.1f,
    1,
    2,
    7,
    31,
    32,
    70,
    1.0000000001,
    1.0000000002,
    3e38,
    1e300,
    Double.POSITIVE_INFINITY,
    Double.NaN
  };

  /** A node as it was meant; a leaf has no left child. */
  private record Node(
      Kind kind, int feature, double number, boolean orEqual, int left, int right) {}

  @ParameterizedTest(name = "{0}, single {1}, seed {2}")
  @CsvSource({
    "XGBOOST, true, 1", "XGBOOST, true, 2", "LIGHTGBM, false, 3", "LIGHTGBM, false, 4",
    "ONNX, true, 5", "ONNX, false, 6", "XGBOOST, true, 7", "LIGHTGBM, false, 8"
  })
  void everyWayLeadsToTheSameLeaf(Reading reading, boolean single, long seed) {
    var random = new SplittableRandom(seed);
    var builder = new ForestBuilder(FEATURES, single);
    List<List<Node>> trees = new ArrayList<>();
    List<int[]> sets = new ArrayList<>();
    for (int tree = 0; tree < 21; tree++) {
      trees.add(tree(random, reading, builder, sets));
    }
    double[] rows = new double[ROWS * FEATURES];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = NUMBERS[random.nextInt(NUMBERS.length)];
    }
    for (boolean narrow : new boolean[] {true, false}) {
      Forest forest = builder.build(reading, narrow);
      Forest.Keys keys = forest.encode(rows, 0, ROWS);
      int[] byRow = new int[ROWS];
      int[] byTree = new int[trees.size()];
      for (int tree = 0; tree < trees.size(); tree++) {
        forest.walkRows(keys, tree, byRow);
        for (int row = 0; row < ROWS; row++) {
          int leaf = leaf(trees.get(tree), rows, row, new Asked(reading, single, sets));
          assertThat(forest.leafOf()[byRow[row]])
              .as("narrow %s, tree %d, row %d", narrow, tree, row)
              .isEqualTo(leaf);
          forest.walkTrees(keys, row, 0, trees.size(), byTree);
          assertThat(forest.leafOf()[byTree[tree]]).isEqualTo(leaf);
        }
      }
    }
  }

  private record Asked(Reading reading, boolean single, List<int[]> sets) {}

  /** A tree whose leaves are numbered as its nodes. */
  private static List<Node> tree(
      SplittableRandom random, Reading reading, ForestBuilder builder, List<int[]> sets) {
    int splits = 1 + random.nextInt(40);
    List<Node> nodes = new ArrayList<>();
    int next = 1;
    for (int i = 0; i < splits; i++, next += 2) {
      Kind kind = Kind.values()[1 + random.nextInt(Kind.values().length - 1)];
      if (kind.special() && !kind.set() && reading != Reading.ONNX) {
        kind = Kind.MISSING_LEFT;
      }
      double number = NUMBERS[random.nextInt(NUMBERS.length)];
      boolean orEqual = random.nextBoolean();
      nodes.add(new Node(kind, random.nextInt(FEATURES), number, orEqual, next, next + 1));
    }
    builder.begin(2 * splits + 1);
    for (int i = 0; i < splits; i++) {
      Node node = nodes.get(i);
      var slot = new Slot(node.feature(), node.kind());
      if (node.kind().set()) {
        int[] words = {random.nextInt(), random.nextInt(), random.nextInt()};
        int[] set = java.util.Arrays.copyOf(words, random.nextInt(4));
        sets.add(set);
        builder.inSet(i, slot, builder.addSet(set), node.left(), node.right());
        nodes.set(
            i,
            new Node(
                node.kind(), node.feature(), sets.size() - 1, false, node.left(), node.right()));
      } else if (node.kind().special()) {
        builder.equal(i, slot, node.number(), node.left(), node.right());
      } else if (node.orEqual()) {
        builder.lessOrEqual(i, slot, node.number(), node.left(), node.right());
      } else {
        builder.less(i, slot, node.number(), node.left(), node.right());
      }
    }
    for (int leaf = splits; leaf < 2 * splits + 1; leaf++) {
      builder.leaf(leaf, leaf);
    }
    builder.end();
    return nodes;
  }

  private static int leaf(List<Node> tree, double[] rows, int row, Asked asked) {
    int at = 0;
    while (at < tree.size()) {
      Node node = tree.get(at);
      double value = rows[row * FEATURES + node.feature()];
      at = goesLeft(node, value, asked) ? node.left() : node.right();
    }
    return at;
  }

  private static boolean goesLeft(Node node, double given, Asked asked) {
    double value = asked.single() ? (float) given : given;
    double number = asked.single() ? (float) node.number() : node.number();
    if (asked.reading() == Reading.LIGHTGBM && Math.abs(value) <= 1e-35f) {
      value = 0;
    }
    boolean zero = Double.isNaN(value) || Math.abs(value) <= 1e-35f;
    return switch (node.kind()) {
      case CONSTANT -> throw new IllegalStateException();
      case MISSING_LEFT -> Double.isNaN(value) || less(node, value, number);
      case MISSING_RIGHT -> less(node, value, number);
      case MISSING_ZERO -> less(node, Double.isNaN(value) ? 0 : value, number);
      case ZERO_LEFT -> zero || less(node, value, number);
      case ZERO_RIGHT -> !zero && less(node, value, number);
      case EQUAL_MISSING_LEFT -> Double.isNaN(value) || value == number;
      case EQUAL_MISSING_RIGHT -> value == number;
      case SET_MISSING_LEFT -> Double.isNaN(value) || member(node, value, asked);
      case SET_MISSING_RIGHT -> member(node, value, asked);
    };
  }

  private static boolean less(Node node, double value, double number) {
    return node.orEqual() ? value <= number : value < number;
  }

  private static boolean member(Node node, double value, Asked asked) {
    int[] set = asked.sets().get((int) node.number());
    boolean category =
        switch (asked.reading()) {
          case XGBOOST -> value >= 0;
          case LIGHTGBM -> value > -1;
          case ONNX -> value >= 0 && value == Math.rint(value);
        };
    return category
        && value < 32.0 * set.length
        && (set[(int) value >>> 5] >>> ((int) value & 31) & 1) != 0;
  }
}
