package io.noria.serving.tree;

import io.noria.serving.tree.Slot.Kind;
import java.util.List;

/** Turns rows into the numbers that the nodes compare: one for each slot. Immutable. */
final class Encoder {
  /** How the library that a model is of takes what is given. */
  enum Reading {
    /** A fraction above a category is cut off. */
    XGBOOST,
    /** Next to nothing is 0; a fraction is cut off towards it, so that -0.5 is category 0. */
    LIGHTGBM,
    /** What is no whole number is no category. */
    ONNX
  }

  /** What LightGBM takes for zero: up to this on both sides. */
  private static final double ZERO = 1e-35f;

  private static final int CATEGORIES = 1 << 24;

  private final int features;
  private final int[] featureOf;

  /** Where the slots of each kind end; they lie in the order of the kinds. */
  private final int[] ends = new int[Kind.values().length];

  private final int leftEnd;
  private final int rightEnd;

  private final Reading reading;

  /**
   * An encoder.
   *
   * @param slots in the order of their kinds
   */
  Encoder(int features, List<Slot> slots, Reading reading) {
    this.features = features;
    this.featureOf = slots.stream().mapToInt(Slot::feature).toArray();
    this.reading = reading;
    for (Slot slot : slots) {
      ends[slot.kind().ordinal()]++;
    }
    for (int kind = 1; kind < ends.length; kind++) {
      ends[kind] += ends[kind - 1];
    }
    this.leftEnd = ends[Kind.MISSING_LEFT.ordinal()];
    this.rightEnd = ends[Kind.MISSING_RIGHT.ordinal()];
  }

  int features() {
    return features;
  }

  int slots() {
    return featureOf.length;
  }

  /** The first slot that asks for equality. */
  int equalFrom() {
    return ends[Kind.ZERO_RIGHT.ordinal()];
  }

  /** The first slot that asks for a category. */
  int setFrom() {
    return ends[Kind.EQUAL_MISSING_RIGHT.ordinal()];
  }

  /** A number that orders as the float does; the two zeros are one. */
  static int key(float value) {
    int bits = Float.floatToRawIntBits(value + 0.0f);
    return bits ^ bits >> 31 & 0x7fffffff;
  }

  /** A number that orders as the double does; the two zeros are one. */
  static long key(double value) {
    long bits = Double.doubleToRawLongBits(value + 0.0);
    return bits ^ bits >> 63 & 0x7fffffffffffffffL;
  }

  /** Encodes one row in single precision. */
  void encode(float[] rows, int from, int[] keys, int at) {
    keys[at] = 0;
    for (int slot = 1; slot < featureOf.length; slot++) {
      keys[at + slot] = single(slot, rows[from + featureOf[slot]]);
    }
  }

  /** Encodes one row in single precision, each number rounded to it first. */
  void encode(double[] rows, int from, int[] keys, int at) {
    keys[at] = 0;
    for (int slot = 1; slot < featureOf.length; slot++) {
      keys[at + slot] = single(slot, (float) rows[from + featureOf[slot]]);
    }
  }

  private int single(int slot, float value) {
    if (slot < leftEnd) {
      return Float.isNaN(value) ? Integer.MIN_VALUE : key(value);
    }
    if (slot < rightEnd) {
      return Float.isNaN(value) ? Integer.MAX_VALUE : key(value);
    }
    return slot < ends[Kind.EQUAL_MISSING_RIGHT.ordinal()]
        ? (int) number(slot, value, Integer.MIN_VALUE, Integer.MAX_VALUE, key(value))
        : category(slot, value);
  }

  /** What LightGBM makes of a value before anything else: next to nothing is nothing. */
  static double flushed(double value) {
    return Math.abs(value) <= ZERO ? 0 : value;
  }

  /** Encodes one row in double precision. */
  void encode(double[] rows, int from, long[] keys, int at) {
    keys[at] = 0;
    for (int slot = 1; slot < featureOf.length; slot++) {
      double given = rows[from + featureOf[slot]];
      double value = reading == Reading.LIGHTGBM ? flushed(given) : given;
      keys[at + slot] =
          slot < ends[Kind.EQUAL_MISSING_RIGHT.ordinal()]
              ? number(slot, value, Long.MIN_VALUE, Long.MAX_VALUE, key(value))
              : category(slot, value);
    }
  }

  private long number(int slot, double value, long least, long greatest, long key) {
    boolean missing = Double.isNaN(value);
    if (slot < ends[Kind.MISSING_LEFT.ordinal()]) {
      return missing ? least : key;
    }
    if (slot < ends[Kind.MISSING_RIGHT.ordinal()]) {
      return missing ? greatest : key;
    }
    if (slot < ends[Kind.MISSING_ZERO.ordinal()]) {
      return missing ? 0 : key;
    }
    if (slot < ends[Kind.ZERO_RIGHT.ordinal()]) {
      if (missing || Math.abs(value) <= ZERO) {
        return slot < ends[Kind.ZERO_LEFT.ordinal()] ? least : greatest;
      }
      return key;
    }
    if (missing) {
      return slot < ends[Kind.EQUAL_MISSING_LEFT.ordinal()] ? least : greatest;
    }
    return key;
  }

  private int category(int slot, double value) {
    if (Double.isNaN(value)) {
      return slot < ends[Kind.SET_MISSING_LEFT.ordinal()] ? Slot.EVERY_SET : Slot.NO_SET;
    }
    boolean category =
        value < CATEGORIES
            && switch (reading) {
              case XGBOOST -> value >= 0;
              case LIGHTGBM -> value > -1;
              case ONNX -> value >= 0 && value == Math.rint(value);
            };
    if (!category) {
      return Slot.NO_SET;
    }
    return (int) value;
  }
}
