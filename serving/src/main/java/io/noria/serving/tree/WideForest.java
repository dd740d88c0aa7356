package io.noria.serving.tree;

/**
 * A forest of more nodes or features than {@link NarrowForest} holds: a node is two words, the
 * number to compare with, and 32 bits each of the slot and of the way to the left child.
 */
final class WideForest extends Forest {
  private static final int LANES = 4;

  private final long[] words;
  private final boolean single;
  private final int equalFrom;
  private final int setFrom;

  /** What counts as equal to every number. */
  private final long least;

  WideForest(Encoder encoder, ForestBuilder built, int[] place, boolean single) {
    super(encoder, built);
    this.single = single;
    this.least = single ? Integer.MIN_VALUE : Long.MIN_VALUE;
    this.equalFrom = encoder.equalFrom();
    this.setFrom = encoder.setFrom();
    this.words = new long[2 * built.nodes()];
    for (int node = 0; node < built.nodes(); node++) {
      int left = built.left(node);
      words[2 * node] = left == 0 ? Long.MAX_VALUE : built.thresholdOf(node);
      words[2 * node + 1] = left == 0 ? 0 : (long) place[built.slot(node)] << 32 | left - node;
    }
  }

  @Override
  Keys encode(float[] rows, int from, int count) {
    double[] twice = new double[count * encoder.features()];
    for (int i = 0; i < twice.length; i++) {
      twice[i] = rows[from + i];
    }
    return encode(twice, 0, count);
  }

  @Override
  Keys encode(double[] rows, int from, int count) {
    int slots = encoder.slots();
    int features = encoder.features();
    long[] keys = new long[count * slots];
    if (!single) {
      for (int row = 0; row < count; row++) {
        encoder.encode(rows, from + row * features, keys, row * slots);
      }
      return new Keys(count, new int[0], new int[0], keys);
    }
    int[] narrow = new int[slots];
    for (int row = 0; row < count; row++) {
      encoder.encode(rows, from + row * features, narrow, 0);
      for (int slot = 0; slot < slots; slot++) {
        keys[row * slots + slot] = narrow[slot];
      }
    }
    return new Keys(count, new int[0], new int[0], keys);
  }

  @Override
  void walkTrees(Keys keys, int row, int from, int to, int[] nodes) {
    long[] k = keys.wide;
    int at = row * encoder.slots();
    int tree = from;
    while (to - tree >= LANES) {
      fourTrees(tree, k, at, nodes, tree - from);
      tree += LANES;
    }
    for (; tree < to; tree++) {
      nodes[tree - from] = walk(tree, k, at);
    }
  }

  private void fourTrees(int tree, long[] k, int at, int[] nodes, int out) {
    int deepest = 0;
    boolean plain = true;
    for (int i = tree; i < tree + LANES; i++) {
      deepest = Math.max(deepest, depths[i]);
      plain &= !special[i];
    }
    if (!plain) {
      for (int i = 0; i < LANES; i++) {
        nodes[out + i] = walk(tree + i, k, at);
      }
      return;
    }
    long[] w = words;
    int a = roots[tree];
    int b = roots[tree + 1];
    int c = roots[tree + 2];
    int d = roots[tree + 3];
    int stride = stride(deepest);
    for (int done = 0; done < deepest; done += stride) {
      for (int step = 0; step < stride; step++) {
        a = step(w, k, at, a);
        b = step(w, k, at, b);
        c = step(w, k, at, c);
        d = step(w, k, at, d);
      }
      if (way(w, a) + way(w, b) + way(w, c) + way(w, d) == 0) {
        break;
      }
    }
    nodes[out] = a;
    nodes[out + 1] = b;
    nodes[out + 2] = c;
    nodes[out + 3] = d;
  }

  @Override
  void walkRows(Keys keys, int tree, int[] nodes) {
    long[] k = keys.wide;
    int slots = encoder.slots();
    int row = 0;
    if (!special[tree]) {
      for (; keys.count - row >= LANES; row += LANES) {
        fourRows(tree, k, row, nodes);
      }
    }
    for (; row < keys.count; row++) {
      nodes[row] = walk(tree, k, row * slots);
    }
  }

  private void fourRows(int tree, long[] k, int row, int[] nodes) {
    long[] w = words;
    int slots = encoder.slots();
    int at = row * slots;
    int depth = depths[tree];
    int a = roots[tree];
    int b = a;
    int c = a;
    int d = a;
    int stride = stride(depth);
    for (int done = 0; done < depth; done += stride) {
      for (int step = 0; step < stride; step++) {
        a = step(w, k, at, a);
        b = step(w, k, at + slots, b);
        c = step(w, k, at + 2 * slots, c);
        d = step(w, k, at + 3 * slots, d);
      }
      if (way(w, a) + way(w, b) + way(w, c) + way(w, d) == 0) {
        break;
      }
    }
    nodes[row] = a;
    nodes[row + 1] = b;
    nodes[row + 2] = c;
    nodes[row + 3] = d;
  }

  private static int step(long[] words, long[] keys, int at, int node) {
    long way = words[2 * node + 1];
    long number = words[2 * node];
    long key = keys[at + (int) (way >>> 32)];
    // 1 when key < number, whatever their signs (Hacker's Delight, 2-12).
    long less = (key & ~number | ~(key ^ number) & key - number) >>> 63;
    return node + (int) way + 1 - (int) less;
  }

  private static int way(long[] words, int node) {
    return (int) words[2 * node + 1];
  }

  private int walk(int tree, long[] keys, int at) {
    int node = roots[tree];
    while (true) {
      int way = way(words, node);
      if (way == 0) {
        return node;
      }
      int slot = (int) (words[2 * node + 1] >>> 32);
      long number = words[2 * node];
      long key = keys[at + slot];
      boolean left;
      if (slot < equalFrom) {
        left = key < number;
      } else if (slot < setFrom) {
        left = key == number || key == least;
      } else {
        left = inSet((int) key, (int) number);
      }
      node += left ? way : way + 1;
    }
  }
}
