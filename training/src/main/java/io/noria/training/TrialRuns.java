package io.noria.training;

import io.noria.tracking.ExperimentId;
import io.noria.tracking.Metric;
import io.noria.tracking.NewRun;
import io.noria.tracking.RunData;
import io.noria.tracking.RunId;
import io.noria.tracking.RunStatus;
import io.noria.tracking.Tracking;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The runs of a search: a parent and one for each trial. Rounds are recorded as they come, several
 * at once when they come quickly. Not thread-safe but for being used by one thread at a time.
 */
final class TrialRuns {
  private static final long HOLD_BACK_NANOS = 150_000_000L;

  private final Tracking tracking;
  private final InstantSource clock;
  private final RunId parent;
  private final List<RunId> trials = new ArrayList<>();
  private final Map<Integer, List<Metric>> waiting = new LinkedHashMap<>();
  private final java.util.Set<RunId> ended = new java.util.HashSet<>();
  private long lastLogged;

  private TrialRuns(Tracking tracking, InstantSource clock, RunId parent) {
    this.tracking = tracking;
    this.clock = clock;
    this.parent = parent;
  }

  static TrialRuns create(
      Tracking tracking,
      InstantSource clock,
      SearchRequest request,
      SearchJob job,
      List<Map<String, String>> params) {
    ExperimentId experiment = tracking.experiments().ensure(request.experiment());
    RunId parent = tracking.runs().create(run(experiment, request.name(), job)).id();
    job.started(parent);
    var runs = new TrialRuns(tracking, clock, parent);
    for (int i = 0; i < params.size(); i++) {
      NewRun trial = run(experiment, request.name() + " trial " + (i + 1), job).childOf(parent);
      RunId id = tracking.runs().create(trial).id();
      runs.trials.add(id);
      tracking.runs().log(id, RunData.ofParams(params.get(i)));
      job.started(id);
    }
    return runs;
  }

  private static NewRun run(ExperimentId experiment, String name, SearchJob job) {
    var tags = new TreeMap<>(job.tags());
    return new NewRun(experiment, name, null, "noria", tags, job.eventTime());
  }

  RunId parent() {
    return parent;
  }

  RunId trial(int number) {
    return trials.get(number);
  }

  void round(TrainerProcess.Line line) {
    List<Metric> points = waiting.computeIfAbsent(line.trial(), trial -> new ArrayList<>());
    add(points, "train_" + line.loss(), line.train(), line.round());
    add(points, "validation_" + line.loss(), line.validation(), line.round());
    if (line.metric() != null && !line.metric().equals(line.loss())) {
      add(points, "validation_" + line.metric(), line.value(), line.round());
    }
    if (System.nanoTime() - lastLogged > HOLD_BACK_NANOS) {
      flush();
    }
  }

  private void add(
      List<Metric> points, String key, @org.jspecify.annotations.Nullable Double value, int round) {
    points.add(new Metric(key, value == null ? Double.NaN : value, clock.instant(), round));
  }

  void flush() {
    waiting.forEach(
        (trial, points) -> tracking.runs().log(trials.get(trial), RunData.ofMetrics(points)));
    waiting.clear();
    lastLogged = System.nanoTime();
  }

  /** The trial has ended. */
  void trialEnded(TrainerProcess.Line line) {
    flush();
    RunId id = trials.get(line.trial());
    tracking.runs().log(id, RunData.ofMetrics(List.of(metric("best_rounds", line.rounds()))));
    end(id, RunStatus.FINISHED);
  }

  Metric metric(String key, double value) {
    return new Metric(key, value, clock.instant(), 0);
  }

  void end(RunId id, RunStatus status) {
    if (ended.add(id)) {
      tracking.runs().end(id, status, clock.instant());
    }
  }

  /** Ends whatever has not ended. */
  void endAll(RunStatus status) {
    trials.forEach(trial -> end(trial, status));
    end(parent, status);
  }
}
