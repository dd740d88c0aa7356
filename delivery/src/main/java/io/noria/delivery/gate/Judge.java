package io.noria.delivery.gate;

import io.noria.base.NoriaException;
import io.noria.delivery.Check;
import io.noria.delivery.Gate;
import io.noria.delivery.JudgeRequest;
import io.noria.delivery.Outcome;
import io.noria.delivery.TrainingEnds;
import io.noria.delivery.Verdict.CheckResult;
import io.noria.delivery.Verdict.Slice;
import io.noria.delivery.gate.Evidence.Scored;
import io.noria.serving.Models;
import io.noria.serving.ScoredModel;
import io.noria.serving.Target;
import io.noria.stats.Auc;
import io.noria.stats.BinaryMetrics;
import io.noria.stats.Interval;
import io.noria.stats.Metrics;
import io.noria.stats.PairedBootstrap;
import io.noria.stats.Task;
import io.noria.tracking.RunId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Scores the candidate, the champion and the baseline on the same labelled rows, none of which any
 * of them was trained on, and answers each check of a gate. Deterministic.
 */
public final class Judge {
  private static final double LEVEL = 0.95;
  private static final PairedBootstrap.Plan OWN = new PairedBootstrap.Plan(1000, LEVEL, 1, 0.5);

  private final Models models;
  private final TrainingEnds training;

  /** Loads models there, and asks there what they were trained on. */
  public Judge(Models models, TrainingEnds training) {
    this.models = models;
    this.training = training;
  }

  /**
   * What came out.
   *
   * @param outcome of the gate
   * @param results of its checks
   * @param metrics the candidate's
   * @param championMetrics the champion's; empty when not compared
   * @param baselineMetrics the baseline's; empty when not compared
   * @param intervals of the candidate's metrics, by name, as far as there are any
   * @param rows used
   * @param groups units resampled; 0 for none
   * @param from event time of the first row; null when they have no time
   * @param to event time of the last row
   * @param slices by unit
   */
  public record Judgement(
      Outcome outcome,
      List<CheckResult> results,
      Map<String, Double> metrics,
      Map<String, Double> championMetrics,
      Map<String, Double> baselineMetrics,
      Map<String, Interval> intervals,
      long rows,
      int groups,
      @Nullable Instant from,
      @Nullable Instant to,
      List<Slice> slices) {}

  /** Rows that may judge, or why there are none. */
  private sealed interface Regime {
    /** Rows of a later event time; any row when they have none. */
    record After(Instant limit) implements Regime {}

    /** Nothing can be said. */
    record Unknown(String why) implements Regime {}
  }

  /**
   * Judges.
   *
   * @param champion the version to compare with; null for none
   * @param othersPassed whether the model's other gates have passed the candidate, which decides
   *     when there is no champion
   */
  public Judgement judge(
      Gate gate, JudgeRequest request, @Nullable Integer champion, boolean othersPassed) {
    Integer opponent = asks(gate, Check.Kind.BEATS_CHAMPION) ? champion : null;
    RunId baseline = asks(gate, Check.Kind.BEATS_BASELINE) ? request.baseline() : null;
    Instant after;
    switch (regime(request, opponent)) {
      case Regime.Unknown(String why) -> {
        return undecided(gate, why);
      }
      case Regime.After(Instant limit) -> after = limit;
    }
    ScoredModel candidate = models.load(request.model(), request.version());
    ScoredModel former = opponent == null ? null : models.load(request.model(), opponent);
    ScoredModel plain = baseline == null ? null : models.load(baseline);
    Target target = candidate.target();
    for (ScoredModel other : new @Nullable ScoredModel[] {former, plain}) {
      if (other != null && !other.target().classes().equals(target.classes())) {
        return undecided(gate, different(request.version(), target, opponent, other));
      }
    }
    LabelledRows rows = LabelledRows.of(request, positive(request, target), after);
    if (rows.size() == 0) {
      return undecided(
          gate,
          request.time() == null
              ? "no row of the holdout has a label"
              : "no labelled row is newer than the training data, which end " + after);
    }
    return judged(
        gate,
        new Evidence(
            rows,
            Scored.of("version " + request.version(), candidate, rows),
            former == null ? null : Scored.of("champion " + opponent, former, rows),
            plain == null ? null : Scored.of("the baseline", plain, rows),
            othersPassed));
  }

  private static boolean asks(Gate gate, Check.Kind kind) {
    return gate.checks().stream().anyMatch(check -> check.kind() == kind);
  }

  /** Of two classes the request may name the one to judge by. */
  private static Target positive(JudgeRequest request, Target target) {
    return target.task() == Task.BINARY && request.positive() != null
        ? new Target(target.name(), target.classes(), request.positive())
        : target;
  }

  private static String different(
      int version, Target target, @Nullable Integer opponent, ScoredModel other) {
    String name = other.version() == 0 ? "the baseline" : "champion " + opponent;
    return "version %d predicts %s and %s predicts %s: they cannot be compared"
        .formatted(version, said(target), name, said(other.target()));
  }

  private static String said(Target target) {
    return target.regression() ? "a number" : "one of " + target.classes();
  }

