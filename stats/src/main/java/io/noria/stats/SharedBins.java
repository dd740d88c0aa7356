package io.noria.stats;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The bins that PSI and Jensen-Shannon share, as Evidently 0.7.21 makes them ({@code
 * get_binned_data}): numbers whose reference has more than 20 distinct values fall into Sturges'
 * bins over both sides pooled (NumPy's {@code histogram_bin_edges(…, "sturges")}); everything else
 * has one bin per distinct value.
 *
 * @param reference counts of the reference
 * @param current counts of the window, bin by bin the same
 */
record SharedBins(long[] reference, long[] current) {
  private static final int DISTINCT = 20;

  static SharedBins of(Sample reference, Sample current) {
    if (reference.type() == ColumnType.CATEGORICAL) {
      return categories(reference, current);
    }
    return distinct(reference.sorted(), DISTINCT) > DISTINCT
        ? sturges(reference, current)
        : values(reference.sorted(), current.sorted());
  }

  /** One bin per distinct value, whatever the type. */
  static SharedBins byValue(Sample reference, Sample current) {
    return reference.type() == ColumnType.CATEGORICAL
        ? categories(reference, current)
        : values(reference.sorted(), current.sorted());
  }

  /** Shares of the reference and of the window. */
  double[][] shares() {
    return new double[][] {share(reference), share(current)};
  }

  private static double[] share(long[] counts) {
    long total = Arrays.stream(counts).sum();
    return Arrays.stream(counts).mapToDouble(count -> (double) count / total).toArray();
  }

  private static SharedBins categories(Sample reference, Sample current) {
    Map<String, Integer> place = new HashMap<>();
    for (Sample side : new Sample[] {reference, current}) {
      for (int code : side.codes()) {
        place.putIfAbsent(side.dictionary().get(code), place.size());
      }
    }
    return new SharedBins(tally(reference, place), tally(current, place));
  }

  private static long[] tally(Sample side, Map<String, Integer> place) {
    int[] bins =
        side.dictionary().stream().mapToInt(name -> place.getOrDefault(name, -1)).toArray();
    long[] counts = new long[place.size()];
    for (int code : side.codes()) {
      counts[bins[code]]++;
    }
    return counts;
  }

  private static SharedBins values(double[] reference, double[] current) {
    int bins = 0;
    long[] left = new long[reference.length + current.length];
    long[] right = new long[left.length];
    int i = 0;
    int j = 0;
    while (i < reference.length || j < current.length) {
      double value =
          j >= current.length || (i < reference.length && reference[i] <= current[j])
              ? reference[i]
              : current[j];
      while (i < reference.length && reference[i] == value) {
        left[bins]++;
        i++;
      }
      while (j < current.length && current[j] == value) {
        right[bins]++;
        j++;
      }
      bins++;
    }
    return new SharedBins(Arrays.copyOf(left, bins), Arrays.copyOf(right, bins));
  }

  private static SharedBins sturges(Sample reference, Sample current) {
    double[] left = reference.sorted();
    double[] right = current.sorted();
    double first = Math.min(left[0], right[0]);
    double last = Math.max(left[left.length - 1], right[right.length - 1]);
    double width = (last - first) / (log2((long) left.length + right.length) + 1.0);
    if (reference.integral() && current.integral() && width < 1) {
      width = 1;
    }
    int bins = width > 0 ? (int) Math.ceil((last - first) / width) : 1;
    double[] edges = Histogram.linspace(first, last, bins);
    return new SharedBins(Histogram.counts(left, edges), Histogram.counts(right, edges));
  }

  /** Exact for powers of two, where the number of bins hangs on the last bit. */
  private static double log2(long n) {
    return Long.bitCount(n) == 1 ? Long.numberOfTrailingZeros(n) : Math.log(n) / Math.log(2);
  }

  private static int distinct(double[] sorted, int enough) {
    int n = 0;
    for (int i = 0; i < sorted.length && n <= enough; i++) {
      if (i == 0 || sorted[i] != sorted[i - 1]) {
        n++;
      }
    }
    return n;
  }
}
