package io.noria.serving.tree;

/**
 * One question's view of a feature: which feature, and what becomes of it when it is missing. A row
 * is turned into one whole number for each slot before it goes through the trees, so that a node
 * compares two whole numbers and need not ask what is missing.
 *
 * @param feature the column
 * @param kind how its value becomes a number
 */
record Slot(int feature, Kind kind) {
  /** How a value becomes a number that orders as the value does. */
  enum Kind {
    /** Always 0: what leaves ask about. */
    CONSTANT,
    /** NaN is less than everything. */
    MISSING_LEFT,
    /** NaN is greater than everything. */
    MISSING_RIGHT,
    /** NaN is 0. */
    MISSING_ZERO,
    /** NaN and 0 are less than everything. */
    ZERO_LEFT,
    /** NaN and 0 are greater than everything. */
    ZERO_RIGHT,
    /** Compared for equality; NaN counts as equal. */
    EQUAL_MISSING_LEFT,
    /** Compared for equality; NaN counts as different. */
    EQUAL_MISSING_RIGHT,
    /** A category; NaN counts as in the set. */
    SET_MISSING_LEFT,
    /** A category; NaN counts as not in the set. */
    SET_MISSING_RIGHT;

    /** Whether a node of it is decided otherwise than by comparing which number is less. */
    boolean special() {
      return ordinal() >= EQUAL_MISSING_LEFT.ordinal();
    }

    /** Whether it asks for a category. */
    boolean set() {
      return ordinal() >= SET_MISSING_LEFT.ordinal();
    }
  }

  /** What a category's number is when it counts as in every set. */
  static final int EVERY_SET = -2;

  /** What a category's number is when it counts as in no set. */
  static final int NO_SET = -1;
}
