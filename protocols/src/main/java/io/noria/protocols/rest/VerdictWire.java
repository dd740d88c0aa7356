package io.noria.protocols.rest;

import io.noria.base.Ref;
import io.noria.delivery.Check;
import io.noria.delivery.Outcome;
import io.noria.delivery.Verdict;
import io.noria.stats.Metrics;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A verdict on the wire. */
record VerdictWire(
    Ref ref,
    String model,
    int version,
    String gate,
    Outcome outcome,
    Instant eventTime,
    Instant recordedAt,
    String by,
    Ref candidate,
    @Nullable Ref champion,
    @Nullable Instant expiresAt,
    String why,
    long rows,
    List<Condition> conditions,
    @Nullable Comparison comparison,
    @Nullable Comparison baseline,
    @Nullable Ref baselineRun,
    Map<String, Double> metrics,
    Map<String, IntervalWire> intervals,
    @Nullable Instant from,
    @Nullable Instant to,
    List<SliceWire> slices,
    List<Ref> judgedOn) {

  /** An interval of a metric. */
  record IntervalWire(double low, double high, double level) {}

  /** One check of the gate. */
  record Condition(
      String metric,
      String operator,
      @Nullable Double wanted,
      @Nullable Double value,
      @Nullable Double low,
      @Nullable Double high,
      @Nullable Double level,
      boolean lowerIsBetter,
      boolean passed,
      Outcome outcome,
      String summary) {
    static Condition of(Verdict.CheckResult result) {
      Check check = result.check();
      boolean beats = check.kind().compares();
      return new Condition(
          check.metric(),
          switch (check.kind()) {
            case AT_LEAST -> "at_least";
            case AT_MOST -> "at_most";
            case BEATS_CHAMPION -> "beats";
            case BEATS_BASELINE -> "beats_baseline";
          },
          Shown.finite(check.bound()),
          Shown.finite(beats ? result.difference() : result.candidate()),
          Shown.finite(result.low()),
          Shown.finite(result.high()),
          check.level(),
          Metrics.lowerIsBetter(check.metric()),
          result.outcome() == Outcome.PASS,
          result.outcome(),
          result.summary());
    }
  }

  /** Candidate against champion, or baseline, on the same rows. */
  record Comparison(
      String metric,
      boolean lowerIsBetter,
      @Nullable Double candidateValue,
      @Nullable Double championValue,
      @Nullable Double estimate,
      @Nullable Double low,
      @Nullable Double high,
      double level,
      String unit,
      int units,
      long rows,
      int resamples,
      List<Day> days) {
    static Comparison of(Verdict verdict, Verdict.CheckResult result) {
      Check check = result.check();
      return new Comparison(
          check.metric(),
          Metrics.lowerIsBetter(check.metric()),
          Shown.finite(result.candidate()),
          Shown.finite(result.champion()),
          Shown.finite(result.difference()),
          Shown.finite(result.low()),
          Shown.finite(result.high()),
          check.level() == null ? Double.NaN : check.level(),
          check.resample() == null ? "row" : check.resample(),
          verdict.groups(),
          verdict.rows(),
          result.replicates(),
          check.kind() == Check.Kind.BEATS_CHAMPION
              ? verdict.slices().stream().filter(slice -> isDay(slice.name())).map(Day::of).toList()
              : List.of());
    }
  }

  /** One day of a comparison. */
  record Day(String day, long rows, @Nullable Double candidate, @Nullable Double champion) {
    static Day of(Verdict.Slice slice) {
      return new Day(
          slice.name(),
          slice.rows(),
          Shown.finite(slice.candidate()),
          Shown.finite(slice.champion()));
    }
  }

  /** A part of the rows. */
  record SliceWire(String name, long rows, @Nullable Double candidate, @Nullable Double champion) {
    static SliceWire of(Verdict.Slice slice) {
      return new SliceWire(
          slice.name(),
          slice.rows(),
          Shown.finite(slice.candidate()),
          Shown.finite(slice.champion()));
    }
  }

  static VerdictWire of(Verdict verdict) {
    return new VerdictWire(
        verdict.ref(),
        verdict.model(),
        verdict.version(),
        verdict.gate(),
        verdict.outcome(),
        verdict.eventTime(),
        verdict.recordedAt(),
        verdict.actor(),
        verdict.candidate(),
        champion(verdict),
        verdict.expiresAt(),
        verdict.summary(),
        verdict.rows(),
        verdict.checks().stream().map(Condition::of).toList(),
        verdict.champion() == null ? null : comparison(verdict, Check.Kind.BEATS_CHAMPION),
        verdict.baseline() == null ? null : comparison(verdict, Check.Kind.BEATS_BASELINE),
        verdict.baseline() == null ? null : verdict.baseline().ref(),
        Shown.finite(verdict.metrics()),
        intervals(verdict),
        verdict.from(),
        verdict.to(),
        verdict.slices().stream().filter(slice -> !isDay(slice.name())).map(SliceWire::of).toList(),
        List.of(verdict.dataset()));
  }

  private static @Nullable Comparison comparison(Verdict verdict, Check.Kind kind) {
    return verdict.checks().stream()
        .filter(result -> result.check().kind() == kind)
        .findFirst()
        .map(result -> Comparison.of(verdict, result))
        .orElse(null);
  }

  private static Map<String, IntervalWire> intervals(Verdict verdict) {
    Map<String, IntervalWire> intervals = new TreeMap<>();
    verdict
        .intervals()
        .forEach((metric, interval) -> {
          if (Double.isFinite(interval.low()) && Double.isFinite(interval.high())) {
            intervals.put(
                metric, new IntervalWire(interval.low(), interval.high(), interval.level()));
          }
        });
    return intervals;
  }

  /** The champion's address; null when there was none to beat. */
  static @Nullable Ref champion(Verdict verdict) {
    return verdict.champion() == null
        ? null
        : Ref.of(Ref.Kind.MODEL_VERSION, verdict.model() + "/" + verdict.champion());
  }

  private static boolean isDay(String name) {
    return name.length() == 10 && name.charAt(4) == '-' && name.charAt(7) == '-';
  }
}
