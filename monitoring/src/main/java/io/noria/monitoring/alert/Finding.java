package io.noria.monitoring.alert;

import io.noria.monitoring.ColumnDrift;
import io.noria.monitoring.Performance;
import io.noria.monitoring.WatchSpec;
import io.noria.monitoring.Window;
import io.noria.stats.Metric;
import io.noria.stats.Metrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * What a window says about one watched value.
 *
 * @param watch {@code features}, {@code prediction} or {@code performance}
 * @param column the feature, {@code score}, or the metric
 * @param value the value
 * @param threshold what it was compared with
 * @param beyond whether it is worth an alert
 * @param sentence the same in words
 */
public record Finding(
    String watch, String column, double value, double threshold, boolean beyond, String sentence) {
  /** Labelled rows without which a metric says nothing. */
  static final int LEAST_LABELLED = 100;

  /** Everything that the window says; what it could not measure is not among it. */
  public static List<Finding> of(WatchSpec spec, Window window) {
    List<Finding> findings = new ArrayList<>();
    if (spec.features() != null) {
      for (ColumnDrift drift : window.features()) {
        drift(findings, "features", drift, window);
      }
    }
    ColumnDrift prediction = window.prediction();
    if (spec.prediction() != null && prediction != null) {
      drift(findings, "prediction", prediction, window);
    }
    WatchSpec.PerformanceWatch watch = spec.performance();
    Performance performance = window.watched();
    if (watch != null && performance != null) {
      performance(findings, watch, performance, window);
    }
    return findings;
  }

  private static void drift(
      List<Finding> findings, String watch, ColumnDrift drift, Window window) {
    if (drift.value() == null || drift.threshold() == null) {
      return;
    }
    double value = drift.value();
    String test = Objects.requireNonNull(drift.test());
    findings.add(
        new Finding(
            watch,
            drift.column(),
            value,
            drift.threshold(),
            drift.drifted(),
            "%s of %s is %s (threshold %s) on %d rows against the reference of version %d"
                .formatted(
                    test,
                    drift.column(),
                    number(value),
                    number(drift.threshold()),
                    drift.currentRows(),
                    window.version())));
  }

  /**
   * A metric counts once enough labels are there and the version has answered for at least half of
   * the stretch; a version that has just taken over is not judged by its first day.
   */
  private static void performance(
      List<Finding> findings,
      WatchSpec.PerformanceWatch watch,
      Performance performance,
      Window window) {
    Double value = performance.metrics().get(watch.metric());
    Double promised = performance.atPromotion();
    boolean longEnough = performance.rows() * 2 >= expected(watch, window);
    if (value == null
        || promised == null
        || performance.labelled() < LEAST_LABELLED
        || !longEnough) {
      return;
    }
    Metric metric = Metrics.named(watch.metric());
    boolean lower = metric.lowerIsBetter();
    double drop = lower ? value - promised : promised - value;
    findings.add(
        new Finding(
            "performance",
            metric.name(),
            value,
            lower ? promised + watch.dropsBy() : promised - watch.dropsBy(),
            drop >= watch.dropsBy(),
            "%s of version %d is %s over %d labelled rows, %s at promotion (alert at a %s of %s)"
                .formatted(
                    metric.name(),
                    window.version(),
                    metric.shown(value, 3),
                    performance.labelled(),
                    metric.shown(promised, 3),
                    lower ? "rise" : "drop",
                    metric.shown(watch.dropsBy(), 3))));
  }

  private static double expected(WatchSpec.PerformanceWatch watch, Window window) {
    double days = window.to().getEpochSecond() - window.from().getEpochSecond();
    return window.rows() * (watch.over().toSeconds() / days);
  }

  private static String number(double value) {
    return Math.abs(value) < 0.001 && value != 0
        ? String.format(Locale.ROOT, "%.2e", value)
        : String.format(Locale.ROOT, "%.3f", value);
  }
}
