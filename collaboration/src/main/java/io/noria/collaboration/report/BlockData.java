package io.noria.collaboration.report;

import io.noria.base.NoriaException;
import io.noria.tracking.CurveAxis;
import io.noria.tracking.CurveQuery;
import io.noria.tracking.Envelopes;
import io.noria.tracking.Experiment;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.GroupCurves;
import io.noria.tracking.Limits;
import io.noria.tracking.Run;
import io.noria.tracking.RunId;
import io.noria.tracking.RunSearch;
import io.noria.tracking.Tracking;
import io.noria.tracking.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds what blocks ask for, as it is at this moment. */
final class BlockData {
  /** How many stretches a line is cut into. */
  private static final int BUCKETS = 350;

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
      String suffix = block.metrics().size() > 1 ? " · " + metric : "";
      CurveQuery query = new CurveQuery(metric, axis(block.x()), null, null, BUCKETS);
      curves.addAll(
          block.groupBy() == null
              ? lines(runs, query, suffix)
              : means(runs, block.groupBy(), query, suffix));
    }
    return curves.stream().map(curve -> curve.smoothed(block.smoothing())).toList();
  }

  private static CurveAxis axis(String x) {
    return switch (x) {
      case "time" -> CurveAxis.TIME;
      case "relative" -> CurveAxis.RELATIVE;
      default -> CurveAxis.STEP;
    };
  }

  /** Steps as they are; times in seconds. */
  private static double x(CurveQuery query, long x) {
    return query.axis() == CurveAxis.STEP ? x : x / 1e3;
  }

  private List<Curve> lines(List<Run> runs, CurveQuery query, String suffix) {
    Map<RunId, String> names = new HashMap<>();
    runs.forEach(run -> names.put(run.id(), run.info().name()));
    List<Curve> lines = new ArrayList<>();
    for (Envelopes.Envelope line :
        tracking.runs().envelopes(runs.stream().map(Run::id).toList(), query).runs()) {
      if (line.points() > 0) {
        lines.add(line(Objects.requireNonNull(names.get(line.run())) + suffix, line, query));
      }
    }
    return lines;
  }

  /** Each bucket as its first, least, greatest and last value, so that no spike is lost. */
  private static Curve line(String name, Envelopes.Envelope line, CurveQuery query) {
    int buckets = line.count().length;
    double[] x = new double[buckets * 4];
    double[] y = new double[buckets * 4];
    long notFinite = 0;
    int n = 0;
    for (int i = 0; i < buckets; i++) {
      double from = x(query, line.xFirst()[i]);
      double to = x(query, line.xLast()[i]);
      notFinite += line.nans()[i] + line.infinities()[i] + line.negativeInfinities()[i];
      double[] values =
          line.count()[i] == 1
              ? new double[] {line.first()[i]}
              : new double[] {line.first()[i], line.min()[i], line.max()[i], line.last()[i]};
      for (int k = 0; k < values.length; k++) {
        x[n] = values.length == 1 ? from : from + (to - from) * k / 3;
        y[n++] = values[k];
      }
    }
    return new Curve(name, Arrays.copyOf(x, n), Arrays.copyOf(y, n), null, null, notFinite);
  }

  private List<Curve> means(List<Run> runs, String groupBy, CurveQuery query, String suffix) {
    Map<String, List<RunId>> byValue = new LinkedHashMap<>();
    for (Run run : runs) {
      byValue.computeIfAbsent(value(run, groupBy), key -> new ArrayList<>()).add(run.id());
    }
    List<GroupCurves.Group> groups = new ArrayList<>();
    byValue.forEach((value, ids) -> groups.add(new GroupCurves.Group(value, ids)));
    if (groups.isEmpty()) {
      return List.of();
    }
    List<Curve> means = new ArrayList<>();
    for (GroupCurves.Curve mean :
        tracking.runs().groups(groups, query, GroupCurves.Band.STD).groups()) {
      if (mean.x().length > 0) {
        String name = mean.name().isEmpty() ? "(none)" : mean.name();
        means.add(
            new Curve(
                name + suffix + " (mean of " + mean.runs() + ")",
                Arrays.stream(mean.x()).mapToDouble(x -> x(query, x)).toArray(),
                mean.mean(),
                mean.lo(),
                mean.hi(),
                mean.left()));
      }
    }
    return means;
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
