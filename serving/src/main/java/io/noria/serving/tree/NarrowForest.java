package io.noria.serving.tree;

import java.util.Arrays;

/**
 * A forest whose node is one word of 64 bits: the number to compare with, less one, in the upper
 * half; then 16 bits of the slot and 16 of the way to the left child. In double precision the upper
 * half is that of the number, and only when it equals the row's are the lower ones looked at.
 *
 * <p>A set is a row of a table of bits that is as wide as the largest category of all sets, with
 * two bits more, one for what is in no set and one for what is in all of them: so a category is
 * looked up without asking how large the set is.
 */
final class NarrowForest extends Forest {
  private static final int LANES = 8;
  private static final int MOST = 1 << 16;
  private static final int LARGEST_TABLE = 1 << 24;
  private static final long LEAF = (long) Integer.MAX_VALUE << 32;

  private final long[] words;

  /** The lower halves of the numbers, by node; empty in single precision. */
  private final int[] lows;

  private final int[] table;

  /** The words of a row of the table; 0 when there is none. */
  private final int row;

  private final int equalFrom;
  private final int setFrom;

  NarrowForest(Encoder encoder, ForestBuilder built, int[] place, boolean single) {
    super(encoder, built);
    this.words = new long[built.nodes()];
    this.lows = new int[single ? 0 : words.length];
    this.equalFrom = encoder.equalFrom();
    this.setFrom = encoder.setFrom();
    this.row = rowOf(built);
    var sets = new Ints();
    sets.add(0);
    for (int node = 0; node < words.length; node++) {
      int left = built.left(node);
      if (left == 0) {
        words[node] = LEAF;
        continue;
      }
      long number = built.thresholdOf(node);
      if (built.special(node) && !built.equality(node)) {
        number = row == 0 ? number : addRow(sets, (int) number);
      } else {
        if (!single) {
          lows[node] = (int) number;
          number >>= 32;
        }
        number -= built.special(node) ? 0 : 1;
      }
      words[node] = number << 32 | (long) place[built.slot(node)] << 16 | left - node;
    }
    this.table = sets.toArray();
    if (row > 0 && equalFrom == setFrom) {
      Arrays.fill(special, false);
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

  private int rowOf(ForestBuilder built) {
    long sets = 0;
    int widest = 0;
    for (int node = 0; node < words.length; node++) {
      if (built.special(node) && !built.equality(node)) {
        sets++;
        widest = Math.max(widest, built.setSize((int) built.thresholdOf(node)));
      }
    }
    long size = sets * (widest + 1);
    return sets == 0 || size > LARGEST_TABLE ? 0 : widest + 1;
  }

  private int addRow(Ints sets, int from) {
    int at = sets.size();
    for (int word = 0; word < row - 1; word++) {
      sets.add(word < bits[from] ? bits[from + 1 + word] : 0);
    }
    sets.add(2);
    return at;
  }

  /** Where the table's rows have the category: beyond the categories, none is clear, every set. */
  private int column(int category) {
    int none = (row - 1) << 5;
    if (category == Slot.EVERY_SET) {
      return none + 1;
    }
    return category < 0 || category > none ? none : category;
  }

  @Override
  Keys encode(float[] rows, int from, int count) {
    if (lows.length > 0) {
      double[] twice = new double[count * encoder.features()];
      for (int i = 0; i < twice.length; i++) {
        twice[i] = rows[from + i];
      }
      return encode(twice, 0, count);
    }
    int slots = encoder.slots();
    int[] keys = new int[count * slots];
    for (int i = 0; i < count; i++) {
      encoder.encode(rows, from + i * encoder.features(), keys, i * slots);
    }
    return columns(new Keys(count, keys, lows, new long[0]));
  }

  @Override
  Keys encode(double[] rows, int from, int count) {
    int slots = encoder.slots();
    int features = encoder.features();
    int[] keys = new int[count * slots];
    if (lows.length == 0) {
      for (int i = 0; i < count; i++) {
        encoder.encode(rows, from + i * features, keys, i * slots);
      }
      return columns(new Keys(count, keys, lows, new long[0]));
    }
    int[] lower = new int[keys.length];
    long[] whole = new long[slots];
    for (int i = 0; i < count; i++) {
      encoder.encode(rows, from + i * features, whole, 0);
      for (int slot = 0; slot < slots; slot++) {
        boolean number = slot < setFrom;
        keys[i * slots + slot] = (int) (number ? whole[slot] >> 32 : whole[slot]);
        lower[i * slots + slot] = (int) whole[slot];
      }
    }
    return columns(new Keys(count, keys, lower, new long[0]));
  }

  private Keys columns(Keys keys) {
    int slots = encoder.slots();
    for (int i = 0; row > 0 && i < keys.count; i++) {
      for (int slot = i * slots + setFrom; slot < (i + 1) * slots; slot++) {
        keys.narrow[slot] = column(keys.narrow[slot]);
      }
    }
    return keys;
  }

  @Override
  void walkTrees(Keys keys, int at, int from, int to, int[] nodes) {
    int tree = from;
    while (to - tree >= LANES) {
      eightTrees(tree, keys, at * encoder.slots(), nodes, tree - from);
      tree += LANES;
    }
    for (; tree < to; tree++) {
      nodes[tree - from] = walk(tree, keys, at * encoder.slots());
    }
  }

  private void eightTrees(int tree, Keys keys, int at, int[] nodes, int out) {
    int deepest = 0;
    boolean plain = true;
    for (int i = tree; i < tree + LANES; i++) {
      deepest = Math.max(deepest, depths[i]);
      plain &= !special[i];
    }
    if (!plain) {
      for (int i = 0; i < LANES; i++) {
        nodes[out + i] = walk(tree + i, keys, at);
      }
      return;
    }
    boolean sets = row > 0;
    boolean exact = lows.length > 0;
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
        a = step(keys, at, a, sets, exact);
        b = step(keys, at, b, sets, exact);
        c = step(keys, at, c, sets, exact);
        d = step(keys, at, d, sets, exact);
        e = step(keys, at, e, sets, exact);
        f = step(keys, at, f, sets, exact);
        g = step(keys, at, g, sets, exact);
        h = step(keys, at, h, sets, exact);
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
    int at = 0;
    if (!special[tree]) {
      for (; keys.count - at >= LANES; at += LANES) {
        eightRows(tree, keys, at, nodes);
      }
    }
    for (; at < keys.count; at++) {
      nodes[at] = walk(tree, keys, at * encoder.slots());
    }
  }

  private void eightRows(int tree, Keys keys, int first, int[] nodes) {
    boolean sets = row > 0;
    boolean exact = lows.length > 0;
    long[] w = words;
    int slots = encoder.slots();
    int at = first * slots;
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
        a = step(keys, at, a, sets, exact);
        b = step(keys, at + slots, b, sets, exact);
        c = step(keys, at + 2 * slots, c, sets, exact);
        d = step(keys, at + 3 * slots, d, sets, exact);
        e = step(keys, at + 4 * slots, e, sets, exact);
        f = step(keys, at + 5 * slots, f, sets, exact);
        g = step(keys, at + 6 * slots, g, sets, exact);
        h = step(keys, at + 7 * slots, h, sets, exact);
      }
      if (way(w[a] | w[b] | w[c] | w[d] | w[e] | w[f] | w[g] | w[h]) == 0) {
        break;
      }
    }
    nodes[first] = a;
    nodes[first + 1] = b;
    nodes[first + 2] = c;
    nodes[first + 3] = d;
    nodes[first + 4] = e;
    nodes[first + 5] = f;
    nodes[first + 6] = g;
    nodes[first + 7] = h;
  }

