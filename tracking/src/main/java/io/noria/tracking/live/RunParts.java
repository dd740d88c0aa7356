package io.noria.tracking.live;

import io.noria.tracking.RunInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A run on its way into memory, in parts as they are read. Used by one thread. */
public final class RunParts {
  private final RunInfo info;
  private final Pairs params = new Pairs();
  private final Pairs tags = new Pairs();
  private final List<String> metrics = new ArrayList<>();
  private long[] points = new long[3 * 16];
  private final List<LiveRun.Dataset> datasets = new ArrayList<>();
  private boolean related;

  /** A run of which nothing more is known yet. */
  public RunParts(RunInfo info) {
    this.info = info;
  }

  /** Keys and values side by side. */
  private static final class Pairs {
    final List<String> keys = new ArrayList<>();
    final List<String> values = new ArrayList<>();

    Texts build(Keys.Shared shared) {
      if (isSorted(keys)) {
        return Texts.of(shared.of(keys), values);
      }
      List<String> sortedKeys = new ArrayList<>();
      List<String> sortedValues = new ArrayList<>();
      for (int at : sorted(keys)) {
        sortedKeys.add(keys.get(at));
        sortedValues.add(values.get(at));
      }
      return Texts.of(shared.of(sortedKeys), sortedValues);
    }
  }

  /** Adds a metric's latest point; the value in the form of {@code MetricBits}. */
  public void metric(String key, long step, long timeMillis, long bits) {
    int at = 3 * metrics.size();
    if (at == points.length) {
      points = Arrays.copyOf(points, 2 * at);
    }
    metrics.add(key);
    points[at] = bits;
    points[at + 1] = step;
    points[at + 2] = timeMillis;
  }

  /** Adds a param. */
  public void param(String key, String value) {
    params.keys.add(key);
    params.values.add(value);
  }

  /** Adds a tag. */
  public void tag(String key, String value) {
    tags.keys.add(key);
    tags.values.add(value);
  }

  /** Adds a dataset that it read. */
  public void dataset(String name, String digest, @Nullable String context) {
    datasets.add(new LiveRun.Dataset(name, digest, context));
    related = true;
  }

  /** It used or logged models. */
  public void model() {
    related = true;
  }

  LiveRun build(Keys.Shared shared) {
    int size = metrics.size();
    boolean inOrder = isSorted(metrics);
    Integer[] order = inOrder ? new Integer[0] : sorted(metrics);
    List<String> keys = new ArrayList<>(size);
    long[] bits = new long[size];
    long[] steps = new long[size];
    long[] times = new long[size];
    for (int i = 0; i < size; i++) {
      int at = inOrder ? i : order[i];
      keys.add(metrics.get(at));
      bits[i] = points[3 * at];
      steps[i] = points[3 * at + 1];
      times[i] = points[3 * at + 2];
    }
    return new LiveRun(
        info,
        Points.of(shared.of(keys), bits, steps, times),
        params.build(shared),
        tags.build(shared),
        List.copyOf(datasets),
        related);
  }

  private static boolean isSorted(List<String> keys) {
    for (int i = 1; i < keys.size(); i++) {
      if (keys.get(i - 1).compareTo(keys.get(i)) > 0) {
        return false;
      }
    }
    return true;
  }

  private static Integer[] sorted(List<String> keys) {
    Integer[] order = new Integer[keys.size()];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparing(keys::get));
    return order;
  }
}
