package io.noria.serving.tree;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.serving.tree.Slot.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gathers trees into the arrays of a {@link Forest}. The nodes of a tree are told in any order
 * between {@link #begin} and {@link #end}; they are stored breadth first, siblings side by side.
 */
final class ForestBuilder {
  private static final int MOST_NODES = (1 << 30) - 1;
  private static final int MOST_WORDS = 1 << 26;

  private final int features;
  private final boolean single;
  private final Map<Slot, Integer> slots = new HashMap<>();
  private final List<Slot> order = new ArrayList<>();
  private final Ints roots = new Ints();
  private final Ints depths = new Ints();
  private final Ints specials = new Ints();
  private final Ints bits = new Ints();

  /** All nodes; 0 in lefts is a leaf, whose number is in slotOf. */
  private final Ints lefts = new Ints();

  private final Ints slotOf = new Ints();
  private long[] thresholds = new long[1024];

  // The tree that is being told.
  private int[] left = {};
  private int[] right = {};
  private int[] slot = {};
  private long[] threshold = {};

  /**
   * A builder.
   *
   * @param single whether numbers are compared in single precision
   */
  ForestBuilder(int features, boolean single) {
    this.features = features;
    this.single = single;
    slots.put(new Slot(0, Kind.CONSTANT), 0);
    order.add(new Slot(0, Kind.CONSTANT));
  }

  /** Begins a tree of so many nodes, 0 the root. */
  void begin(int nodes) {
    if (nodes <= 0 || (long) lefts.size() + nodes > MOST_NODES) {
      throw damaged("a tree of " + nodes + " nodes");
    }
    left = new int[nodes];
    right = new int[nodes];
    slot = new int[nodes];
    threshold = new long[nodes];
    Arrays.fill(left, -1);
    Arrays.fill(slot, -1);
  }

  /** The node is a leaf with the number. */
  void leaf(int node, int leaf) {
    slot[node] = leaf;
  }

  /** Left are those less than the number. */
  void less(int node, Slot by, double than, int leftChild, int rightChild) {
    // Nothing is less than NaN, nor than this.
    double bound = Double.isNaN(than) ? Double.NEGATIVE_INFINITY : than;
    split(node, by, key(bound), leftChild, rightChild);
  }

  /** Left are those less than the number or equal to it. */
  void lessOrEqual(int node, Slot by, double than, int leftChild, int rightChild) {
    long bound = Double.isNaN(than) ? key(Double.NEGATIVE_INFINITY) : key(than) + 1;
    split(node, by, bound, leftChild, rightChild);
  }

  /** Left are those equal to the number. */
  void equal(int node, Slot by, double to, int leftChild, int rightChild) {
    // NaN is equal to nothing: no value has the number below.
    split(node, by, Double.isNaN(to) ? least() + 1 : key(to), leftChild, rightChild);
  }

  /** Left are those in the set that {@link #addSet} stored. */
  void inSet(int node, Slot by, int set, int leftChild, int rightChild) {
    split(node, by, set, leftChild, rightChild);
  }

  private void split(int node, Slot by, long number, int leftChild, int rightChild) {
    if (by.feature() < 0 || by.feature() >= features) {
      throw damaged("a split asks for feature " + by.feature() + " of " + features);
    }
    int nodes = left.length;
    if (leftChild < 0 || rightChild < 0 || leftChild >= nodes || rightChild >= nodes) {
      throw damaged("node " + node + " has a child that does not exist");
    }
    left[node] = leftChild;
    right[node] = rightChild;
    threshold[node] = number;
    slot[node] =
        slots.computeIfAbsent(
            by,
            fresh -> {
              order.add(fresh);
              return order.size() - 1;
            });
  }

  /** Stores a set of categories, as its words of 32 bits each. */
  int addSet(int... words) {
    int at = bits.size();
    checkRoom((long) at + words.length + 1);
    bits.add(words.length);
    for (int word : words) {
      bits.add(word);
    }
    return at;
  }

  /** A set is as large as its largest category: a short file could ask for sets without end. */
  static void checkRoom(long words) {
    if (words > MOST_WORDS) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "model: sets of categories of %d bytes (expected: at most %d)"
              .formatted(4 * words, 4L * MOST_WORDS));
    }
  }

  /** Ends a tree: its nodes are stored as far as the root leads to them. */
  void end() {
    int count = left.length;
    int[] queue = new int[count];
    int[] depth = new int[count];
    int begin = lefts.size();
    int filled = 1;
    int special = 0;
    for (int at = 0; at < filled; at++) {
      int source = queue[at];
      if (left[source] < 0) {
        lefts.add(0);
        slotOf.add(leafNumber(source));
        threshold(begin + at, 0);
        continue;
      }
      if (filled + 2 > count) {
        throw damaged("a tree's children form a cycle");
      }
      lefts.add(begin + filled);
      slotOf.add(slot[source]);
      threshold(begin + at, threshold[source]);
      special |= order.get(slot[source]).kind().special() ? 1 : 0;
      for (int child : new int[] {left[source], right[source]}) {
        depth[filled] = depth[at] + 1;
        queue[filled++] = child;
      }
    }
    roots.add(begin);
    depths.add(depth[filled - 1]);
    specials.add(special);
  }

  private int leafNumber(int node) {
    if (slot[node] < 0) {
      throw damaged("node " + node + " is neither a split nor a leaf");
    }
    return slot[node];
  }

  private void threshold(int node, long number) {
    if (node == thresholds.length) {
      thresholds = Arrays.copyOf(thresholds, 2 * node);
    }
    thresholds[node] = number;
  }

  private long key(double number) {
    return single ? Encoder.key((float) number) : Encoder.key(number);
  }

  private long least() {
    return single ? Integer.MIN_VALUE : Long.MIN_VALUE;
  }

  /** The forest. */
  Forest build(Encoder.Reading reading) {
    return build(reading, NarrowForest.fits(this));
  }

  /** The forest, in words of 64 bits or in those that hold anything. */
  Forest build(Encoder.Reading reading, boolean narrow) {
    List<Integer> sorted =
        java.util.stream.IntStream.range(0, order.size())
            .boxed()
            .sorted(
                Comparator.comparing((Integer i) -> order.get(i).kind())
                    .thenComparing(i -> order.get(i).feature()))
            .toList();
    int[] place = new int[sorted.size()];
    for (int i = 0; i < place.length; i++) {
      place[sorted.get(i)] = i;
    }
    var encoder = new Encoder(features, sorted.stream().map(order::get).toList(), reading);
    return narrow
        ? new NarrowForest(encoder, this, place, single)
        : new WideForest(encoder, this, place, single);
  }

  int nodes() {
    return lefts.size();
  }

  int slotCount() {
    return order.size();
  }

  int left(int node) {
    return lefts.get(node);
  }

  /** The slot, as it was told first. */
  int slot(int node) {
    return slotOf.get(node);
  }

  long thresholdOf(int node) {
    return thresholds[node];
  }

  boolean special(int node) {
    return left(node) != 0 && order.get(slot(node)).kind().special();
  }

  boolean equality(int node) {
    return special(node) && !order.get(slot(node)).kind().set();
  }

  int[] roots() {
    return roots.toArray();
  }

  int[] depths() {
    return depths.toArray();
  }

  boolean[] special() {
    boolean[] special = new boolean[specials.size()];
    for (int i = 0; i < special.length; i++) {
      special[i] = specials.get(i) != 0;
    }
    return special;
  }

  /** How many words the set that begins at the place has. */
  int setSize(int at) {
    return bits.get(at);
  }

  int[] bits() {
    return bits.toArray();
  }

  int[] leaves() {
    int[] leaves = new int[nodes()];
    for (int node = 0; node < leaves.length; node++) {
      leaves[node] = left(node) == 0 ? slot(node) : 0;
    }
    return leaves;
  }

  static NoriaException damaged(String what) {
    return new NoriaException(ErrorCode.DATA_LOSS, "not a model of trees: " + what);
  }
}
