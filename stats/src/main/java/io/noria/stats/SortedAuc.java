package io.noria.stats;

/** The weighted area under the curve by one walk over the rows, sorted once. */
final class SortedAuc implements GroupedMetric {
  /** Group of each row in ascending order of score; the complement for a negative row. */
  private final int[] place;

  /** Where each run of equal scores ends. */
  private final int[] ends;

  SortedAuc(boolean[] positive, double[] scores, int[] group) {
    int[] order = Ranking.ascending(scores);
    place = new int[order.length];
    int[] found = new int[order.length];
    int runs = 0;
    for (int start = 0; start < order.length; ) {
      int end = Ranking.endOfTies(order, scores, start);
      for (int i = start; i < end; i++) {
        place[i] = positive[order[i]] ? group[order[i]] : ~group[order[i]];
      }
      found[runs++] = end;
      start = end;
    }
    ends = java.util.Arrays.copyOf(found, runs);
  }

  @Override
  public double value(int[] times) {
    double above = 0;
    long up = 0;
    long down = 0;
    int at = 0;
    for (int end : ends) {
      long tiedUp = 0;
      long tiedDown = 0;
      for (; at < end; at++) {
        int g = place[at];
        if (g >= 0) {
          tiedUp += times[g];
        } else {
          tiedDown += times[~g];
        }
      }
      above += (double) tiedUp * down + 0.5 * tiedUp * tiedDown;
      up += tiedUp;
      down += tiedDown;
    }
    return up == 0 || down == 0 ? Double.NaN : above / ((double) up * down);
  }
}
