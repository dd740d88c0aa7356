package io.noria.project.init;

import io.noria.engine.Column;
import io.noria.project.init.TargetLook.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How well one column alone tells the target: its values in bins, each bin's target from one half
 * of the rows, judged on the other half. For two classes the area under the ROC curve; for several
 * the share of the errors of always naming the commonest that it avoids; for a number R².
 */
final class Strength {
  private static final int MOST_BINS = 200;
  private static final int ROWS_PER_BIN = 20;
  private static final int MOST_CATEGORIES = 2000;

  private final Task task;
  private final int classes;

  /** For each row its class, or the number; NaN without one. */
  private final double[] target;

  private Strength(Task task, int classes, double[] target) {
    this.task = task;
    this.classes = classes;
    this.target = target;
  }

  /**
   * Against the target's values.
   *
   * @param values the target of each row: text of a class, or a number
   */
  static Strength against(TargetLook look, Column values) {
    double[] target = new double[values.size()];
    Map<String, Integer> places = new HashMap<>();
    look.classes().forEach(c -> places.put(c.value(), places.size()));
    for (int row = 0; row < target.length; row++) {
      if (values.isNull(row)) {
        target[row] = Double.NaN;
      } else if (look.task() == Task.REGRESSION) {
        target[row] = values.number(row);
      } else {
        Integer place = places.get(String.valueOf(values.value(row)));
        target[row] = place == null ? Double.NaN : place;
      }
    }
    return new Strength(look.task(), places.size(), target);
  }

  /** The figure's name. */
  String measure() {
    return switch (task) {
      case BINARY -> "AUC";
      case MULTICLASS -> "share of errors avoided";
      case REGRESSION -> "R²";
    };
  }

  /** The score of a column that knows nothing. */
  double nothing() {
    return task == Task.BINARY ? 0.5 : 0;
  }

  /** The column's score. */
  double of(Column column) {
    int[] bins = bins(column);
    return bins.length == 0 ? nothing() : score(bins);
  }

  /** The score of whether the column is filled. */
  double ofBeingFilled(Column column) {
    return score(IntStream.range(0, column.size()).map(r -> column.isNull(r) ? 0 : 1).toArray());
  }

  private double score(int[] bins) {
    int most = Arrays.stream(bins).max().orElse(0) + 1;
    return task == Task.MULTICLASS ? avoided(bins, most) : means(bins, most);
  }

  /** Which half a row is in; neighbours are in both. */
  private static int half(int row) {
    return Integer.bitCount(row * 0x9E3779B9) & 1;
  }

  private double means(int[] bins, int most) {
    double[][] sum = new double[2][most];
    double[][] count = new double[2][most];
    double all = 0;
    long n = 0;
    for (int row = 0; row < bins.length; row++) {
      if (!Double.isNaN(target[row])) {
        sum[half(row)][bins[row]] += target[row];
        count[half(row)][bins[row]]++;
        all += target[row];
        n++;
      }
    }
    if (n < 2) {
      return nothing();
    }
    double prior = all / n;
    double[] told = new double[(int) n];
    double[] truth = new double[(int) n];
    int i = 0;
    for (int row = 0; row < bins.length; row++) {
      if (!Double.isNaN(target[row])) {
        int other = 1 - half(row);
        double seen = count[other][bins[row]];
        told[i] = (sum[other][bins[row]] + 0.1 * prior) / (seen + 0.1);
        truth[i++] = target[row];
      }
    }
    return task == Task.BINARY ? area(told, truth) : explained(told, truth, prior);
  }

  private static double explained(double[] told, double[] truth, double mean) {
    double error = 0;
    double spread = 0;
    for (int i = 0; i < told.length; i++) {
      error += (truth[i] - told[i]) * (truth[i] - told[i]);
      spread += (truth[i] - mean) * (truth[i] - mean);
    }
    return spread == 0 ? 0 : Math.max(0, 1 - error / spread);
  }

  /** The area under the ROC curve by ranks, ties counted half. */
  private static double area(double[] told, double[] truth) {
    Integer[] order = IntStream.range(0, told.length).boxed().toArray(Integer[]::new);
    Arrays.sort(order, (a, b) -> Double.compare(told[a], told[b]));
    double ranks = 0;
    long positives = 0;
    int from = 0;
    while (from < order.length) {
      int to = from;
      while (to < order.length && told[order[to]] == told[order[from]]) {
        to++;
      }
      double rank = (from + 1 + to) / 2.0;
      for (int i = from; i < to; i++) {
        if (truth[order[i]] == 1) {
          ranks += rank;
          positives++;
        }
      }
      from = to;
    }
    double negatives = told.length - (double) positives;
    return positives == 0 || negatives == 0
        ? 0.5
        : (ranks - positives * (positives + 1) / 2.0) / (positives * negatives);
  }

  private double avoided(int[] bins, int most) {
    int[][][] counts = new int[2][most][classes];
    int[] totals = new int[classes];
    for (int row = 0; row < bins.length; row++) {
      if (!Double.isNaN(target[row])) {
        counts[half(row)][bins[row]][(int) target[row]]++;
        totals[(int) target[row]]++;
      }
    }
    int commonest = most(totals);
    long n = Arrays.stream(totals).asLongStream().sum();
    long right = 0;
    for (int row = 0; row < bins.length; row++) {
      if (!Double.isNaN(target[row])) {
        int[] seen = counts[1 - half(row)][bins[row]];
        int told = Arrays.stream(seen).sum() == 0 ? commonest : most(seen);
        right += told == (int) target[row] ? 1 : 0;
      }
    }
    double errors = n - (double) totals[commonest];
    return errors == 0 ? 0 : Math.max(0, 1 - (n - right) / errors);
  }

  private static int most(int[] counts) {
    return IntStream.range(0, counts.length).reduce(0, (a, b) -> counts[b] > counts[a] ? b : a);
  }

  /** A bin for each row, 0 for missing ones; empty when there are too many different values. */
  private int[] bins(Column column) {
    return switch (column) {
      case Column.Strings strings ->
          strings.dictionary().size() > MOST_CATEGORIES
              ? new int[0]
              : IntStream.range(0, column.size()).map(row -> strings.code(row) + 1).toArray();
      case Column.Booleans booleans ->
          IntStream.range(0, column.size())
              .map(row -> booleans.isNull(row) ? 0 : booleans.get(row) ? 1 : 2)
              .toArray();
      case Column.Doubles _, Column.Longs _, Column.Times _ -> numbers(column);
    };
  }

  private static int[] numbers(Column column) {
    double[] present =
        IntStream.range(0, column.size())
            .filter(row -> !column.isNull(row) && !Double.isNaN(number(column, row)))
            .mapToDouble(row -> number(column, row))
            .sorted()
            .toArray();
    int most = Math.clamp(present.length / ROWS_PER_BIN, 2, MOST_BINS);
    List<Double> edges = new ArrayList<>();
    for (int i = 0; i < most && present.length > 0; i++) {
      double edge = present[(int) ((long) i * present.length / most)];
      if (edges.isEmpty() || edges.getLast() != edge) {
        edges.add(edge);
      }
    }
    double[] starts = edges.stream().mapToDouble(e -> e).toArray();
    return IntStream.range(0, column.size())
        .map(row -> {
          double value = column.isNull(row) ? Double.NaN : number(column, row);
          if (Double.isNaN(value)) {
            return 0;
          }
          int at = Arrays.binarySearch(starts, value);
          return at >= 0 ? at + 1 : -at - 1;
        })
        .toArray();
  }

  private static double number(Column column, int row) {
    return column instanceof Column.Times times ? times.micros(row) : column.number(row);
  }
}
