package io.noria.serving.tree;

/**
 * A forest of single precision whose node is one word of 64 bits: the number to compare with, less
 * one, in the upper half; then 16 bits of the slot and 16 of the way to the left child.
 */
final class NarrowForest extends Forest {
  private static final int LANES = 8;
  private static final int MOST = 1 << 16;
  private static final long LEAF = (long) Integer.MAX_VALUE << 32;

  private final long[] words;

  /** The first slot that asks for equality, and the first that asks for a set. */
  private final int equalFrom;

  private final int setFrom;

  NarrowForest(Encoder encoder, ForestBuilder built, int[] place) {
    super(encoder, built);
    this.words = new long[built.nodes()];
    this.equalFrom = encoder.equalFrom();
    this.setFrom = encoder.setFrom();
    for (int node = 0; node < words.length; node++) {
      int left = built.left(node);
      if (left == 0) {
        words[node] = LEAF;
        continue;
      }
      long number = built.thresholdOf(node) - (built.special(node) ? 0 : 1);
      words[node] = number << 32 | (long) place[built.slot(node)] << 16 | left - node;
    }
  }

  /** Whether the trees fit into such words. */
  static boolean fits(ForestBuilder built) {
    if (built.slotCount() > MOST) {
      return false;
    }
    for (int node = 0; node < built.nodes(); node++) {
      if (built.left(node) - node >= MOST) {
        return false;
      }
    }
    return true;
  }

  @Override
  Keys encode(float[] rows, int from, int count) {
    int[] keys = new int[count * encoder.slots()];
    for (int row = 0; row < count; row++) {
      encoder.encode(rows, from + row * encoder.features(), keys, row * encoder.slots());
    }
    return new Keys(count, keys, new long[0]);
  }

  @Override
  Keys encode(double[] rows, int from, int count) {
    float[] single = new float[count * encoder.features()];
    for (int i = 0; i < single.length; i++) {
      single[i] = (float) rows[from + i];
    }
    return encode(single, 0, count);
  }

  @Override
  void walkTrees(Keys keys, int row, int from, int to, int[] nodes) {
    int[] k = keys.narrow;
    int at = row * encoder.slots();
    int tree = from;
    while (to - tree >= LANES) {
      eightTrees(tree, k, at, nodes, tree - from);
      tree += LANES;
    }
    for (; tree < to; tree++) {
      nodes[tree - from] = walk(tree, k, at);
    }
  }

  private void eightTrees(int tree, int[] k, int at, int[] nodes, int out) {
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
    int e = roots[tree + 4];
    int f = roots[tree + 5];
    int g = roots[tree + 6];
    int h = roots[tree + 7];
    int stride = stride(deepest);
    for (int done = 0; done < deepest; done += stride) {
      for (int step = 0; step < stride; step++) {
        a = step(w, k, at, a);
        b = step(w, k, at, b);
        c = step(w, k, at, c);
        d = step(w, k, at, d);
        e = step(w, k, at, e);
        f = step(w, k, at, f);
        g = step(w, k, at, g);
        h = step(w, k, at, h);
      }
      if (way(w[a] | w[b] | w[c] | w[d] | w[e] | w[f] | w[g] | w[h]) == 0) {
        break;
      }
    }
    nodes[out] = a;
    nodes[out + 1] = b;
    nodes[out + 2] = c;
    nodes[out + 3] = d;
    nodes[out + 4] = e;
    nodes[out + 5] = f;
    nodes[out + 6] = g;
    nodes[out + 7] = h;
  }

  @Override
  void walkRows(Keys keys, int tree, int[] nodes) {
    int[] k = keys.narrow;
    int slots = encoder.slots();
    int row = 0;
    if (!special[tree]) {
      for (; keys.count - row >= LANES; row += LANES) {
        eightRows(tree, k, row, nodes);
      }
    }
    for (; row < keys.count; row++) {
      nodes[row] = walk(tree, k, row * slots);
    }
  }

  private void eightRows(int tree, int[] k, int row, int[] nodes) {
    long[] w = words;
    int slots = encoder.slots();
    int at = row * slots;
    int depth = depths[tree];
    int a = roots[tree];
    int b = a;
    int c = a;
    int d = a;
    int e = a;
    int f = a;
    int g = a;
    int h = a;
    int stride = stride(depth);
    for (int done = 0; done < depth; done += stride) {
      for (int step = 0; step < stride; step++) {
        a = step(w, k, at, a);
        b = step(w, k, at + slots, b);
        c = step(w, k, at + 2 * slots, c);
        d = step(w, k, at + 3 * slots, d);
        e = step(w, k, at + 4 * slots, e);
        f = step(w, k, at + 5 * slots, f);
        g = step(w, k, at + 6 * slots, g);
        h = step(w, k, at + 7 * slots, h);
      }
      if (way(w[a] | w[b] | w[c] | w[d] | w[e] | w[f] | w[g] | w[h]) == 0) {
        break;
      }
    }
    nodes[row] = a;
    nodes[row + 1] = b;
    nodes[row + 2] = c;
    nodes[row + 3] = d;
    nodes[row + 4] = e;
    nodes[row + 5] = f;
    nodes[row + 6] = g;
    nodes[row + 7] = h;
  }

  private static int step(long[] words, int[] keys, int at, int node) {
    long word = words[node];
    long less = (word >> 32) - keys[at + ((int) word >>> 16)];
    return node + (int) (word & 0xffff) + (int) (less >>> 63);
  }

  private static int way(long word) {
    return (int) word & 0xffff;
  }

  private int walk(int tree, int[] keys, int at) {
    int node = roots[tree];
    while (true) {
      long word = words[node];
      int way = way(word);
      if (way == 0) {
        return node;
      }
      int slot = (int) word >>> 16;
      int number = (int) (word >> 32);
      int key = keys[at + slot];
      boolean left;
      if (slot < equalFrom) {
        left = key <= number;
      } else if (slot < setFrom) {
        left = key == number || key == Integer.MIN_VALUE;
      } else {
        left = inSet(key, number);
      }
      node += left ? way : way + 1;
    }
  }
}