  private Regime regime(JudgeRequest request, @Nullable Integer opponent) {
    List<Integer> versions =
        opponent == null ? List.of(request.version()) : List.of(request.version(), opponent);
    return request.time() == null ? holdout(request, versions) : ends(request, versions);
  }

  /** By time: what is newer than every row that either has seen. */
  private Regime ends(JudgeRequest request, List<Integer> versions) {
    List<String> unknown = new ArrayList<>();
    Instant after = Instant.MIN;
    for (Integer version : versions) {
      Optional<Instant> end = training.of(request.model(), version);
      if (end.isPresent()) {
        after = end.get().isAfter(after) ? end.get() : after;
        continue;
      }
      Optional<String> kept = training.holdout(request.model(), version);
      unknown.add(
          kept.isEmpty()
              ? "it is not recorded what version " + version + " was trained on"
              : "version %d was trained on rows without time (all but %s), so none is known to be newer"
                  .formatted(version, kept.get()));
    }
    return unknown.isEmpty()
        ? new Regime.After(after)
        : new Regime.Unknown(String.join("; ", unknown));
  }

  /** Without time: rows that were kept apart in the same way from both. */
  private Regime holdout(JudgeRequest request, List<Integer> versions) {
    String own = training.holdout(request.model(), request.version()).orElse(null);
    for (Integer version : versions) {
      String kept = training.holdout(request.model(), version).orElse(null);
      if (kept == null) {
        return new Regime.Unknown(
            "version %d may have been trained on rows that judge: it is not recorded that a holdout was kept apart from it"
                .formatted(version));
      }
      if (!kept.equals(own)) {
        return new Regime.Unknown(
            "version %d may have been trained on rows that judge: from it %s were kept apart, from version %d %s"
                .formatted(version, kept, request.version(), own));
      }
    }
    return new Regime.After(Instant.MIN);
  }

  private static Judgement judged(Gate gate, Evidence evidence) {
    Answering answering = new Answering(evidence);
    List<CheckResult> results = gate.checks().stream().map(answering::answer).toList();
    int groups = 0;
    List<Slice> slices = List.of();
    for (CheckResult result : results) {
      Check check = result.check();
      boolean champion = check.kind() == Check.Kind.BEATS_CHAMPION && evidence.champion() != null;
      boolean baseline = check.kind() == Check.Kind.BEATS_BASELINE && evidence.baseline() != null;
      if ((champion || baseline) && drawable(evidence, check)) {
        LabelledRows.Units units = evidence.rows().units(Answering.unit(check));
        groups = units.size();
        slices = champion ? answering.slices(check, units) : slices;
      }
    }
    long[] micros = evidence.rows().micros();
    return new Judgement(
        overall(results),
        results,
        evidence.candidate().metrics().values(),
        values(evidence.champion()),
        values(evidence.baseline()),
        intervals(gate, evidence),
        evidence.rows().size(),
        groups,
        evidence.rows().timed() ? moment(Arrays.stream(micros).min().orElseThrow()) : null,
        evidence.rows().timed() ? moment(Arrays.stream(micros).max().orElseThrow()) : null,
        slices);
  }

  private static boolean drawable(Evidence evidence, Check check) {
    return evidence.rows().timed() || Answering.unit(check).equals(LabelledRows.ROW);
  }

  private static Map<String, Double> values(@Nullable Scored scored) {
    return scored == null ? Map.of() : scored.metrics().values();
  }

  /** Of the AUC by DeLong's; of the usual metric of other tasks by drawing what the gate draws. */
  private static Map<String, Interval> intervals(Gate gate, Evidence evidence) {
    LabelledRows rows = evidence.rows();
    Scored candidate = evidence.candidate();
    if (candidate.metrics() instanceof BinaryMetrics binary) {
      boolean[] positive = new boolean[rows.size()];
      for (int i = 0; i < positive.length; i++) {
        positive[i] = rows.actual()[i] == 1;
      }
      return binary.auc().isEmpty()
          ? Map.of()
          : Map.of("auc", Auc.interval(positive, candidate.answers().values(), LEVEL));
    }
    String unit =
        gate.checks().stream()
            .filter(check -> check.kind().compares() && drawable(evidence, check))
            .map(Answering::unit)
            .findFirst()
            .orElse(rows.timed() ? "day" : LabelledRows.ROW);
    String metric = Metrics.usual(evidence.task());
    if (candidate.metrics().value(metric).isEmpty()) {
      return Map.of();
    }
    int[] groups = rows.units(unit).groups();
    return Map.of(
        metric, PairedBootstrap.interval(metric, rows.actual(), candidate.answers(), groups, OWN));
  }

  private static Judgement undecided(Gate gate, String why) {
    return new Judgement(
        Outcome.INCONCLUSIVE,
        gate.checks().stream().map(check -> Answering.undecided(check, why)).toList(),
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
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
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  /** Refuses a request that no gate could answer. */
  public static void checkColumns(JudgeRequest request) {
    for (String column : new @Nullable String[] {request.target(), request.time()}) {
      if (column != null && !request.rows().has(column)) {
        throw NoriaException.invalid(
            "judging rows: no column " + column + " (there are: " + request.rows().names() + ")");
      }
    }
  }
}
