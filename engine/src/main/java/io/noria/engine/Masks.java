package io.noria.engine;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Null masks: a set bit is a missing value; no mask at all means none is missing. */
final class Masks {
  private Masks() {}

  static @Nullable BitSet orNone(@Nullable BitSet mask) {
    return mask == null || mask.isEmpty() ? null : mask;
  }

  static int count(@Nullable BitSet mask) {
    return mask == null ? 0 : mask.cardinality();
  }

  static @Nullable BitSet take(@Nullable BitSet mask, int[] rows) {
    if (mask == null) {
      return null;
    }
    BitSet taken = new BitSet(rows.length);
    for (int i = 0; i < rows.length; i++) {
      if (mask.get(rows[i])) {
        taken.set(i);
      }
    }
    return taken;
  }

  static long[] take(long[] values, int[] rows) {
    long[] taken = new long[rows.length];
    for (int i = 0; i < rows.length; i++) {
      taken[i] = values[rows[i]];
    }
    return taken;
  }
}
