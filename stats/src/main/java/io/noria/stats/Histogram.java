package io.noria.stats;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts of two samples over bins that both share, to be drawn over each other.
 *
 * @param edges n + 1 edges of n bins, ascending; the last bin holds its right edge; empty for
 *     categories
 * @param categories names, the reference's most frequent first; empty for numbers
 * @param reference counts of the reference
 * @param current counts of the window
 */
public record Histogram(
    List<Double> edges, List<String> categories, List<Long> reference, List<Long> current) {
  /** The name that gathers the categories beyond the most frequent ones. */
  public static final String OTHER = "(other)";

  /** Copies. */
  public Histogram {
    edges = List.copyOf(edges);
    categories = List.copyOf(categories);
    reference = List.copyOf(reference);
    current = List.copyOf(current);
  }

  /**
   * Bins of equal width between the 0.5th and the 99.5th percentile of both sides pooled; the first
   * and last bin reach out to the extremes. Categories beyond {@code bins} are gathered in {@link
   * #OTHER}.
   *
   * @param bins how many at most
   */
  public static Histogram shared(Sample reference, Sample current, int bins) {
    if (reference.type() == ColumnType.CATEGORICAL) {
      return ofCategories(reference, current, bins);
    }
    double[] pooled = merged(reference.sorted(), current.sorted());
    if (pooled.length == 0) {
      return new Histogram(List.of(), List.of(), List.of(), List.of());
    }
    double low = Quantiles.ofSorted(pooled, 0.005);
    double high = Quantiles.ofSorted(pooled, 0.995);
    double min = pooled[0];
    double max = pooled[pooled.length - 1];
    double[] edges;
    if (!(high > low)) {
      edges = max > min ? linspace(min, max, bins) : new double[] {min - 0.5, min + 0.5};
    } else {
      edges = linspace(low, high, bins);
      edges[0] = min;
      edges[bins] = max;
    }
    return new Histogram(
        Arrays.stream(edges).boxed().toList(),
        List.of(),
        boxed(counts(reference.sorted(), edges)),
        boxed(counts(current.sorted(), edges)));
  }

  private static double[] merged(double[] left, double[] right) {
    double[] all = new double[left.length + right.length];
    int i = 0;
    int j = 0;
    for (int at = 0; at < all.length; at++) {
      all[at] =
          j >= right.length || (i < left.length && left[i] <= right[j]) ? left[i++] : right[j++];
    }
    return all;
  }

  /** NumPy's {@code linspace(first, last, bins + 1)}: the last edge is exact. */
  static double[] linspace(double first, double last, int bins) {
    double[] edges = new double[bins + 1];
    double step = (last - first) / bins;
    for (int i = 0; i <= bins; i++) {
      edges[i] = i * step + first;
    }
    edges[bins] = last;
    return edges;
  }

  /** NumPy's {@code histogram(sorted, edges)}: half-open bins, the last one closed. */
  static long[] counts(double[] sorted, double[] edges) {
    long[] counts = new long[edges.length - 1];
    int before = firstAtLeast(sorted, edges[0]);
    for (int bin = 0; bin < counts.length; bin++) {
      int until =
          bin == counts.length - 1
              ? firstAbove(sorted, edges[bin + 1])
              : firstAtLeast(sorted, edges[bin + 1]);
      counts[bin] = until - before;
      before = until;
    }
    return counts;
  }

  private static int firstAtLeast(double[] sorted, double value) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static int firstAbove(double[] sorted, double value) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] <= value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static Histogram ofCategories(Sample reference, Sample current, int most) {
    Map<String, long[]> tallies = new LinkedHashMap<>();
    tally(reference, 0, tallies);
    tally(current, 1, tallies);
    List<Map.Entry<String, long[]>> ordered =
        tallies.entrySet().stream()
            .sorted(
                Comparator.<Map.Entry<String, long[]>>comparingLong(e -> -e.getValue()[0])
                    .thenComparingLong(e -> -e.getValue()[1])
                    .thenComparing(Map.Entry::getKey))
            .toList();
    Map<String, long[]> shown = new LinkedHashMap<>();
    for (int i = 0; i < ordered.size(); i++) {
      boolean gathered = ordered.size() > most && i >= most - 1;
      long[] sums =
          shown.computeIfAbsent(gathered ? OTHER : ordered.get(i).getKey(), name -> new long[2]);
      sums[0] += ordered.get(i).getValue()[0];
      sums[1] += ordered.get(i).getValue()[1];
    }
    return new Histogram(
        List.of(),
        List.copyOf(shown.keySet()),
        shown.values().stream().map(counts -> counts[0]).toList(),
        shown.values().stream().map(counts -> counts[1]).toList());
  }

  private static void tally(Sample side, int at, Map<String, long[]> tallies) {
    long[] counts = new long[side.dictionary().size()];
    for (int code : side.codes()) {
      counts[code]++;
    }
    for (int code = 0; code < counts.length; code++) {
      if (counts[code] > 0) {
        tallies.computeIfAbsent(side.dictionary().get(code), name -> new long[2])[at] +=
            counts[code];
      }
    }
  }

  private static List<Long> boxed(long[] counts) {
    return Arrays.stream(counts).boxed().toList();
  }
}
