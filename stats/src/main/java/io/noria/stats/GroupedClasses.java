package io.noria.stats;

import java.util.Arrays;

/**
 * Accuracy and macro F1 from the cells (group, class, predicted class) that occur: a draw costs
 * their number, which is never more than the rows.
 */
final class GroupedClasses implements GroupedMetric {
  private final boolean accuracy;
  private final int classes;
  private final int[] group;
  private final int[] actual;
  private final int[] predicted;
  private final long[] count;

  GroupedClasses(String metric, int[] labels, Answers answers, int[] groupOfRow) {
    this.accuracy = metric.equals("accuracy");
    this.classes = answers.classes();
    long[] cells = new long[labels.length];
    for (int i = 0; i < cells.length; i++) {
      cells[i] =
          ((long) groupOfRow[i] * classes + labels[i]) * classes + (int) answers.predicted()[i];
    }
    Arrays.sort(cells);
    int distinct = (int) Arrays.stream(cells).distinct().count();
    group = new int[distinct];
    actual = new int[distinct];
    predicted = new int[distinct];
    count = new long[distinct];
    int at = -1;
    long last = -1;
    for (long cell : cells) {
      if (cell != last) {
        last = cell;
        at++;
        predicted[at] = (int) (cell % classes);
        actual[at] = (int) (cell / classes % classes);
        group[at] = (int) (cell / classes / classes);
      }
      count[at]++;
    }
  }

  @Override
  public double value(int[] times) {
    var counts = new MulticlassMetrics.ClassCounts(classes);
    for (int cell = 0; cell < group.length; cell++) {
      int drawn = times[group[cell]];
      if (drawn > 0) {
        counts.add(actual[cell], predicted[cell], drawn * count[cell]);
      }
    }
    return accuracy ? counts.accuracy() : counts.f1Macro();
  }
}
