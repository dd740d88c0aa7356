package io.noria.monitoring;

import io.noria.base.NoriaException;
import io.noria.stats.Metrics;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is watched of one deployment, and when it is worth an alert.
 *
 * <p>Windows are tumbling and of length {@code step}, aligned on Monday 1970-01-05T00:00Z, so that
 * a step of seven days gives calendar weeks. A window closes when a prediction with event time at
 * or after {@code window end + labelDelay} has been logged.
 *
 * @param deployment the deployment's name
 * @param step length of a window in event time
 * @param labelDelay how long after a prediction's event time its label is known
 * @param features watch on every feature against the serving version's reference; null for none
 * @param prediction watch on the score against the serving version's reference; null for none
 * @param performance watch on a metric against its value at promotion; null for none
 * @param compareFirst also scores each window's rows with the first version that ever served, so
 *     that what retraining brought is seen
 */
public record WatchSpec(
    String deployment,
    Duration step,
    Duration labelDelay,
    @Nullable DriftWatch features,
    @Nullable DriftWatch prediction,
    @Nullable PerformanceWatch performance,
    boolean compareFirst) {

  /** The usual length of a window. */
  public static final Duration WEEK = Duration.ofDays(7);

  /** Validates. */
  public WatchSpec {
    if (deployment.isBlank()) {
      throw NoriaException.invalid("watch: no deployment (expected: its name)");
    }
    if (step.toMillis() < 60_000) {
      throw NoriaException.invalid("watch step: " + step + " (expected: a minute or longer)");
    }
    if (labelDelay.isNegative()) {
      throw NoriaException.invalid("watch label delay: " + labelDelay + " (expected: 0 or longer)");
    }
  }

  /**
   * A distance or test with its threshold.
   *
   * @param test {@code psi}, {@code ks} or another name of {@code DriftTests.ALL}
   * @param above drifted when the statistic is at or above this; null when a p-value decides
   * @param belowP drifted when the p-value is below this; null when the statistic decides
   */
  public record DriftWatch(String test, @Nullable Double above, @Nullable Double belowP) {
    /** Validates. */
    public DriftWatch {
      if ((above == null) == (belowP == null)) {
        throw NoriaException.invalid(
            "watch " + test + ": exactly one of above and below_p is expected");
      }
      if (belowP != null && !(belowP > 0 && belowP < 1)) {
        throw NoriaException.invalid(
            "watch " + test + ": below_p " + belowP + " (expected: between 0 and 1)");
      }
    }

    /** Drifted when the statistic reaches the value. */
    public static DriftWatch above(String test, double value) {
      return new DriftWatch(test, value, null);
    }

    /** Drifted when the p-value is below the value. */
    public static DriftWatch belowP(String test, double value) {
      return new DriftWatch(test, null, value);
    }
  }

  /**
   * A metric that must not get worse.
   *
   * @param metric one of {@link #METRICS}
   * @param dropsBy an alert is raised when the value is lower than at promotion by this or more
   *     (higher, when lower is better: {@code log_loss}, {@code rmse}, {@code mae})
   * @param over how far back the rows reach from a window's end
   */
  public record PerformanceWatch(String metric, double dropsBy, Duration over) {
    /** The metrics that can be watched. */
    public static final Set<String> METRICS =
        Collections.unmodifiableSet(new LinkedHashSet<>(Metrics.names()));

    /** Validates. */
    public PerformanceWatch {
      if (!METRICS.contains(metric)) {
        throw NoriaException.invalid(
            "watch metric: " + metric + " (expected: one of " + METRICS + ")");
      }
      if (!(dropsBy > 0)) {
        throw NoriaException.invalid("watch drops_by: " + dropsBy + " (expected: above 0)");
      }
    }
  }
}
