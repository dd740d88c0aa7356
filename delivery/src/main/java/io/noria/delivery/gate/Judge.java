package io.noria.delivery.gate;

import io.noria.base.NoriaException;
import io.noria.delivery.Check;
import io.noria.delivery.Gate;
import io.noria.delivery.JudgeRequest;
import io.noria.delivery.Outcome;
import io.noria.delivery.TrainingEnds;
import io.noria.delivery.Verdict.CheckResult;
import io.noria.delivery.Verdict.Slice;
import io.noria.serving.Models;
import io.noria.serving.ScoredModel;
import io.noria.stats.Auc;
import io.noria.stats.BinaryMetrics;
import io.noria.stats.Metrics;
import io.noria.stats.Interval;
import io.noria.stats.PairedBootstrap;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Scores the candidate and the champion on the same labelled rows, newer than every row that either
 * was trained on, and answers each check of a gate. Deterministic.
 */
public final class Judge {
  private static final double THRESHOLD = 0.5;
  private static final double LEVEL = 0.95;
  private static final int REPLICATES = 2000;
  private static final long SEED = 20130101L;

  /** Fewer units than this say nothing about how days differ. */
  private static final int LEAST_UNITS = 5;

  private static final int MOST_SLICES = 400;

  private final Models models;
  private final TrainingEnds trainingEnds;

  /** Loads versions there, and asks there what they were trained on. */
  public Judge(Models models, TrainingEnds trainingEnds) {
    this.models = models;
    this.trainingEnds = trainingEnds;
  }

  /**
   * What came out.
   *
   * @param outcome of the gate
   * @param results of its checks
   * @param metrics the candidate's
   * @param championMetrics the champion's; empty when not compared
   * @param auc interval of the candidate's AUC; null without one
   * @param rows used
   * @param groups units resampled; 0 for none
   * @param from event time of the first row
   * @param to event time of the last row
   * @param slices by unit
   */
  public record Judgement(
      Outcome outcome,
      List<CheckResult> results,
      Map<String, Double> metrics,
      Map<String, Double> championMetrics,
      @Nullable Interval auc,
      long rows,
      int groups,
      @Nullable Instant from,
      @Nullable Instant to,
      List<Slice> slices) {}

  /** A model's answers on the rows. */
  private record Scored(double[] scores, BinaryMetrics metrics) {}

  /** Everything a check may look at. */
  private record Evidence(
      LabelledRows rows,
      Scored candidate,
      @Nullable Integer champion,
      @Nullable Scored former,
      boolean othersPassed) {}

  /**
   * Judges.
   *
   * @param champion the version to compare with; null for none
   * @param othersPassed whether the model's other gates have passed the candidate, which decides
   *     when there is no champion
   */
  public Judgement judge(
      Gate gate, JudgeRequest request, @Nullable Integer champion, boolean othersPassed) {
    boolean compares =
        gate.checks().stream().anyMatch(check -> check.kind() == Check.Kind.BEATS_CHAMPION);
    Integer opponent = compares ? champion : null;
    List<String> unknown = new ArrayList<>();
    Instant after = Instant.MIN;
    for (Integer version :
        opponent == null ? List.of(request.version()) : List.of(request.version(), opponent)) {
      Optional<Instant> end = trainingEnds.of(request.model(), version);
      if (end.isEmpty()) {
        unknown.add("it is not recorded what version " + version + " was trained on");
      } else if (end.get().isAfter(after)) {
        after = end.get();
      }
    }
    if (!unknown.isEmpty()) {
      return undecided(gate, String.join("; ", unknown));
    }
    ScoredModel candidate = models.load(request.model(), request.version());
    String positive = Objects.requireNonNullElse(request.positive(), candidate.target().positive());
    if (candidate.target().regression() || positive.isEmpty()) {
      return undecided(gate, "version " + request.version() + " does not tell two classes apart");
    }
    LabelledRows rows = LabelledRows.of(request, positive, after);
    if (rows.size() == 0) {
      return undecided(gate, "no labelled row is newer than the training data, which end " + after);
    }
    Evidence evidence =
        new Evidence(
            rows,
            scored(candidate, rows),
            opponent,
            opponent == null ? null : scored(models.load(request.model(), opponent), rows),
            othersPassed);
    return judged(gate, evidence);
  }

