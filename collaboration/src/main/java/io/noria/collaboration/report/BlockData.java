package io.noria.collaboration.report;

import io.noria.base.NoriaException;
import io.noria.tracking.Experiment;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.Limits;
import io.noria.tracking.Metric;
import io.noria.tracking.Run;
import io.noria.tracking.RunId;
import io.noria.tracking.RunSearch;
import io.noria.tracking.Tracking;
import io.noria.tracking.View;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds what blocks ask for, as it is at this moment. */
final class BlockData {
  /** About how many points a line has. */
  private static final int POINTS = 750;

  private final Tracking tracking;

  BlockData(Tracking tracking) {
    this.tracking = tracking;
  }

  /** The runs that the block means, in its order. */
  List<Run> runs(Block block) {
    if (!block.runs().isEmpty()) {
      List<RunId> ids = block.runs().stream().map(RunId::new).toList();
      return tracking.runs().getAll(ids).stream().limit(block.limit()).toList();
    }
    if (block.experiments().isEmpty()) {
      throw NoriaException.invalid(
          "experiments, runs: missing (expected: names or ids of experiments, or ids of runs)");
    }
    List<ExperimentId> experiments = block.experiments().stream().map(this::experiment).toList();
    return tracking
        .runs()
        .search(
            new RunSearch(
                experiments,
                block.filter(),
                View.ACTIVE_ONLY,
                block.orderBy(),
                block.limit(),
                null))
        .items();
  }

  /** An experiment of the name, else of the id. */
  private ExperimentId experiment(String name) {
    return tracking
        .experiments()
        .find(name)
        .map(Experiment::id)
        .orElseGet(() -> {
          if (name.matches("\\d{1,18}")) {
            return tracking.experiments().get(new ExperimentId(name)).id();
          }
          throw NoriaException.notFound(
              "experiments: there is no experiment '" + Limits.shown(name) + "'");
        });
  }

  /** The lines of a chart: one a run and metric, or one a group and metric. */
  List<Curve> curves(Block block) {
    if (block.metrics().isEmpty()) {
      throw NoriaException.invalid("metrics: missing (expected: the keys to draw)");
    }
    List<Run> runs = runs(block);
    List<Curve> curves = new ArrayList<>();
    for (String metric : block.metrics()) {
      Limits.key("metric", metric);
      String suffix = block.metrics().size() > 1 ? " · " + metric : "";
      Map<RunId, List<Metric>> points =
          tracking.runs().sample(runs.stream().map(Run::id).toList(), metric, null, null, POINTS);
      Map<String, List<Curve>> byName = new LinkedHashMap<>();
      for (Run run : runs) {
        List<Metric> line = points.get(run.id());
        if (line != null && !line.isEmpty()) {
          String group = block.groupBy() == null ? run.id().value() : value(run, block.groupBy());
          byName
              .computeIfAbsent(group, key -> new ArrayList<>())
              .add(curve(run.info().name() + suffix, line, run, block.x()));
        }
      }
      byName.forEach((group, lines) ->
          curves.add(block.groupBy() == null ? lines.getFirst() : mean(group + suffix, lines)));
    }
    return curves.stream().map(curve -> curve.smoothed(block.smoothing())).toList();
  }

  private static Curve curve(String name, List<Metric> points, Run run, String x) {
    List<Metric> ordered = points;
    if (!x.equals("step")) {
      ordered = points.stream().sorted(java.util.Comparator.comparing(Metric::timestamp)).toList();
    }
    double start = run.info().startedAt().toEpochMilli() / 1e3;
    double[] xs =
        ordered.stream()
            .mapToDouble(point ->
                switch (x) {
                  case "time" -> point.timestamp().toEpochMilli() / 1e3;
                  case "relative" -> point.timestamp().toEpochMilli() / 1e3 - start;
                  default -> point.step();
                })
            .toArray();
    return new Curve(name, xs, ordered.stream().mapToDouble(Metric::value).toArray());
  }

  /** The mean of the lines at every x that one of them has, of those that have it. */
  private static Curve mean(String name, List<Curve> lines) {
    Map<Double, double[]> sums = new TreeMap<>();
    for (Curve line : lines) {
      for (int i = 0; i < line.x().length; i++) {
        if (Double.isFinite(line.y()[i])) {
          double[] sum = sums.computeIfAbsent(line.x()[i], key -> new double[2]);
          sum[0] += line.y()[i];
          sum[1]++;
        }
      }
    }
    return new Curve(
        name + " (mean of " + lines.size() + ")",
        sums.keySet().stream().mapToDouble(Double::doubleValue).toArray(),
        sums.values().stream().mapToDouble(sum -> sum[0] / sum[1]).toArray());
  }

  /** What a run has under a column's name, as text; empty when it has nothing. */
  static String value(Run run, String column) {
    int dot = column.indexOf('.');
    String scope = dot < 0 ? "" : column.substring(0, dot);
    String key = column.substring(dot + 1);
    return switch (scope) {
      case "params", "param" -> Objects.requireNonNullElse(run.data().params().get(key), "");
      case "tags", "tag" -> Objects.requireNonNullElse(run.data().tags().get(key), "");
      case "metrics", "metric" -> metric(run, key);
      default -> attribute(run, key);
    };
  }

  private static String metric(Run run, String key) {
    return run.data().metrics().stream()
        .filter(metric -> metric.key().equals(key))
        .findFirst()
        .map(metric -> Html.number(metric.value()))
        .orElse("");
  }

  private static String attribute(Run run, String key) {
    @Nullable Object value =
        switch (key) {
          case "run_id", "id" -> run.id();
          case "run_name", "name" -> run.info().name();
          case "status" -> run.info().status();
          case "user", "user_id" -> run.info().user();
          case "start_time", "started_at", "created" -> run.info().startedAt();
          case "end_time", "ended_at" -> run.info().endedAt();
          case "experiment", "experiment_id" -> run.info().experiment();
          default ->
              throw NoriaException.invalid(
                  "columns: "
                      + Limits.shown(key)
                      + " (expected: metrics.KEY, params.KEY, tags.KEY, run_name, run_id, status,"
                      + " user, start_time or end_time)");
        };
    return value == null ? "" : value.toString();
  }
}
