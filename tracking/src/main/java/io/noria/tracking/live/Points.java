package io.noria.tracking.live;

import io.noria.tracking.FoundRun;
import io.noria.tracking.Metric;
import io.noria.tracking.MetricBits;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A run's latest points. Immutable. */
final class Points {
  static final Points NONE = new Points(Keys.NONE, new long[0], new long[0], new long[0]);

  final Keys keys;
  private final long[] bits;

  /** One for all when they are the same, as they are for most runs. */
  private final long[] steps;

  private final long[] times;

  private Points(Keys keys, long[] bits, long[] steps, long[] times) {
    this.keys = keys;
    this.bits = bits;
    this.steps = steps;
    this.times = times;
  }

  /** The points of keys that are sorted; the arrays are not used afterwards. */
  static Points of(Keys keys, long[] bits, long[] steps, long[] times) {
    return keys.size() == 0 ? NONE : new Points(keys, bits, folded(steps), folded(times));
  }

  private static long[] folded(long[] values) {
    for (long value : values) {
      if (value != values[0]) {
        return values;
      }
    }
    return new long[] {values[0]};
  }

  long bits(int at) {
    return bits[at];
  }

  long step(int at) {
    return steps[steps.length == 1 ? 0 : at];
  }

  long time(int at) {
    return times[times.length == 1 ? 0 : at];
  }

  void tell(FoundRun.MetricSink sink) {
    for (int i = 0; i < bits.length; i++) {
      sink.metric(keys.name(i), MetricBits.value(bits[i]), time(i), step(i));
    }
  }

  /** These and newer points: of each key the greatest by (step, time, value). */
  Points with(Collection<Metric> points, Keys.Shared shared) {
    TreeMap<String, Metric> added = new TreeMap<>();
    long[] newBits = bits.clone();
    long[] newSteps = unfolded(steps);
    long[] newTimes = unfolded(times);
    for (Metric point : points) {
      int at = keys.at(point.key());
      if (at < 0) {
        added.merge(point.key(), point, (a, b) -> isGreater(b, a) ? b : a);
      } else if (isGreater(point, newSteps[at], newTimes[at], newBits[at])) {
        newSteps[at] = point.step();
        newTimes[at] = point.timestamp().toEpochMilli();
        newBits[at] = MetricBits.of(point.value());
      }
    }
    return added.isEmpty()
        ? of(keys, newBits, newSteps, newTimes)
        : merged(added, shared, newBits, newSteps, newTimes);
  }

  private Points merged(
      TreeMap<String, Metric> added,
      Keys.Shared shared,
      long[] oldBits,
      long[] oldSteps,
      long[] oldTimes) {
    int size = keys.size() + added.size();
    List<String> names = new ArrayList<>(size);
    long[] newBits = new long[size];
    long[] newSteps = new long[size];
    long[] newTimes = new long[size];
    int old = 0;
    while (names.size() < size) {
      int at = names.size();
      Map.Entry<String, Metric> next = added.firstEntry();
      if (next == null || (old < keys.size() && keys.name(old).compareTo(next.getKey()) < 0)) {
        names.add(keys.name(old));
        newBits[at] = oldBits[old];
        newSteps[at] = oldSteps[old];
        newTimes[at] = oldTimes[old++];
      } else {
        Metric point = next.getValue();
        added.pollFirstEntry();
        names.add(next.getKey());
        newBits[at] = MetricBits.of(point.value());
        newSteps[at] = point.step();
        newTimes[at] = point.timestamp().toEpochMilli();
      }
    }
    return of(shared.of(names), newBits, newSteps, newTimes);
  }

  private long[] unfolded(long[] values) {
    if (values.length == bits.length) {
      return values.clone();
    }
    long[] all = new long[bits.length];
    java.util.Arrays.fill(all, values[0]);
    return all;
  }

  private static boolean isGreater(Metric a, Metric b) {
    return isGreater(a, b.step(), b.timestamp().toEpochMilli(), MetricBits.of(b.value()));
  }

  private static boolean isGreater(Metric point, long step, long time, long value) {
    int order = Long.compare(point.step(), step);
    if (order == 0) {
      order = Long.compare(point.timestamp().toEpochMilli(), time);
    }
    return order == 0 ? MetricBits.of(point.value()) > value : order > 0;
  }

  /** About how many bytes of memory it takes. */
  long size() {
    return keys.size() == 0 ? 0 : 24 + 3 * 16 + 8L * (bits.length + steps.length + times.length);
  }
}
