package io.noria.serving.table;

import io.noria.engine.Column;
import io.noria.engine.Frame;
import io.noria.serving.ScoredModel;
import io.noria.serving.Target;
import io.noria.stats.Answers;
import io.noria.stats.Task;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers as columns: {@code prediction}, and of classes {@code probability}. */
final class PredictionColumns {
  private final Target target;
  private final boolean each;
  private final boolean whole;

  PredictionColumns(ScoredModel model, boolean each) {
    this.target = model.target();
    this.each = each && !target.regression();
    this.whole =
        !target.regression()
            && target.classes().stream().allMatch(one -> one.matches("-?\\d{1,18}"));
  }

  List<String> names() {
    List<String> names = new ArrayList<>(List.of("prediction"));
    if (!target.regression()) {
      names.add("probability");
    }
    if (each) {
      target.classes().forEach(one -> names.add("probability_" + one));
    }
    return names;
  }

  /**
   * The columns.
   *
   * @param unusable rows that get null
   */
  Frame of(Answers answers, boolean[] unusable) {
    BitSet mask = new BitSet();
    for (int row = 0; row < unusable.length; row++) {
      if (unusable[row]) {
        mask.set(row);
      }
    }
    int rows = unusable.length;
    LinkedHashMap<String, Column> columns = new LinkedHashMap<>();
    if (target.regression()) {
      double[] numbers = new double[rows];
      for (int row = 0; row < rows; row++) {
        numbers[row] = answers.predicted()[row];
      }
      columns.put("prediction", new Column.Doubles(numbers, mask));
      return Frame.of(columns);
    }
    columns.put("prediction", labels(answers, mask, rows));
    double[] likely = new double[rows];
    for (int row = 0; row < rows; row++) {
      likely[row] = probability(answers, row, place(answers, row));
    }
    columns.put("probability", new Column.Doubles(likely, mask));
    for (int place = 0; each && place < target.classes().size(); place++) {
      double[] one = new double[rows];
      for (int row = 0; row < rows; row++) {
        one[row] = probability(answers, row, place);
      }
      columns.put("probability_" + target.classes().get(place), new Column.Doubles(one, mask));
    }
    return Frame.of(columns);
  }

  private Column labels(Answers answers, BitSet mask, int rows) {
    if (whole) {
      long[] labels = new long[rows];
      for (int row = 0; row < rows; row++) {
        labels[row] = Long.parseLong(target.label(place(answers, row)));
      }
      return new Column.Longs(labels, mask);
    }
    @Nullable String[] labels = new String[rows];
    for (int row = 0; row < rows; row++) {
      labels[row] = mask.get(row) ? null : target.label(place(answers, row));
    }
    return Column.Strings.of(labels);
  }

  /** Of two classes the positive one is the last. */
  private static int place(Answers answers, int row) {
    return (int) answers.predicted()[row];
  }

  private static double probability(Answers answers, int row, int place) {
    if (answers.task() == Task.BINARY) {
      double positive = answers.values()[row];
      return place == 1 ? positive : 1 - positive;
    }
    return answers.values().length == 0 ? Double.NaN : answers.probability(row, place);
  }
}
