package io.noria.stats;

import java.util.Arrays;

/** Orders and ranks of scores. */
final class Ranking {
  private Ranking() {}

  /** The rows in ascending order of score; ties in row order. */
  static int[] ascending(double[] scores) {
    // The score's sortable bits and the row packed apart: one primitive sort of 64 bits each would
    // lose score bits, so the bits are sorted first and rows are laid into their places after.
    int n = scores.length;
    double[] sorted = scores.clone();
    for (int i = 0; i < n; i++) {
      sorted[i] = sorted[i] + 0.0;
    }
    double[] plain = sorted.clone();
    Arrays.sort(sorted);
    int[] start = new int[n];
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int place = firstAtLeast(sorted, plain[i]);
      order[place + start[place]++] = i;
    }
    return order;
  }

  /** The end (exclusive) of the run of equal scores that begins at the place in the order. */
  static int endOfTies(int[] order, double[] scores, int start) {
    int end = start + 1;
    while (end < order.length && scores[order[end]] == scores[order[start]]) {
      end++;
    }
    return end;
  }

  /** Ranks from 1, tied scores sharing the mean of theirs. */
  static double[] midranks(double[] scores) {
    int[] order = ascending(scores);
    double[] ranks = new double[scores.length];
    for (int start = 0; start < order.length; ) {
      int end = endOfTies(order, scores, start);
      for (int i = start; i < end; i++) {
        ranks[order[i]] = (start + 1 + end) / 2.0;
      }
      start = end;
    }
    return ranks;
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
}