  private static Scored scored(ScoredModel model, LabelledRows rows) {
    double[] scores = model.score(rows.frame());
    return new Scored(scores, BinaryMetrics.of(rows.positive(), scores, THRESHOLD));
  }

  private static Judgement judged(Gate gate, Evidence evidence) {
    List<CheckResult> results = new ArrayList<>();
    int groups = 0;
    List<Slice> slices = List.of();
    for (Check check : gate.checks()) {
      if (check.kind() == Check.Kind.BEATS_CHAMPION && evidence.former() != null) {
        String unit = Objects.requireNonNull(check.resample());
        Map<String, Integer> units = evidence.rows().units(unit);
        results.add(beats(check, evidence, evidence.former(), units));
        groups = units.size();
        slices = slices(check, evidence, units);
      } else if (check.kind() == Check.Kind.BEATS_CHAMPION) {
        results.add(unopposed(check, evidence));
      } else if (check.kind() == Check.Kind.BEATS_BASELINE) {
        results.add(
            new CheckResult(
                check,
                Outcome.INCONCLUSIVE,
                null,
                null,
                null,
                null,
                null,
                0,
                "no baseline was fitted"));
      } else {
        results.add(bound(check, evidence.candidate().metrics()));
      }
    }
    long[] micros = evidence.rows().micros();
    return new Judgement(
        overall(results),
        results,
        evidence.candidate().metrics().values(),
        evidence.former() == null ? Map.of() : evidence.former().metrics().values(),
        evidence.candidate().metrics().auc().isEmpty()
            ? null
            : Auc.interval(evidence.rows().positive(), evidence.candidate().scores(), LEVEL),
        evidence.rows().size(),
        groups,
        moment(Arrays.stream(micros).min().orElseThrow()),
        moment(Arrays.stream(micros).max().orElseThrow()),
        slices);
  }

  private static CheckResult bound(Check check, BinaryMetrics metrics) {
    double bound = Objects.requireNonNull(check.bound());
    boolean least = check.kind() == Check.Kind.AT_LEAST;
    OptionalDouble value = metrics.value(check.metric());
    if (value.isEmpty()) {
      return new CheckResult(
          check,
          Outcome.INCONCLUSIVE,
          null,
          null,
          null,
          null,
          null,
          0,
          check.metric() + " is not defined on these rows");
    }
    boolean holds = least ? value.getAsDouble() >= bound : value.getAsDouble() <= bound;
    return new CheckResult(
        check,
        holds ? Outcome.PASS : Outcome.FAIL,
        value.getAsDouble(),
        null,
        null,
        null,
        null,
        0,
        "%s is %s (%s %s is asked)"
            .formatted(
                check.metric(),
                number(value.getAsDouble()),
                least ? "at least" : "at most",
                number(bound)));
  }

  private static CheckResult unopposed(Check check, Evidence evidence) {
    OptionalDouble value = evidence.candidate().metrics().value(check.metric());
    return new CheckResult(
        check,
        evidence.othersPassed() ? Outcome.PASS : Outcome.INCONCLUSIVE,
        value.isPresent() ? value.getAsDouble() : null,
        null,
        null,
        null,
        null,
        0,
        evidence.othersPassed()
            ? "there is no champion yet; the other gates passed it"
            : "there is no champion yet, and the other gates have not passed it");
  }

