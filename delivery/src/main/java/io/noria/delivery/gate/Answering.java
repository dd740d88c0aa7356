package io.noria.delivery.gate;

import io.noria.delivery.Check;
import io.noria.delivery.Outcome;
import io.noria.delivery.Verdict.CheckResult;
import io.noria.delivery.Verdict.Slice;
import io.noria.delivery.gate.Evidence.Scored;
import io.noria.delivery.gate.LabelledRows.Units;
import io.noria.stats.Interval;
import io.noria.stats.Metric;
import io.noria.stats.Metrics;
import io.noria.stats.PairedBootstrap;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Answers the checks of a gate from the evidence. */
final class Answering {
  private static final int REPLICATES = 2000;
  private static final long SEED = 20130101L;
  private static final double THRESHOLD = 0.5;

  /** Fewer units than this say nothing about how days differ. */
  private static final int LEAST_UNITS = 5;

  /** Rows are alike, so it takes more of them. */
  private static final int LEAST_ROWS = 30;

  private static final int MOST_SLICES = 400;

  private final Evidence evidence;

  Answering(Evidence evidence) {
    this.evidence = evidence;
  }

  CheckResult answer(Check check) {
    return switch (check.kind()) {
      case AT_LEAST, AT_MOST -> bound(check);
      case BEATS_CHAMPION ->
          evidence.champion() == null ? unopposed(check) : beats(check, evidence.champion());
      case BEATS_BASELINE ->
          evidence.baseline() == null
              ? undecided(check, "no baseline was fitted to compare with")
              : evidence.candidate().answersAs(evidence.baseline())
                  ? isTheBaseline(check)
                  : beats(check, evidence.baseline());
    };
  }

  /** The baseline need not beat itself: where nothing beats it, it is the model to serve. */
  private CheckResult isTheBaseline(Check check) {
    return single(
        check,
        Outcome.PASS,
        value(check, evidence.candidate()),
        "it is the baseline: the same answer for each of %d rows"
            .formatted(evidence.rows().size()));
  }

  /** A result without numbers. */
  static CheckResult undecided(Check check, String why) {
    return new CheckResult(check, Outcome.INCONCLUSIVE, null, null, null, null, null, 0, why);
  }

  /** A result of one number. */
  private static CheckResult single(
      Check check, Outcome outcome, OptionalDouble value, String summary) {
    return new CheckResult(
        check,
        outcome,
        value.isPresent() ? value.getAsDouble() : null,
        null,
        null,
        null,
        null,
        0,
        summary);
  }

  private boolean judges(Check check) {
    return Metrics.judges(check.metric(), evidence.task());
  }

  private OptionalDouble value(Check check, Scored scored) {
    return judges(check) ? scored.metrics().value(check.metric()) : OptionalDouble.empty();
  }

  private String undefined(Check check) {
    return judges(check)
        ? check.metric() + " is not defined on these rows"
        : "%s does not judge this model (expected: one of %s)"
            .formatted(check.metric(), Metrics.names(evidence.task()));
  }

  private CheckResult bound(Check check) {
    double bound = Objects.requireNonNull(check.bound());
    boolean least = check.kind() == Check.Kind.AT_LEAST;
    OptionalDouble value = value(check, evidence.candidate());
    if (value.isEmpty()) {
      return undecided(check, undefined(check));
    }
    boolean holds = least ? value.getAsDouble() >= bound : value.getAsDouble() <= bound;
    Metric metric = Metrics.named(check.metric());
    return single(
        check,
        holds ? Outcome.PASS : Outcome.FAIL,
        value,
        "%s is %s (%s %s is asked)"
            .formatted(
                metric.name(),
                metric.shown(value.getAsDouble(), 4),
                least ? "at least" : "at most",
                metric.shown(bound, 4)));
  }

  private CheckResult unopposed(Check check) {
    boolean passed = evidence.othersPassed();
    return single(
        check,
        passed ? Outcome.PASS : Outcome.INCONCLUSIVE,
        value(check, evidence.candidate()),
        passed
            ? "there is no champion yet; the other gates passed it"
            : "there is no champion yet, and the other gates have not passed it");
  }

