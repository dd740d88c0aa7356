package io.noria.tracking.curve;

import io.noria.tracking.MetricBits;
import java.util.Arrays;

/**
 * Points of one curve in the order (step, time, value), none twice. Values are kept as {@link
 * MetricBits}. Immutable: the arrays are never written after construction.
 */
public final class Points {
  /** No point. */
  public static final Points NONE = new Points(new long[0], new long[0], new long[0], 0);

  private final long[] steps;
  private final long[] times;
  private final long[] bits;
  private final int count;

  private Points(long[] steps, long[] times, long[] bits, int count) {
    this.steps = steps;
    this.times = times;
    this.bits = bits;
    this.count = count;
  }

  /** One point. */
  public static Points of(long step, long time, long bits) {
    return new Points(new long[] {step}, new long[] {time}, new long[] {bits}, 1);
  }

  /** Columns that are sorted and free of repetitions; they are kept, not copied. */
  static Points sorted(long[] steps, long[] times, long[] bits) {
    return new Points(steps, times, bits, steps.length);
  }

  /** Points in any order, repetitions among them; the columns are kept, not copied. */
  public static Points ofAny(long[] steps, long[] times, long[] bits, int count) {
    Points given = new Points(steps, times, bits, count);
    for (int i = 1; i < count; i++) {
      if (given.compare(i, steps[i - 1], times[i - 1], bits[i - 1]) <= 0) {
        return given.half(0, count);
      }
    }
    return given;
  }

  /** Sorts by merging halves: what arrives is mostly sorted already. */
  private Points half(int from, int to) {
    boolean inOrder = true;
    for (int i = from + 1; i < to && inOrder; i++) {
      inOrder = compare(i, steps[i - 1], times[i - 1], bits[i - 1]) > 0;
    }
    if (inOrder) {
      return slice(from, to);
    }
    int middle = (from + to) >>> 1;
    return half(from, middle).merge(half(middle, to));
  }

  /** How many. */
  public int count() {
    return count;
  }

  /** The i-th point's step. */
  public long step(int i) {
    return steps[i];
  }

  /** The i-th point's time in milliseconds since the epoch. */
  public long time(int i) {
    return times[i];
  }

  /** The i-th point's value as {@link MetricBits}. */
  public long bits(int i) {
    return bits[i];
  }

  /** The i-th point's value. */
  public double value(int i) {
    return MetricBits.value(bits[i]);
  }

  /** Negative, zero or positive as the i-th point comes before, is, or comes after the other. */
  public int compare(int i, long step, long time, long value) {
    int order = Long.compare(steps[i], step);
    if (order == 0) {
      order = Long.compare(times[i], time);
    }
    return order == 0 ? Long.compare(bits[i], value) : order;
  }

  /** The index of the first point that is not before the given one. */
  public int lowerBound(long step, long time, long value) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compare(middle, step, time, value) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The index of the first point that comes after the given one. */
  public int upperBound(long step, long time, long value) {
    int at = lowerBound(step, time, value);
    return at < count && compare(at, step, time, value) == 0 ? at + 1 : at;
  }

  /** The points with {@code from <= step <= to}. */
  public Points within(long from, long to) {
    return slice(
        lowerBound(from, Long.MIN_VALUE, Long.MIN_VALUE),
        upperBound(to, Long.MAX_VALUE, Long.MAX_VALUE));
  }

  /** The points from one index to before another. */
  public Points slice(int from, int to) {
    if (from >= to) {
      return NONE;
    }
    if (from == 0 && to == count) {
      return this;
    }
    return sorted(
        Arrays.copyOfRange(steps, from, to),
        Arrays.copyOfRange(times, from, to),
        Arrays.copyOfRange(bits, from, to));
  }

  /** The points of both; this one itself when the other adds nothing. */
  public Points merge(Points other) {
    if (other.count == 0) {
      return this;
    }
    if (count == 0) {
      return other;
    }
    long[] allSteps = Arrays.copyOf(steps, count + other.count);
    long[] allTimes = Arrays.copyOf(times, count + other.count);
    long[] allBits = Arrays.copyOf(bits, count + other.count);
    int last = count - 1;
    if (other.compare(0, steps[last], times[last], bits[last]) > 0) {
      System.arraycopy(other.steps, 0, allSteps, count, other.count);
      System.arraycopy(other.times, 0, allTimes, count, other.count);
      System.arraycopy(other.bits, 0, allBits, count, other.count);
      return sorted(allSteps, allTimes, allBits);
    }
    int n = 0;
    int i = 0;
    int j = 0;
    while (i < count || j < other.count) {
      int order;
      if (i == count) {
        order = 1;
      } else if (j == other.count) {
        order = -1;
      } else {
        order = compare(i, other.steps[j], other.times[j], other.bits[j]);
      }
      Points from = order <= 0 ? this : other;
      int at = order <= 0 ? i : j;
      allSteps[n] = from.steps[at];
      allTimes[n] = from.times[at];
      allBits[n++] = from.bits[at];
      i += order <= 0 ? 1 : 0;
      j += order >= 0 ? 1 : 0;
    }
    return n == count ? this : new Points(allSteps, allTimes, allBits, n);
  }

  @Override
  public String toString() {
    return count + " points";
  }
}
