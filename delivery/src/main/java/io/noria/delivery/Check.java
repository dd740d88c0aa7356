package io.noria.delivery;

import io.noria.base.NoriaException;
import io.noria.stats.Metrics;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One condition of a gate.
 *
 * @param kind what is asked
 * @param metric the metric it is asked of
 * @param bound the limit for {@code AT_LEAST} and {@code AT_MOST}; null for comparisons
 * @param resample the unit that the bootstrap draws ({@code day}, {@code hour}, {@code week},
 *     {@code row}); null for bounds
 * @param level confidence level of the interval, between 0 and 1; null for bounds
 */
public record Check(
    Kind kind,
    String metric,
    @Nullable Double bound,
    @Nullable String resample,
    @Nullable Double level) {
  /** The units that can be drawn. */
  public static final Set<String> UNITS = Set.of("row", "hour", "day", "week");

  /** The metrics that can be asked for: of two classes, of more, and of numbers. */
  public static final Set<String> METRICS =
      Collections.unmodifiableSet(new LinkedHashSet<>(Metrics.names()));

  /** What is asked. */
  public enum Kind {
    /** The candidate's value is not below the bound. */
    AT_LEAST,
    /** The candidate's value is not above the bound. */
    AT_MOST,
    /** The interval of candidate minus champion lies on the better side of zero. */
    BEATS_CHAMPION,
    /** The interval of candidate minus the turn's baseline lies on the better side of zero. */
    BEATS_BASELINE;

    /** Whether it compares with another model, by an interval. */
    public boolean compares() {
      return this == BEATS_CHAMPION || this == BEATS_BASELINE;
    }
  }

  /** Validates. */
  public Check {
    if (!METRICS.contains(metric)) {
      throw NoriaException.invalid(
          "gate metric: " + metric + " (expected: one of " + METRICS + ")");
    }
    if (kind.compares()) {
      if (resample == null || !UNITS.contains(resample)) {
        throw NoriaException.invalid(
            "gate resample: " + resample + " (expected: one of " + UNITS + ")");
      }
      if (level == null || !(level > 0.5 && level < 1)) {
        throw NoriaException.invalid(
            "gate level: " + level + " (expected: between 0.5 and 1, for example 0.95)");
      }
    } else if (bound == null || bound.isNaN()) {
      throw NoriaException.invalid("gate on " + metric + ": no bound (expected: a number)");
    }
  }

  /** The metric is not below the bound. */
  public static Check atLeast(String metric, double bound) {
    return new Check(Kind.AT_LEAST, metric, bound, null, null);
  }

  /** The metric is not above the bound. */
  public static Check atMost(String metric, double bound) {
    return new Check(Kind.AT_MOST, metric, bound, null, null);
  }

  /** Better than the champion on the same rows, by a paired bootstrap of the unit. */
  public static Check beatsChampion(String metric, String resample, double level) {
    return new Check(Kind.BEATS_CHAMPION, metric, null, resample, level);
  }

  /** Better than the turn's baseline on the same rows, by a paired bootstrap of the unit. */
  public static Check beatsBaseline(String metric, String resample, double level) {
    return new Check(Kind.BEATS_BASELINE, metric, null, resample, level);
  }
}
