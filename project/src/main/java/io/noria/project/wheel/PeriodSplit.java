package io.noria.project.wheel;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.datasets.DatasetVersion;
import io.noria.pipelines.Input;
import io.noria.pipelines.TaskSpec;
import io.noria.project.ProjectSpec;
import io.noria.project.ProjectSpec.Candidate;
import io.noria.project.ProjectSpec.Source;
import io.noria.project.ProjectSpec.Versioning;
import io.noria.project.Span;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rows with time: the newest period judges, and those before it train. */
final class PeriodSplit implements Split {
  private static final int MOST_PERIODS = 500;

  private final TurnData data;
  private final ProjectSpec spec;
  private final Source primary;
  private final List<Period> periods;
  private final Period judge;

  PeriodSplit(TurnData data) {
    this.data = data;
    this.spec = data.spec();
    this.primary = spec.primary();
    this.periods = Period.of(primary, data.versions(primary));
    if (periods.size() < 2) {
      throw tooFew();
    }
    this.judge = periods.getLast();
  }

  private NoriaException tooFew() {
    String unit = primary.period().unit();
    String found =
        "project %s: %s has %d labelled %s%s"
            .formatted(
                spec.name(),
                primary.name(),
                periods.size(),
                unit + (periods.size() == 1 ? "" : "s"),
                periods.isEmpty() ? "" : ", " + periods.getFirst().label());
    String advice = periods.isEmpty() ? "" : others(1, MOST_PERIODS);
    return new NoriaException(
        ErrorCode.FAILED_PRECONDITION,
        found + " (expected: one to judge and at least one before it" + advice + ")");
  }

  /** Which other periods would do, for a source that is cut by the calendar. */
  private String others(int moreThan, int atMost) {
    if (primary.version() != Versioning.WHOLE) {
      return "";
    }
    List<String> units =
        Stream.of(Versioning.YEARLY, Versioning.MONTHLY, Versioning.WEEKLY, Versioning.DAILY)
            .filter(unit -> unit != primary.period())
            .map(unit -> Map.entry(unit.unit(), count(unit)))
            .filter(unit -> unit.getValue() > moreThan && unit.getValue() <= atMost)
            .map(unit -> "period: " + unit.getKey() + " gives " + unit.getValue())
            .toList();
    return units.isEmpty()
        ? "; more data, or no time at all, so that a holdout judges"
        : "; " + String.join(", ", units);
  }

  private int count(Versioning unit) {
    DatasetVersion version = periods.getFirst().version();
    return Period.parts(unit, version, periods.getFirst().from(), periods.getLast().to()).size();
  }

  private List<Period> periods(Candidate candidate) {
    Span stretch = candidate.trainOn();
    Instant from = stretch == null ? Instant.MIN : stretch.before(judge.start());
    List<Period> training =
        periods.stream()
            .filter(p -> !p.start().isBefore(from) && p.start().isBefore(judge.start()))
            .toList();
    if (training.isEmpty()) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "project %s: no data in the %s before %s to train on"
              .formatted(spec.name(), stretch, judge.label()));
    }
    return training;
  }

  @Override
  public List<TaskSpec> prepares() {
    var needed = new TreeMap<Instant, Period>();
    for (Candidate candidate : spec.model().candidates()) {
      periods(candidate).forEach(period -> needed.put(period.start(), period));
    }
    needed.put(judge.start(), judge);
    if (needed.size() > MOST_PERIODS) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "project %s: %d %ss of %s to prepare (expected: at most %d%s)"
              .formatted(
                  spec.name(),
                  needed.size(),
                  primary.period().unit(),
                  primary.name(),
                  MOST_PERIODS,
                  others(1, MOST_PERIODS)));
    }
    return needed.values().stream().map(this::prepare).toList();
  }

  private TaskSpec prepare(Period period) {
    Instant first = spec.prepare().lookback().before(period.from());
    TaskSpec task =
        data.prepare(
                period.label(),
                (source, version) ->
                    source.version() == Versioning.WHOLE || overlaps(version, first, period.to()))
            .param("as_of", String.valueOf(spec.prepare().asOf()))
            .param("from_micros", micros(period.from()))
            .param("to_micros", micros(period.to()));
    // A stretch of the calendar may hold no row at all; a version that came does.
    if (primary.version() == Versioning.WHOLE && period != judge) {
      task = task.param("may_be_empty", true);
    }
    String time = primary.time();
    return time == null ? task : task.param("time", time);
  }

  private static boolean overlaps(DatasetVersion version, Instant first, Instant last) {
    Instant from = version.from();
    Instant to = version.to();
    return from != null && to != null && !from.isAfter(last) && !to.isBefore(first);
  }

  private static long micros(Instant moment) {
    return Math.addExact(
        Math.multiplyExact(moment.getEpochSecond(), 1_000_000L), moment.getNano() / 1000);
  }

  @Override
  public Input training(Candidate candidate) {
    return new Input.Gathered(
        periods(candidate).stream()
            .map(period -> new Input.From("prepare-" + period.label(), "features"))
            .toList());
  }

  @Override
  public List<DatasetVersion> trainedOn(Candidate candidate) {
    return periods(candidate).stream().map(Period::version).distinct().toList();
  }

  @Override
  public String name(Candidate candidate) {
    Span stretch = candidate.trainOn();
    String rows =
        stretch == null
            ? "all before " + judge.label()
            : "the last " + stretch + " before " + judge.label();
    return candidate.trainer() == ProjectSpec.Trainer.XGBOOST
        ? rows
        : candidate.trainer().wire() + ", " + rows;
  }

  @Override
  public Instant trainedUntil(Candidate candidate) {
    return periods(candidate).getLast().to();
  }

  @Override
  public Candidate widest(List<Candidate> candidates) {
    return new ArrayList<>(candidates)
        .stream().max(Comparator.comparingInt(c -> periods(c).size())).orElseThrow();
  }

  @Override
  public String judge() {
    return "prepare-" + judge.label();
  }

  @Override
  public DatasetVersion judged() {
    return judge.version();
  }

  @Override
  public @Nullable String holdout() {
    return null;
  }
}
