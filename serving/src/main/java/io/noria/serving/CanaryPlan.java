package io.noria.serving;

import io.noria.base.NoriaException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a version takes over a deployment step by step.
 *
 * @param model the registered model
 * @param follow names the version, once, when it begins
 * @param steps shares of the requests in percent, rising, each above 0 and at most 100
 * @param every how long each step lasts at least
 * @param guards what sends it back
 */
public record CanaryPlan(
    String model, Follow follow, List<Double> steps, Duration every, Guards guards) {
  /** The name of the variant that answers its share. */
  public static final String VARIANT = "canary";

  private static final int MOST_STEPS = 20;
  private static final Duration LONGEST = Duration.ofDays(30);

  /**
   * What sends it back to nothing.
   *
   * @param maxErrorRate by how much of 1 more of its requests may fail than of the deployment's own
   *     version's in the same step; null for not looked at
   * @param maxP99Ratio how many times the own version's 99th percentile of latency in the same step
   *     its own may be; null for not looked at
   * @param minRequests requests that each must have had in a step before it is judged, and before
   *     the next begins
   */
  public record Guards(
      @Nullable Double maxErrorRate, @Nullable Double maxP99Ratio, long minRequests) {
    /** Validates. */
    public Guards {
      if (maxErrorRate != null && !(maxErrorRate >= 0 && maxErrorRate <= 1)) {
        throw NoriaException.invalid(
            "max_error_rate: " + maxErrorRate + " (expected: a share, 0 to 1)");
      }
      if (maxP99Ratio != null && !(maxP99Ratio > 0 && maxP99Ratio < 1e6)) {
        throw NoriaException.invalid(
            "max_p99_ratio: " + maxP99Ratio + " (expected: a factor above 0, such as 1.5)");
      }
      if (minRequests < 0) {
        throw NoriaException.invalid("min_requests: " + minRequests + " (expected: 0 or more)");
      }
    }
  }

  /** Validates and copies. */
  public CanaryPlan {
    steps = List.copyOf(steps);
    double former = 0;
    for (double step : steps) {
      if (!(step > former && step <= 100)) {
        throw NoriaException.invalid(
            "steps: " + steps + " (expected: percents that rise, above 0 and at most 100)");
      }
      former = step;
    }
    if (steps.isEmpty() || steps.size() > MOST_STEPS) {
      throw NoriaException.invalid(
          "steps: " + steps.size() + " (expected: 1 to " + MOST_STEPS + ", such as 1,5,25,50)");
    }
    if (every.isNegative() || every.isZero() || every.compareTo(LONGEST) > 0) {
      throw NoriaException.invalid(
          "every: " + every.toMillis() + " ms (expected: above 0, at most 30 days)");
    }
  }
}
