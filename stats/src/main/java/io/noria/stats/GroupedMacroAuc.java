package io.noria.stats;

import java.util.stream.IntStream;

/** The mean over classes of each one's area against the rest. */
final class GroupedMacroAuc implements GroupedMetric {
  private final GroupedMetric[] classes;

  GroupedMacroAuc(int[] actual, Answers answers, int[] group, int groups) {
    classes =
        IntStream.range(0, answers.classes())
            .mapToObj(k ->
                GroupedAuc.orSorted(
                    MulticlassMetrics.isOf(actual, k), answers.column(k), group, groups))
            .toArray(GroupedMetric[]::new);
  }

  @Override
  public double value(int[] times) {
    double sum = 0;
    int defined = 0;
    for (GroupedMetric one : classes) {
      double area = one.value(times);
      if (!Double.isNaN(area)) {
        sum += area;
        defined++;
      }
    }
    return defined == 0 ? Double.NaN : sum / defined;
  }
}
