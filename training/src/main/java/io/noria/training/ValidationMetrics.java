package io.noria.training;

import io.noria.training.child.Score;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** What a model comes to on the rows that it did not train on. */
final class ValidationMetrics {
  private ValidationMetrics() {}

  /** {@code validation_METRIC} for each of the problem's metrics that the rows define. */
  static Map<String, Double> of(Problem problem, EncodedTable table, double[] answers) {
    int outputs = table.outputs();
    int[] tried =
        IntStream.range(0, answers.length / outputs)
            .filter(row -> !Double.isNaN(answers[row * outputs]))
            .toArray();
    float[][] rows = new float[tried.length][outputs];
    float[] labels = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      labels[i] = table.matrix().labels()[table.matrix().trainRows() + tried[i]];
      for (int k = 0; k < outputs; k++) {
        rows[i][k] = (float) answers[tried[i] * outputs + k];
      }
    }
    var metrics = new TreeMap<String, Double>();
    for (String metric : problem.metrics()) {
      double value = Score.of(metric, rows, labels);
      if (Double.isFinite(value)) {
        metrics.put("validation_" + metric, value);
      }
    }
    return metrics;
  }
}
