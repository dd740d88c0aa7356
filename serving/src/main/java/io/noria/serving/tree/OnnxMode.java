package io.noria.serving.tree;

import io.noria.serving.tree.Slot.Kind;

/** When a node's true branch is taken; in the order of the numbers of TreeEnsemble 5. */
enum OnnxMode {
  BRANCH_LEQ,
  BRANCH_LT,
  BRANCH_GTE,
  BRANCH_GT,
  BRANCH_EQ,
  BRANCH_NEQ,
  BRANCH_MEMBER,
  LEAF;

  static OnnxMode of(String name) {
    for (OnnxMode mode : values()) {
      if (mode.name().equals(name)) {
        return mode;
      }
    }
    throw OnnxAttributes.unsupported(
        "nodes_modes: " + name + " (expected: BRANCH_LEQ, _LT, _GTE, _GT, _EQ, _NEQ or LEAF)");
  }

  static OnnxMode of(long number) {
    if (number < 0 || number > BRANCH_MEMBER.ordinal()) {
      throw OnnxAttributes.unsupported("nodes_modes: " + number + " (expected: 0 to 6)");
    }
    return values()[(int) number];
  }

  /**
   * Adds a node to a tree.
   *
   * @param missingTrue whether NaN takes the true branch; else the comparison decides, which is
   *     true of NaN only when it asks for a difference
   */
  void split(ForestBuilder to, int node, Test test, int whenTrue, int whenFalse) {
    int feature = test.feature();
    double number = test.number();
    boolean tracks = test.missingTrue();
    Kind left = tracks ? Kind.MISSING_LEFT : Kind.MISSING_RIGHT;
    Kind right = tracks ? Kind.MISSING_RIGHT : Kind.MISSING_LEFT;
    switch (this) {
      case BRANCH_LEQ -> to.lessOrEqual(node, new Slot(feature, left), number, whenTrue, whenFalse);
      case BRANCH_LT -> to.less(node, new Slot(feature, left), number, whenTrue, whenFalse);
      case BRANCH_GT -> to.lessOrEqual(node, new Slot(feature, right), number, whenFalse, whenTrue);
      case BRANCH_GTE -> to.less(node, new Slot(feature, right), number, whenFalse, whenTrue);
      case BRANCH_EQ -> {
        Kind kind = tracks ? Kind.EQUAL_MISSING_LEFT : Kind.EQUAL_MISSING_RIGHT;
        to.equal(node, new Slot(feature, kind), number, whenTrue, whenFalse);
      }
      case BRANCH_NEQ ->
          to.equal(node, new Slot(feature, Kind.EQUAL_MISSING_RIGHT), number, whenFalse, whenTrue);
      case BRANCH_MEMBER -> {
        Kind kind = tracks ? Kind.SET_MISSING_LEFT : Kind.SET_MISSING_RIGHT;
        to.inSet(node, new Slot(feature, kind), test.set(), whenTrue, whenFalse);
      }
      case LEAF -> throw new IllegalStateException("a leaf is no split");
    }
  }

  /**
   * What a node asks.
   *
   * @param set where the set of a membership lies
   */
  record Test(int feature, double number, boolean missingTrue, int set) {}
}
