package io.noria.importing;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Gathers the points of one run, which come mixed, into records of one metric each. Holds a bounded
 * number of points. Not thread-safe.
 */
public final class PointBuffer {
  private static final int RECORD = 10_000;
  private static final int MOST_HELD = 500_000;

  private final String run;
  private final ImportSink sink;
  private final Map<String, Points> held = new LinkedHashMap<>();
  private int count;

  /** For the points of this run. */
  public PointBuffer(String run, ImportSink sink) {
    this.run = run;
    this.sink = sink;
  }

  /** Adds a point; may hand a record on. */
  public void add(String key, long step, long millis, double value)
      throws IOException, InterruptedException {
    Points points = held.computeIfAbsent(key, k -> new Points());
    points.add(step, millis, value);
    count++;
    if (points.size == RECORD) {
      put(key, points);
      held.remove(key);
      count -= RECORD;
    } else if (count >= MOST_HELD) {
      flush();
    }
  }

  /** Hands on what is held. */
  public void flush() throws IOException, InterruptedException {
    for (Map.Entry<String, Points> one : held.entrySet()) {
      put(one.getKey(), one.getValue());
    }
    held.clear();
    count = 0;
  }

  private void put(String key, Points points) throws IOException, InterruptedException {
    sink.put(
        new Imported.Points(
            run,
            key,
            Arrays.copyOf(points.steps, points.size),
            Arrays.copyOf(points.millis, points.size),
            Arrays.copyOf(points.values, points.size)));
  }

  private static final class Points {
    private long[] steps = new long[16];
    private long[] millis = new long[16];
    private double[] values = new double[16];
    private int size;

    private void add(long step, long at, double value) {
      if (size == steps.length) {
        int room = Math.min(RECORD, size * 2);
        steps = Arrays.copyOf(steps, room);
        millis = Arrays.copyOf(millis, room);
        values = Arrays.copyOf(values, room);
      }
      steps[size] = step;
      millis[size] = at;
      values[size++] = value;
    }
  }
}