  private static CheckResult beats(
      Check check, Evidence evidence, Scored former, Map<String, Integer> units) {
    String metric = check.metric();
    OptionalDouble mine = evidence.candidate().metrics().value(metric);
    OptionalDouble theirs = former.metrics().value(metric);
    if (mine.isEmpty() || theirs.isEmpty() || units.size() < LEAST_UNITS) {
      return new CheckResult(
          check,
          Outcome.INCONCLUSIVE,
          mine.isPresent() ? mine.getAsDouble() : null,
          theirs.isPresent() ? theirs.getAsDouble() : null,
          null,
          null,
          null,
          0,
          mine.isEmpty() || theirs.isEmpty()
              ? metric + " is not defined on these rows"
              : "%d %ss are too few to compare (expected: %d or more)"
                  .formatted(units.size(), check.resample(), LEAST_UNITS));
    }
    PairedBootstrap.Result result =
        PairedBootstrap.compare(
            metric,
            evidence.rows().positive(),
            evidence.candidate().scores(),
            former.scores(),
            evidence.rows().groups(Objects.requireNonNull(check.resample()), units),
            new PairedBootstrap.Plan(
                REPLICATES, Objects.requireNonNull(check.level()), SEED, THRESHOLD));
    Interval interval = result.interval();
    boolean lower = Metrics.lowerIsBetter(metric);
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
        "%s %s against %s of champion %d, %s %% interval of the difference [%s, %s], %d %ss resampled"
            .formatted(
                metric,
                number(result.first()),
                number(result.second()),
                evidence.champion(),
                String.format(Locale.ROOT, "%.4g", interval.level() * 100)
                    .replaceAll("0+$", "")
                    .replaceAll("\\.$", ""),
                number(interval.low()),
                number(interval.high()),
                units.size(),
                check.resample()));
  }

  private static List<Slice> slices(Check check, Evidence evidence, Map<String, Integer> units) {
    Scored former = evidence.former();
    if (former == null || units.size() > MOST_SLICES) {
      return List.of();
    }
    int[] groups = evidence.rows().groups(Objects.requireNonNull(check.resample()), units);
    List<Slice> slices = new ArrayList<>();
    units.forEach((name, number) -> {
      int[] rows = IntStream.range(0, groups.length).filter(i -> groups[i] == number).toArray();
      slices.add(
          new Slice(
              name,
              rows.length,
              part(check, evidence.rows(), evidence.candidate(), rows),
              part(check, evidence.rows(), former, rows)));
    });
    return slices;
  }

  private static @Nullable Double part(Check check, LabelledRows all, Scored scored, int[] rows) {
    boolean[] positive = new boolean[rows.length];
    double[] scores = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      positive[i] = all.positive()[rows[i]];
      scores[i] = scored.scores()[rows[i]];
    }
    OptionalDouble value = BinaryMetrics.of(positive, scores, THRESHOLD).value(check.metric());
    return value.isPresent() ? value.getAsDouble() : null;
  }

  private static Judgement undecided(Gate gate, String why) {
    return new Judgement(
        Outcome.INCONCLUSIVE,
        gate.checks().stream()
            .map(check ->
                new CheckResult(check, Outcome.INCONCLUSIVE, null, null, null, null, null, 0, why))
            .toList(),
        Map.of(),
        Map.of(),
        null,
        0,
        0,
        null,
        null,
        List.of());
  }

  private static Outcome overall(List<CheckResult> results) {
    Outcome outcome = Outcome.PASS;
    for (CheckResult result : results) {
      if (result.outcome() == Outcome.FAIL) {
        return Outcome.FAIL;
      }
      if (result.outcome() == Outcome.INCONCLUSIVE) {
        outcome = Outcome.INCONCLUSIVE;
      }
    }
    return outcome;
  }

  private static Instant moment(long micros) {
    return Instant.EPOCH.plus(micros, java.time.temporal.ChronoUnit.MICROS);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  /** Refuses a request that no gate could answer. */
  public static void checkColumns(JudgeRequest request) {
    for (String column : List.of(request.target(), request.time())) {
      if (!request.rows().has(column)) {
        throw NoriaException.invalid(
            "judging rows: no column " + column + " (there are: " + request.rows().names() + ")");
      }
    }
  }
}