  private CheckResult beats(Check check, Scored other) {
    OptionalDouble mine = value(check, evidence.candidate());
    OptionalDouble theirs = value(check, other);
    String why = incomparable(check, mine, theirs);
    if (why != null) {
      return new CheckResult(
          check,
          Outcome.INCONCLUSIVE,
          mine.isPresent() ? mine.getAsDouble() : null,
          theirs.isPresent() ? theirs.getAsDouble() : null,
          null,
          null,
          null,
          0,
          why);
    }
    Units units = evidence.rows().units(unit(check));
    PairedBootstrap.Result result =
        PairedBootstrap.compare(
            check.metric(),
            evidence.rows().actual(),
            evidence.candidate().answers(),
            other.answers(),
            units.groups(),
            new PairedBootstrap.Plan(
                REPLICATES, Objects.requireNonNull(check.level()), SEED, THRESHOLD));
    Interval interval = result.interval();
    boolean lower = Metrics.lowerIsBetter(check.metric());
    boolean better = lower ? interval.high() < 0 : interval.low() > 0;
    boolean worse = lower ? interval.low() > 0 : interval.high() < 0;
    return new CheckResult(
        check,
        better ? Outcome.PASS : worse ? Outcome.FAIL : Outcome.INCONCLUSIVE,
        result.first(),
        result.second(),
        result.difference(),
        interval.low(),
        interval.high(),
        result.replicates(),
        sentence(check, result, other.name(), units.size()));
  }

  private @Nullable String incomparable(Check check, OptionalDouble mine, OptionalDouble theirs) {
    if (mine.isEmpty() || theirs.isEmpty()) {
      return undefined(check);
    }
    String unit = unit(check);
    boolean rows = unit.equals(LabelledRows.ROW);
    if (!rows && !evidence.rows().timed()) {
      return "the judging rows have no time, so there are no %ss to resample (expected: resample: row)"
          .formatted(unit);
    }
    int count = evidence.rows().units(unit).size();
    int least = rows ? LEAST_ROWS : LEAST_UNITS;
    return count < least
        ? "%d %ss are too few to compare (expected: %d or more)".formatted(count, unit, least)
        : null;
  }

  private static String sentence(
      Check check, PairedBootstrap.Result result, String other, int units) {
    Metric metric = Metrics.named(check.metric());
    return "%s %s against %s of %s%s, %s %% interval of the difference [%s, %s], %d %ss resampled"
        .formatted(
            metric.name(),
            metric.shown(result.first(), 4),
            metric.shown(result.second(), 4),
            other,
            metric.lowerIsBetter() ? " (lower is better)" : "",
            String.format(Locale.ROOT, "%.4g", result.interval().level() * 100)
                .replaceAll("0+$", "")
                .replaceAll("\\.$", ""),
            metric.shown(result.interval().low(), 4),
            metric.shown(result.interval().high(), 4),
            units,
            unit(check));
  }

  static String unit(Check check) {
    return Objects.requireNonNull(check.resample());
  }

  /** Candidate and champion by unit of time; nothing for rows, which are no parts of their own. */
  List<Slice> slices(Check check, Units units) {
    Scored champion = evidence.champion();
    if (champion == null || units.size() > MOST_SLICES || !judges(check)) {
      return List.of();
    }
    int[] groups = units.groups();
    List<Slice> slices = new ArrayList<>();
    for (int unit = 0; unit < units.names().size(); unit++) {
      int number = unit;
      int[] rows = IntStream.range(0, groups.length).filter(i -> groups[i] == number).toArray();
      slices.add(
          new Slice(
              units.names().get(unit),
              rows.length,
              part(check, evidence.candidate(), rows),
              part(check, champion, rows)));
    }
    return slices;
  }

  private @Nullable Double part(Check check, Scored scored, int[] rows) {
    double[] actual = IntStream.of(rows).mapToDouble(i -> evidence.rows().actual()[i]).toArray();
    OptionalDouble value = Metrics.of(actual, scored.answers().take(rows)).value(check.metric());
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