  private int step(Keys keys, int at, int node, boolean sets, boolean exact) {
    long word = words[node];
    int slot = (int) word >>> 16;
    int key = keys.narrow[at + slot];
    long less = (word >> 32) - key;
    int right = (int) (less >>> 63);
    if (exact && less == -1) {
      // The upper halves are equal: rarely, so that the processor guesses it well.
      right = lowerRight(keys, at + slot, node);
    }
    if (sets) {
      int set = (setFrom - 1 - slot) >> 31;
      int word32 = table[((int) (word >> 32) + (key >>> 5)) & set];
      int out = ~word32 >>> key & 1;
      right = (right & ~set) | (out & set);
    }
    return node + (int) (word & 0xffff) + right;
  }

  private int lowerRight(Keys keys, int at, int node) {
    return Integer.compareUnsigned(keys.lows[at], lows[node]) < 0 ? 0 : 1;
  }

  private static int way(long word) {
    return (int) word & 0xffff;
  }

  private int walk(int tree, Keys keys, int at) {
    int node = roots[tree];
    boolean exact = lows.length > 0;
    while (true) {
      long word = words[node];
      int way = way(word);
      if (way == 0) {
        return node;
      }
      int slot = (int) word >>> 16;
      int number = (int) (word >> 32);
      int key = keys.narrow[at + slot];
      boolean right;
      if (slot < equalFrom) {
        right = key > number;
        if (exact && key == number + 1) {
          right = lowerRight(keys, at + slot, node) != 0;
        }
      } else if (slot < setFrom) {
        boolean least = key == Integer.MIN_VALUE;
        right = !least && (key != number || (exact && keys.lows[at + slot] != lows[node]));
      } else if (row > 0) {
        right = (table[number + (key >>> 5)] >>> key & 1) == 0;
      } else {
        right = !inSet(key, number);
      }
      node += right ? way + 1 : way;
    }
  }
}
