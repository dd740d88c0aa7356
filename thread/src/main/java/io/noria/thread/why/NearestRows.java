package io.noria.thread.why;

import io.noria.serving.ReferenceSample;
import io.noria.serving.Values;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a training sample that are most like a given one, by Gower's distance (Gower 1971):
 * each feature is from 0 to 1 apart, and the distance is their mean. Numbers are as far apart as
 * their difference in spreads (from the 5th to the 95th percentile), at most 1; texts and booleans
 * are the same or not; a missing value is the same as a missing value alone.
 */
public final class NearestRows {
  private static final int MOST_NAMED = 6;

  private final ReferenceSample sample;
  private final double[] spreads;

  /** Searches the profile's sample. */
  public NearestRows(SampleProfile profile) {
    this.sample = profile.sample();
    this.spreads = new double[sample.features().size()];
    for (int feature = 0; feature < spreads.length; feature++) {
      spreads[feature] = profile.spread(feature);
    }
  }

  /**
   * A row of the sample.
   *
   * @param row its place
   * @param distance 0 to 1
   * @param differs the features that set it apart, those that do most first
   */
  public record Near(int row, double distance, List<String> differs) {}

  /**
   * The nearest, nearest first; of equals the one that comes first.
   *
   * @param asked raw values by feature
   * @param weights for each feature how much it counts; null when all count the same
   */
  public List<Near> find(
      Map<String, @Nullable Object> asked, double @Nullable [] weights, int count) {
    int rows = sample.size();
    int features = sample.features().size();
    if (rows == 0 || count == 0) {
      return List.of();
    }
    double[] shares = shares(weights, features);
    double[] distances = new double[rows];
    for (int feature = 0; feature < features; feature++) {
      if (shares[feature] > 0) {
        add(feature, asked.get(sample.features().get(feature).name()), shares[feature], distances);
      }
    }
    Comparator<Integer> farthestFirst =
        Comparator.<Integer>comparingDouble(row -> distances[row])
            .thenComparing(row -> row)
            .reversed();
    PriorityQueue<Integer> nearest = new PriorityQueue<>(farthestFirst);
    for (int row = 0; row < rows; row++) {
      if (nearest.size() < count) {
        nearest.add(row);
      } else if (distances[row] < distances[nearest.element()]) {
        nearest.remove();
        nearest.add(row);
      }
    }
    List<Near> found = new ArrayList<>();
    while (!nearest.isEmpty()) {
      int row = nearest.remove();
      found.addFirst(new Near(row, distances[row], differs(asked, shares, row)));
    }
    return found;
  }

  private static double[] shares(double @Nullable [] weights, int features) {
    double[] shares = new double[features];
    double sum = 0;
    for (int i = 0; i < features; i++) {
      shares[i] = weights == null ? 1 : Math.abs(weights[i]);
      sum += shares[i];
    }
    for (int i = 0; i < features; i++) {
      shares[i] = sum > 0 ? shares[i] / sum : 1.0 / features;
    }
    return shares;
  }

  private List<String> differs(Map<String, @Nullable Object> asked, double[] shares, int row) {
    var features = sample.features();
    double[] apart = new double[shares.length];
    for (int i = 0; i < apart.length; i++) {
      double[] one = new double[1];
      add(i, asked.get(features.get(i).name()), shares[i], row, one);
      apart[i] = one[0];
    }
    return IntStream.range(0, apart.length)
        .boxed()
        .filter(i -> apart[i] > 0)
        .sorted(Comparator.comparingDouble(i -> -apart[i]))
        .limit(MOST_NAMED)
        .map(i -> features.get(i).name())
        .toList();
  }

  private void add(int feature, @Nullable Object value, double share, double[] distances) {
    add(feature, value, share, 0, distances);
  }

  /** Adds to each distance what the feature adds for the row of that place, counted from one. */
  private void add(
      int feature, @Nullable Object value, double share, int from, double[] distances) {
    switch (sample.values().get(feature)) {
      case Values.Texts texts -> {
        int asked = value == null ? -1 : texts.texts().indexOf(value.toString());
        boolean unknown = value != null && asked < 0;
        for (int i = 0; i < distances.length; i++) {
          distances[i] += unknown || texts.codes()[from + i] != asked ? share : 0;
        }
      }
      case Values.Numbers numbers -> {
        double here = number(value);
        for (int i = 0; i < distances.length; i++) {
          distances[i] += share * apart(numbers.values()[from + i], here, spreads[feature]);
        }
      }
    }
  }

  private static double number(@Nullable Object value) {
    return switch (value) {
      case Boolean truth -> truth ? 1 : 0;
      case Number number -> number.doubleValue();
      case null, default -> Double.NaN;
    };
  }

  private static double apart(double there, double here, double spread) {
    if (Double.isNaN(there) || Double.isNaN(here)) {
      return Double.isNaN(there) == Double.isNaN(here) ? 0 : 1;
    }
    return there == here ? 0 : spread > 0 ? Math.min(1, Math.abs(there - here) / spread) : 1;
  }
}
