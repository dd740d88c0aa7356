package io.noria.protocols.mlflow;

import static io.noria.protocols.mlflow.MlflowMapping.limit;
import static io.noria.protocols.mlflow.MlflowMapping.orEmpty;
import static io.noria.protocols.mlflow.MlflowMapping.orNone;
import static io.noria.protocols.mlflow.MlflowMapping.required;
import static io.noria.protocols.mlflow.MlflowMapping.some;

import io.noria.base.NoriaException;
import io.noria.protocols.http.Exchange;
import io.noria.protocols.mlflow.wire.TraceFigureMessages;
import io.noria.protocols.mlflow.wire.TraceMessages;
import io.noria.traces.TraceCorrelation;
import io.noria.traces.TraceId;
import io.noria.traces.TraceMetricPoint;
import io.noria.traces.TraceMetricQuery;
import io.noria.traces.TraceStore;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.Limits;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The calls about numbers over many traces. */
final class TraceFigureCalls {
  private static final int USUAL = 1000;
  private static final int MOST_COMPARED = 1_000_000;
  private static final DateTimeFormatter BUCKET =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx").withZone(ZoneOffset.UTC);

  private final TraceStore traces;

  TraceFigureCalls(TraceStore traces) {
    this.traces = traces;
  }

  void addTo(MlflowRoutes routes) {
    routes.addNew("POST", "mlflow/traces/metrics", this::metrics);
    routes.addNew("POST", "mlflow/traces/calculate-filter-correlation", this::correlate);
  }

  private static List<ExperimentId> experiments(@Nullable List<String> ids) {
    return orNone(ids).stream().map(ExperimentId::new).toList();
  }

  private void metrics(Exchange x) {
    TraceFigureMessages.Query asked = MlflowJson.read(x, TraceFigureMessages.Query.class);
    String name = required("metric_name", asked.metricName());
    Long seconds = asked.timeIntervalSeconds();
    if (seconds != null && (seconds <= 0 || seconds > 10_000_000_000L)) {
      throw NoriaException.invalid("time_interval_seconds: " + seconds + " (expected: above 0)");
    }
    TraceMetricQuery query =
        new TraceMetricQuery(
            experiments(asked.experimentIds()),
            one("view_type", asked.viewType(), TraceMetricQuery.View.values()),
            name,
            orNone(asked.aggregations()).stream().map(TraceFigureCalls::aggregation).toList(),
            orNone(asked.dimensions()),
            orNone(asked.filters()),
            seconds == null ? null : (Long) (seconds * 1000),
            asked.startTimeMs(),
            asked.endTimeMs(),
            limit(asked.maxResults(), USUAL));
    List<TraceFigureMessages.Point> points =
        traces.metrics(query).stream().map(point -> point(name, point)).toList();
    MlflowJson.send(x, new TraceFigureMessages.Points(some(points)));
  }

  private static TraceMetricQuery.Aggregation aggregation(TraceFigureMessages.Aggregation sent) {
    return new TraceMetricQuery.Aggregation(
        one("aggregation_type", sent.aggregationType(), TraceMetricQuery.Kind.values()),
        sent.percentileValue());
  }

  private static <T extends Enum<T>> T one(String field, @Nullable String name, T[] known) {
    for (T one : known) {
      if (one.name().equals(name)) {
        return one;
      }
    }
    throw NoriaException.invalid(
        field
            + ": '"
            + Limits.shown(orEmpty(name))
            + "' (expected: one of "
            + List.of(known)
            + ")");
  }

  private static TraceFigureMessages.Point point(String name, TraceMetricPoint point) {
    Map<String, String> dimensions = new TreeMap<>(point.dimensions());
    Long bucket = point.bucketMs();
    if (bucket != null) {
      dimensions.put("time_bucket", BUCKET.format(Instant.ofEpochMilli(bucket)));
    }
    return new TraceFigureMessages.Point(name, dimensions, point.values());
  }

  private void correlate(Exchange x) {
    TraceMessages.Correlate asked = MlflowJson.read(x, TraceMessages.Correlate.class);
    List<ExperimentId> where = experiments(asked.experimentIds());
    if (where.isEmpty()) {
      throw NoriaException.invalid("experiment_ids: missing");
    }
    Set<TraceId> all = traces.matching(where, orEmpty(asked.baseFilter()), MOST_COMPARED);
    Set<TraceId> first = within(all, where, required("filter_string1", asked.filterString1()));
    Set<TraceId> second = within(all, where, required("filter_string2", asked.filterString2()));
    Set<TraceId> both = new HashSet<>(first);
    both.retainAll(second);
    TraceCorrelation found =
        new TraceCorrelation(first.size(), second.size(), both.size(), all.size());
    MlflowJson.send(
        x,
        new TraceMessages.Correlation(
            found.npmi(),
            found.smoothed(),
            found.first(),
            found.second(),
            found.joint(),
            found.total()));
  }

  private Set<TraceId> within(Set<TraceId> all, List<ExperimentId> where, String filter) {
    Set<TraceId> found = new HashSet<>(traces.matching(where, filter, MOST_COMPARED));
    found.retainAll(all);
    return found;
  }
}
