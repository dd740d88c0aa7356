package io.noria.tracking.curve;

import io.noria.tracking.ThinCurve;
import java.util.List;

/** Cuts a curve into stretches of equal size, looking only into the pieces where one ends. */
public final class Thinning {
  private final long total;
  private final Buckets buckets;
  private final long[] steps;
  private final long[] times;
  private long passed;

  private Thinning(long total, int entries) {
    this.total = total;
    this.buckets = new Buckets(entries);
    this.steps = new long[entries];
    this.times = new long[entries];
  }

  /** The curve in at most so many entries. */
  public static ThinCurve of(List<Piece> pieces, int most) {
    long total = pieces.stream().mapToLong(piece -> piece.summary().points()).sum();
    Thinning thinning = new Thinning(total, (int) Math.min(most, total));
    pieces.forEach(thinning::add);
    return thinning.curve();
  }

  private void add(Piece piece) {
    Summary s = piece.summary();
    int first = entry(passed);
    int last = entry(passed + s.points() - 1);
    if (first == last) {
      buckets.add(first, 0, 0, s);
      steps[first] = s.lastStep();
      times[first] = s.lastTime();
      passed += s.points();
      return;
    }
    Points points = piece.points();
    for (int i = 0; i < points.count(); i++) {
      int entry = entry(passed++);
      buckets.add(entry, 0, points.value(i));
      steps[entry] = points.step(i);
      times[entry] = points.time(i);
    }
  }

  private int entry(long rank) {
    return (int) (rank * steps.length / total);
  }

  private ThinCurve curve() {
    int entries = steps.length;
    double[] values = new double[entries];
    double[] least = new double[entries];
    double[] greatest = new double[entries];
    for (int i = 0; i < entries; i++) {
      values[i] = buckets.last(i);
      least[i] = buckets.least(i);
      greatest[i] = buckets.greatest(i);
    }
    return new ThinCurve(total, steps, times, values, least, greatest);
  }
}
