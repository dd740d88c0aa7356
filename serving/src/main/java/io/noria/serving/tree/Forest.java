package io.noria.serving.tree;

/**
 * Trees in flat arrays, walked without a branch that a row decides: a node's number and the row's
 * are subtracted, and the sign is the side. A leaf's child is the leaf itself, so that rows of
 * unequal depth walk in step; several walks at once hide the time that memory takes. Immutable.
 *
 * <p>A walk ends at a node; what its leaf says is for the caller to look up by {@link #leafOf}.
 */
abstract sealed class Forest permits NarrowForest, WideForest {
  /** How many rows are encoded and walked at once. */
  static final int BLOCK = 64;

  /** Of fewer rows, each goes through all trees before the next one does. */
  static final int FEW = 8;

  private static final int STEADY = 8;

  final Encoder encoder;
  final int[] roots;

  /** The steps from the root to the deepest leaf. */
  final int[] depths;

  /** Whether the tree has nodes that ask for equality or a set. */
  final boolean[] special;

  /** Sets of categories: the number of words, then the words, of each. */
  final int[] bits;

  private final int[] leafOf;

  Forest(Encoder encoder, ForestBuilder built) {
    this.encoder = encoder;
    this.roots = built.roots();
    this.depths = built.depths();
    this.special = built.special();
    this.bits = built.bits();
    this.leafOf = built.leaves();
  }

  /** How many trees. */
  int trees() {
    return roots.length;
  }

  /** For each node the number of its leaf. */
  int[] leafOf() {
    return leafOf;
  }

  /** Encodes rows. What comes back is for this forest's other methods only. */
  abstract Keys encode(float[] rows, int from, int count);

  /** Encodes rows. What comes back is for this forest's other methods only. */
  abstract Keys encode(double[] rows, int from, int count);

  /** Where one row ends in each of the trees from..to-1: nodes[0] is that of the first. */
  abstract void walkTrees(Keys keys, int row, int from, int to, int[] nodes);

  /** Where each of the rows ends in one tree. */
  abstract void walkRows(Keys keys, int tree, int[] nodes);

  /** How many steps may be taken before asking whether all have arrived. */
  static int stride(int depth) {
    return depth <= STEADY ? depth : 3;
  }

  /** Whether the category is in the set that begins at the place. */
  final boolean inSet(int category, int from) {
    if (category < 0) {
      return category == Slot.EVERY_SET;
    }
    int word = category >>> 5;
    return word < bits[from] && (bits[from + 1 + word] >>> (category & 31) & 1) != 0;
  }

  /** Encoded rows. */
  static final class Keys {
    final int count;
    final int[] narrow;

    /** The lower halves of what narrow has the upper ones of; empty in single precision. */
    final int[] lows;

    final long[] wide;

    Keys(int count, int[] narrow, int[] lows, long[] wide) {
      this.count = count;
      this.narrow = narrow;
      this.lows = lows;
      this.wide = wide;
    }
  }
}
