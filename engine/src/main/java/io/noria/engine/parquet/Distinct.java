package io.noria.engine.parquet;

import java.util.Arrays;

/**
 * The distinct 64-bit values of a column and each row's place among them, given up when there are
 * too many for a dictionary to be worth it. Not thread-safe; used again for every column.
 */
final class Distinct {
  private static final int MOST = 1 << 14;
  private static final int FEW = 1 << 8;
  private static final int SLOTS = 4 * MOST;

  private final int[] slots = new int[SLOTS];
  private final long[] values = new long[MOST];
  private int[] places = {};
  private int size;
  private int count;
  private int most = MOST;

  /**
   * Begins a column.
   *
   * @param few whether it is given up early
   */
  void begin(int rows, boolean few) {
    most = few ? FEW : MOST;
    Arrays.fill(slots, -1);
    if (places.length < rows) {
      places = new int[rows];
    }
    size = 0;
    count = 0;
  }

  /** Adds the next row's value; false when there are too many. */
  boolean add(long value) {
    int slot = (int) (value * 0x9e3779b97f4a7c15L >>> 48) & (SLOTS - 1);
    while (true) {
      int place = slots[slot];
      if (place < 0) {
        if (size == most) {
          return false;
        }
        slots[slot] = size;
        values[size] = value;
        places[count++] = size++;
        return true;
      }
      if (values[place] == value) {
        places[count++] = place;
        return true;
      }
      slot = slot + 1 & (SLOTS - 1);
    }
  }

  long[] values() {
    return values;
  }

  int[] places() {
    return places;
  }

  int size() {
    return size;
  }

  /** How many rows were added. */
  int count() {
    return count;
  }
}
