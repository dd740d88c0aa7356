package io.noria.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class MetricsTest {
  @Test
  void classifiersAgreeWithScikitLearn() {
    for (Map<String, String> row : Golden.rows("classifiers.csv")) {
      int n = Golden.whole(row, "n");
      String kind = Objects.requireNonNull(row.get("kind"));
      double[] u = Golden.uniform(Golden.whole(row, "seed"), 2 * n);
      double[] score = new double[n];
      boolean[] label = new boolean[n];
      for (int i = 0; i < n; i++) {
        double s = 0.02 + 0.96 * u[i];
        score[i] =
            switch (kind) {
              case "tied" -> Math.floor(s * 25) / 25;
              case "coarse" -> Math.floor(s * 3) / 3;
              case "sure" -> Math.rint(s);
              default -> s;
            };
        label[i] = u[n + i] < 0.2 + 0.5 * u[i];
      }
      BinaryMetrics found = BinaryMetrics.of(label, score, kind.equals("never") ? 1.5 : 0.5);
      for (String metric : BinaryMetrics.NAMES) {
        double value = found.value(metric).orElseThrow();
        assertThat(Golden.relative(value, Golden.number(row, metric)))
            .as("%s %s of %s", metric, value, row)
            .isLessThan(1e-12);
      }
    }
  }

  @Test
  void regressionsAgreeWithScikitLearn() {
    for (Map<String, String> row : Golden.rows("regressions.csv")) {
      int n = Golden.whole(row, "n");
      double[] u = Golden.uniform(Golden.whole(row, "seed"), 2 * n);
      double[] actual = new double[n];
      double[] predicted = new double[n];
      boolean price = Golden.whole(row, "seed") == 34;
      for (int i = 0; i < n; i++) {
        actual[i] = price ? 250_000 + 40 * u[i] : 10 * u[i];
        predicted[i] = price ? 250_000 + 80 * u[n + i] : 10 * u[i] + u[n + i] - 0.4;
      }
      RegressionMetrics found = RegressionMetrics.of(actual, predicted);
      assertThat(Golden.relative(found.mae(), Golden.number(row, "mae"))).isLessThan(1e-12);
      assertThat(Golden.relative(found.rmse(), Golden.number(row, "rmse"))).isLessThan(1e-12);
      assertThat(Golden.relative(found.r2(), Golden.number(row, "r2"))).isLessThan(1e-12);
      assertThat(Golden.relative(found.maxError(), Golden.number(row, "max_error")))
          .isLessThan(1e-12);
    }
  }

  @Test
  void classifiersOfManyClassesAgreeWithScikitLearn() {
    for (Map<String, String> row : Golden.rows("multiclass.csv")) {
      ManyClasses rows = ManyClasses.of(row);
      Metrics.OfRows found = Metrics.of(rows.actual(), rows.answers());
      assertThat(found.values().keySet())
          .containsExactly("accuracy", "f1_macro", "log_loss", "auc_macro");
      found
          .values()
          .forEach((metric, value) ->
              assertThat(Golden.relative(value, Golden.number(row, metric)))
                  .as("%s %s of %s", metric, value, row)
                  .isLessThan(1e-12));
    }
  }

  @Test
  void ofManyClassesThoseThatDoNotOccurDoNotCount() {
    Answers answers =
        Answers.multiclass(
            new double[] {0.7, 0.2, 0.1, 0.1, 0.8, 0.1, 0.4, 0.5, 0.1, 0.2, 0.7, 0.1}, 3);
    Metrics.OfRows found = Metrics.of(new double[] {0, 1, 0, 1}, answers);
    assertThat(found.value("auc_macro")).hasValue(1);
    assertThat(found.value("f1_macro").orElseThrow()).isCloseTo((2 / 3.0 + 0.8) / 2, within(1e-15));
    assertThat(Metrics.of(new double[] {0}, answers.take(new int[] {2})).values())
        .containsOnlyKeys("accuracy", "f1_macro", "log_loss");
    Answers unknown = new Answers(Task.MULTICLASS, 3, new double[0], answers.predicted());
    assertThat(Metrics.of(new double[] {0, 1, 0, 1}, unknown).values())
        .containsOnlyKeys("accuracy", "f1_macro");
  }

  @Test
  void everyMetricKnowsItsTaskAndDirection() {
    assertThat(Metrics.names(Task.BINARY)).isEqualTo(BinaryMetrics.NAMES);
    assertThat(Metrics.names().stream().filter(Metrics::lowerIsBetter))
        .containsExactly("log_loss", "rmse", "mae");
    assertThat(Metrics.usual(Task.BINARY)).isEqualTo("auc");
    assertThat(Metrics.usual(Task.MULTICLASS)).isEqualTo("accuracy");
    assertThat(Metrics.usual(Task.REGRESSION)).isEqualTo("rmse");
    assertThat(Metrics.judges("r2", Task.BINARY)).isFalse();
    assertThatThrownBy(() -> Metrics.named("rsme"))
        .hasMessageStartingWith("metric: rsme (expected: one of [auc, accuracy,");
    assertThatThrownBy(
            () -> Metrics.of(new double[] {1}, Answers.numbers(new double[] {1})).value("auc"))
        .hasMessage("metric: auc (expected: one of [rmse, mae, r2])");
    assertThat(Metrics.of(new double[0], Answers.numbers(new double[0])).values()).isEmpty();
  }

  @Test
  void valuesAreShownWithTheDigitsThatMatter() {
    assertThat(Metrics.named("auc").shown(0.71234, 4)).isEqualTo("0.7123");
    assertThat(Metrics.named("r2").shown(-7.05336, 3)).isEqualTo("-7.053");
    Metric rmse = Metrics.named("rmse");
    assertThat(rmse.shown(12_345.678, 4)).isEqualTo("12350");
    assertThat(rmse.shown(12.345678, 4)).isEqualTo("12.35");
    assertThat(rmse.shown(-0.0123456, 4)).isEqualTo("-0.01235");
    assertThat(rmse.shown(0, 4)).isEqualTo("0");
    assertThat(rmse.shown(1.23456e-7, 4)).isEqualTo("1.235e-07");
    assertThat(rmse.shown(1.5e12, 3)).isEqualTo("1.50e+12");
  }

  @Test
  void quantilesAgreeWithNumpy() {
    for (Map<String, String> row : Golden.rows("quantiles.csv")) {
      double[] values = Golden.values("squared", Golden.whole(row, "seed"), Golden.whole(row, "n"));
      assertThat(
              Golden.relative(
                  Quantiles.of(values, Golden.number(row, "q")), Golden.number(row, "value")))
          .as("%s", row)
          .isLessThan(1e-13);
    }
  }

  @Test
  void delongsIntervalAgreesWithItsDefinition() {
    for (Map<String, String> row : Golden.rows("delong.csv")) {
      int n = Golden.whole(row, "n");
      int steps = Golden.whole(row, "steps");
      double[] u = Golden.uniform(Golden.whole(row, "seed"), 2 * n);
      double[] score = new double[n];
      boolean[] label = new boolean[n];
      for (int i = 0; i < n; i++) {
        score[i] = Math.floor(u[i] * steps) / steps;
        label[i] = u[n + i] < 0.2 + 0.5 * u[i];
      }
      Interval interval = Auc.interval(label, score, 0.95);
      assertThat(interval.low()).isCloseTo(Golden.number(row, "low"), within(1e-10));
      assertThat(interval.high()).isCloseTo(Golden.number(row, "high"), within(1e-10));
    }
  }

  @Test
  void metricsThatTheRowsDoNotAllowAreMissing() {
    BinaryMetrics one = BinaryMetrics.of(new boolean[] {true, true}, new double[] {0.4, 0.9}, 0.5);
    assertThat(one.values()).doesNotContainKey("auc").containsEntry("accuracy", 0.5);
    assertThat(BinaryMetrics.of(new boolean[0], new double[0], 0.5).values()).isEmpty();
    assertThatThrownBy(() -> one.value("aux"))
        .hasMessage(
            "metric: aux (expected: one of [auc, accuracy, precision, recall, f1, log_loss])");
  }

  @Test
  void histogramsShareTheirEdgesAndLoseNoValue() {
    Sample one = Golden.sample("squared", 61, 900, false);
    Sample other = Golden.sample("far", 62, 300, false);
    Histogram histogram = Histogram.shared(one, other, 20);
    assertThat(histogram.edges()).hasSize(21).isSorted();
    assertThat(histogram.reference().stream().mapToLong(Long::longValue).sum()).isEqualTo(900);
    assertThat(histogram.current().stream().mapToLong(Long::longValue).sum()).isEqualTo(300);
  }

  @Test
  void rareCategoriesAreGathered() {
    Sample one = Sample.categories(java.util.List.of("a", "b", "c", "d"), 0, 0, 0, 1, 1, 2, 3);
    Histogram histogram = Histogram.shared(one, one, 3);
    assertThat(histogram.categories()).containsExactly("a", "b", Histogram.OTHER);
    assertThat(histogram.current()).containsExactly(3L, 2L, 2L);
  }
}
