package io.noria.stats;

import io.noria.base.NoriaException;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/** Every metric there is; project files, gates, watches and pages read this list. */
public final class Metrics {
  /** All of them; within a task the one that is looked at by default comes first. */
  public static final List<Metric> ALL =
      List.of(
          new Metric("auc", Set.of(Task.BINARY), false),
          new Metric("accuracy", Set.of(Task.BINARY, Task.MULTICLASS), false),
          new Metric("precision", Set.of(Task.BINARY), false),
          new Metric("recall", Set.of(Task.BINARY), false),
          new Metric("f1", Set.of(Task.BINARY), false),
          new Metric("f1_macro", Set.of(Task.MULTICLASS), false),
          new Metric("log_loss", Set.of(Task.BINARY, Task.MULTICLASS), true),
          new Metric("auc_macro", Set.of(Task.MULTICLASS), false),
          new Metric("rmse", Set.of(Task.REGRESSION), true),
          new Metric("mae", Set.of(Task.REGRESSION), true),
          new Metric("r2", Set.of(Task.REGRESSION), false));

  private Metrics() {}

  /** The metrics of labelled rows: those that the rows allow. */
  public sealed interface OfRows permits BinaryMetrics, MulticlassMetrics, RegressionMetrics {
    /** Rows. */
    long rows();

    /**
     * The metric of the name; empty when the rows do not allow it.
     *
     * @throws NoriaException INVALID_ARGUMENT for a metric that does not judge such models
     */
    OptionalDouble value(String metric);

    /** Every metric that the rows allow, by name. */
    Map<String, Double> values();
  }

  /**
   * The metric of the name.
   *
   * @throws NoriaException INVALID_ARGUMENT with the names that there are
   */
  public static Metric named(String name) {
    return ALL.stream()
        .filter(metric -> metric.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            NoriaException.invalid("metric: " + name + " (expected: one of " + names() + ")"));
  }

  /** All names. */
  public static List<String> names() {
    return ALL.stream().map(Metric::name).toList();
  }

  /** Names of the metrics that judge the task. */
  public static List<String> names(Task task) {
    return ALL.stream().filter(metric -> metric.tasks().contains(task)).map(Metric::name).toList();
  }

  /** The metric that is looked at when nobody has named one: auc, accuracy, rmse. */
  public static String usual(Task task) {
    return names(task).getFirst();
  }

  /**
   * Whether a lower value is better.
   *
   * @throws NoriaException INVALID_ARGUMENT with the names that there are
   */
  public static boolean lowerIsBetter(String name) {
    return named(name).lowerIsBetter();
  }

  /** Whether the metric judges the task. */
  public static boolean judges(String name, Task task) {
    return names(task).contains(name);
  }

  /**
   * Computes all of them.
   *
   * @param actual what came true: 1 for the positive class and 0 for the other, the class's place
   *     of many, the number of a regression; none NaN
   * @param answers of the same rows
   */
  public static OfRows of(double[] actual, Answers answers) {
    return switch (answers.task()) {
      case BINARY -> BinaryMetrics.of(flags(actual), answers.values(), flags(answers.predicted()));
      case MULTICLASS -> MulticlassMetrics.of(places(actual), answers);
      case REGRESSION -> RegressionMetrics.of(actual, answers.values());
    };
  }

  static boolean[] flags(double[] values) {
    boolean[] flags = new boolean[values.length];
    for (int i = 0; i < values.length; i++) {
      flags[i] = values[i] == 1;
    }
    return flags;
  }

  static int[] places(double[] values) {
    int[] places = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      places[i] = (int) values[i];
    }
    return places;
  }

  static NoriaException unknown(String metric, List<String> names) {
    return NoriaException.invalid("metric: " + metric + " (expected: one of " + names + ")");
  }
}
