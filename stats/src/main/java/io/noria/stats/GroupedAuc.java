package io.noria.stats;

/**
 * The area under the curve from a table of pairs: how often a positive of group g is above a
 * negative of group h, ties counting half. One sort and one pass over the rows make the table; a
 * draw then costs groups², whatever the number of rows.
 */
final class GroupedAuc implements GroupedMetric {
  /** Beyond this, walking the sorted rows is cheaper. */
  static final int MOST_GROUPS = 256;

  private final double[][] pairs;
  private final long[] positives;
  private final long[] negatives;

  /** The quicker of the two ways for so many groups. */
  static GroupedMetric orSorted(boolean[] positive, double[] scores, int[] group, int groups) {
    return groups <= MOST_GROUPS
        ? new GroupedAuc(positive, scores, group, groups)
        : new SortedAuc(positive, scores, group);
  }

  GroupedAuc(boolean[] positive, double[] scores, int[] group, int groups) {
    pairs = new double[groups][groups];
    positives = new long[groups];
    negatives = new long[groups];
    int[] order = Ranking.ascending(scores);
    long[] below = new long[groups];
    long[] tied = new long[groups];
    for (int start = 0; start < order.length; ) {
      int end = Ranking.endOfTies(order, scores, start);
      java.util.Arrays.fill(tied, 0);
      for (int i = start; i < end; i++) {
        if (!positive[order[i]]) {
          tied[group[order[i]]]++;
        }
      }
      for (int i = start; i < end; i++) {
        if (positive[order[i]]) {
          double[] row = pairs[group[order[i]]];
          positives[group[order[i]]]++;
          for (int h = 0; h < groups; h++) {
            row[h] += below[h] + 0.5 * tied[h];
          }
        }
      }
      for (int h = 0; h < groups; h++) {
        below[h] += tied[h];
        negatives[h] += tied[h];
      }
      start = end;
    }
  }

  @Override
  public double value(int[] times) {
    double above = 0;
    double up = 0;
    double down = 0;
    for (int g = 0; g < times.length; g++) {
      if (times[g] == 0) {
        continue;
      }
      up += (double) times[g] * positives[g];
      down += (double) times[g] * negatives[g];
      double[] row = pairs[g];
      double sum = 0;
      for (int h = 0; h < times.length; h++) {
        sum += row[h] * times[h];
      }
      above += times[g] * sum;
    }
    return up == 0 || down == 0 ? Double.NaN : above / (up * down);
  }
}
