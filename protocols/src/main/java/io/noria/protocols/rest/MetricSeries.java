package io.noria.protocols.rest;

import io.noria.tracking.Metric;
import io.noria.tracking.ThinCurve;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One metric's history on the wire, whole or thinned with the extremes of each stretch. */
@SuppressWarnings("ArrayRecordComponent")
record MetricSeries(
    String key,
    long[] steps,
    List<@Nullable Double> values,
    long[] timesMs,
    long total,
    boolean sampled,
    @Nullable List<@Nullable Double> min,
    @Nullable List<@Nullable Double> max) {

  static MetricSeries of(String key, ThinCurve curve) {
    return new MetricSeries(
        key,
        curve.steps(),
        Shown.doubles(curve.values()),
        curve.times(),
        curve.total(),
        !curve.whole(),
        curve.whole() ? null : Shown.doubles(curve.least()),
        curve.whole() ? null : Shown.doubles(curve.greatest()));
  }

  static Builder builder(String key) {
    return new Builder(key);
  }

  /** Collects points in their order. */
  static final class Builder {
    private final String key;
    private long[] steps = new long[256];
    private double[] values = new double[256];
    private long[] times = new long[256];
    private int count;

    private Builder(String key) {
      this.key = key;
    }

    void add(Metric metric) {
      if (count == steps.length) {
        steps = Arrays.copyOf(steps, count * 2);
        values = Arrays.copyOf(values, count * 2);
        times = Arrays.copyOf(times, count * 2);
      }
      steps[count] = metric.step();
      values[count] = metric.value();
      times[count] = metric.timestamp().toEpochMilli();
      count++;
    }

    /** All points, or about {@code most} of them: of each stretch its last, least and greatest. */
    MetricSeries build(int most) {
      if (count <= most) {
        return new MetricSeries(
            key,
            Arrays.copyOf(steps, count),
            Shown.doubles(Arrays.copyOf(values, count)),
            Arrays.copyOf(times, count),
            count,
            false,
            null,
            null);
      }
      long[] thinSteps = new long[most];
      long[] thinTimes = new long[most];
      List<@Nullable Double> last = new ArrayList<>(most);
      List<@Nullable Double> low = new ArrayList<>(most);
      List<@Nullable Double> high = new ArrayList<>(most);
      for (int i = 0; i < most; i++) {
        int from = (int) ((long) i * count / most);
        int to = (int) ((i + 1L) * count / most);
        thinSteps[i] = steps[to - 1];
        thinTimes[i] = times[to - 1];
        last.add(Shown.finite(values[to - 1]));
        low.add(extreme(from, to, true));
        high.add(extreme(from, to, false));
      }
      return new MetricSeries(key, thinSteps, last, thinTimes, count, true, low, high);
    }

    private @Nullable Double extreme(int from, int to, boolean least) {
      double found = Double.NaN;
      for (int i = from; i < to; i++) {
        double value = values[i];
        if (Double.isFinite(value)
            && (Double.isNaN(found) || (least ? value < found : value > found))) {
          found = value;
        }
      }
      return Shown.finite(found);
    }
  }
}
