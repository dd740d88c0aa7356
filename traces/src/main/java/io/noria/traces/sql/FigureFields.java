package io.noria.traces.sql;

import io.noria.base.NoriaException;
import io.noria.traces.SpanKeys;
import io.noria.traces.TraceMetricQuery;
import io.noria.traces.TraceMetricQuery.Aggregation;
import io.noria.traces.TraceMetricQuery.Kind;
import io.noria.traces.TraceMetricQuery.View;
import io.noria.tracking.Limits;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the numbers over traces are in the tables, and what may be asked of them. */
final class FigureFields {
  private static final Set<Kind> COUNTS = EnumSet.of(Kind.COUNT);
  private static final Set<Kind> TIMES = EnumSet.of(Kind.AVG, Kind.MIN, Kind.MAX, Kind.PERCENTILE);
  private static final Set<Kind> AMOUNTS =
      EnumSet.of(Kind.SUM, Kind.AVG, Kind.MIN, Kind.MAX, Kind.PERCENTILE);
  private static final List<String> MODELS = List.of("span_model_name", "span_model_provider");

  private static final Pattern FILTER =
      Pattern.compile(
          "\\s*(trace|span|assessment)\\.(\\w+)(?:\\.(?:`([^`]+)`|\"([^\"]+)\"|([^\\s=`\"]+)))?"
              + "\\s*=\\s*(?:'([^']*)'|\"([^\"]*)\")\\s*",
          Pattern.CASE_INSENSITIVE);

  private FigureFields() {}

  /**
   * A number of traces.
   *
   * @param column its expression
   * @param kinds what may be made of many
   * @param dimensions what it may be split by
   * @param distinct whether the same value counts once
   */
  record Metric(String column, Set<Kind> kinds, List<String> dimensions, boolean distinct) {
    Metric(String column, Set<Kind> kinds, List<String> dimensions) {
      this(column, kinds, dimensions, false);
    }
  }

  private static final Map<View, Map<String, Metric>> METRICS =
      Map.of(
          View.TRACES,
          new TreeMap<>(
              Map.of(
                  "trace_count",
                  new Metric("t.id", COUNTS, List.of("trace_name", "trace_status")),
                  "session_count",
                  new Metric("t.session", COUNTS, List.of(), true),
                  "latency",
                  new Metric("t.duration_ms", TIMES, List.of("trace_name")),
                  "input_tokens",
                  tokens("t.input_tokens"),
                  "output_tokens",
                  tokens("t.output_tokens"),
                  "total_tokens",
                  tokens("t.total_tokens"),
                  "cache_read_input_tokens",
                  tokens("t.cache_read_tokens"),
                  "cache_creation_input_tokens",
                  tokens("t.cache_creation_tokens"))),
          View.SPANS,
          new TreeMap<>(
              Map.of(
                  "span_count",
                  new Metric(
                      "x.id",
                      COUNTS,
                      List.of(
                          "span_name",
                          "span_type",
                          "span_status",
                          "span_model_name",
                          "span_model_provider")),
                  "latency",
                  new Metric(
                      "(x.end_ns - x.start_ns) / 1000000",
                      TIMES,
                      List.of("span_name", "span_status")),
                  "input_cost",
                  new Metric("x.input_cost", AMOUNTS, MODELS),
                  "output_cost",
                  new Metric("x.output_cost", AMOUNTS, MODELS),
                  "total_cost",
                  new Metric("x.total_cost", AMOUNTS, MODELS))),
          View.ASSESSMENTS,
          new TreeMap<>(
              Map.of(
                  "assessment_count",
                  new Metric("x.id", COUNTS, List.of("assessment_name", "assessment_value")),
                  "assessment_value",
                  new Metric("x.value_number", TIMES, List.of("assessment_name")))));

  private static Metric tokens(String column) {
    return new Metric(column, AMOUNTS, List.of("trace_name"));
  }

  static Metric metric(TraceMetricQuery query) {
    Map<String, Metric> known = METRICS.getOrDefault(query.view(), Map.of());
    Metric metric = known.get(query.metric());
    if (metric == null) {
      throw NoriaException.invalid(
          "metric_name: '"
              + Limits.shown(query.metric())
              + "' (expected: one of "
              + known.keySet()
              + ")");
    }
    for (Aggregation aggregation : query.aggregations()) {
      if (!metric.kinds().contains(aggregation.kind())) {
        throw NoriaException.invalid(
            "aggregation_type: "
                + aggregation.kind()
                + " of "
                + query.metric()
                + " (expected: one of "
                + metric.kinds()
                + ")");
      }
    }
    return metric;
  }

  static String from(View view) {
    return switch (view) {
      case TRACES -> " FROM traces t";
      case SPANS -> " FROM trace_spans x JOIN traces t ON t.number = x.trace";
      case ASSESSMENTS -> " FROM trace_assessments x JOIN traces t ON t.number = x.trace";
    };
  }

  static String time(View view) {
    return switch (view) {
      case TRACES, ASSESSMENTS -> "t.started_ms";
      case SPANS -> "(x.start_ns / 1000000)";
    };
  }

  static String dimension(View view, Metric metric, String dimension) {
    if (!metric.dimensions().contains(dimension)) {
      throw NoriaException.invalid(
          "dimensions: '"
              + Limits.shown(dimension)
              + "' (expected: one of "
              + metric.dimensions()
              + ")");
    }
    return switch (dimension) {
      case "trace_name" -> "t.name";
      case "trace_status" -> "t.state";
      case "span_name", "assessment_name" -> "x.name";
      case "span_type" -> "x.type";
      case "span_status" -> "x.status";
      case "span_model_name" -> "x.model";
      case "span_model_provider" -> "x.provider";
      case "assessment_value" -> "x.value_json";
      default -> throw new IllegalStateException(view + " " + dimension);
    };
  }

  /** A condition; its values are added to the arguments. */
  static String filter(View view, String text, List<Object> arguments) {
    Matcher match = FILTER.matcher(text.substring(0, Math.min(text.length(), 10_000)));
    if (match.matches()) {
      String scope = match.group(1).toLowerCase(java.util.Locale.ROOT);
      String key = first(match, 3, 4, 5);
      String value = first(match, 6, 7);
      List<Object> values = new ArrayList<>();
      String condition = condition(view, scope + "." + match.group(2), key, value, values);
      if (!condition.isEmpty()) {
        arguments.addAll(values);
        return condition;
      }
    }
    throw NoriaException.invalid(
        "filters: '"
            + Limits.shown(text)
            + "' (expected: trace.status, trace.tag.KEY, trace.metadata.KEY"
            + switch (view) {
              case TRACES -> "";
              case SPANS -> ", span.name, span.status, span.type";
              case ASSESSMENTS -> ", assessment.name, assessment.type";
            }
            + " = 'value')");
  }

  private static String first(Matcher match, int... groups) {
    for (int group : groups) {
      if (match.group(group) != null) {
        return match.group(group);
      }
    }
    return "";
  }

  private static String condition(
      View view, String field, String key, String value, List<Object> values) {
    if (field.equals("trace.tag") && !key.isEmpty()) {
      if (key.equals(SpanKeys.NAME)) {
        values.add(value);
        return "t.name = ?";
      }
      values.add(key);
      values.add(value);
      return "EXISTS (SELECT 1 FROM trace_tags k WHERE k.trace = t.number AND k.key = ? AND"
          + " k.value = ?)";
    }
    if (field.equals("trace.metadata") && !key.isEmpty()) {
      if (key.equals(SpanKeys.RUN)) {
        values.add(value);
        values.add(value);
        return "(t.run = ? OR t.number IN (SELECT r.trace FROM trace_runs r WHERE r.run = ?))";
      }
      values.add(key);
      values.add(value);
      return "EXISTS (SELECT 1 FROM trace_metadata k WHERE k.trace = t.number AND k.key = ? AND"
          + " k.value = ?)";
    }
    if (!key.isEmpty()) {
      return "";
    }
    boolean spans = view == View.SPANS;
    boolean assessments = view == View.ASSESSMENTS;
    boolean upper = field.equals("assessment.type");
    values.add(upper ? value.toUpperCase(java.util.Locale.ROOT) : value);
    return switch (field) {
      case "trace.status" -> "t.state = ?";
      case "span.name" -> spans ? "x.name = ?" : "";
      case "span.status" -> spans ? "x.status = ?" : "";
      case "span.type" -> spans ? "x.type = ?" : "";
      case "assessment.name" -> assessments ? "x.name = ?" : "";
      case "assessment.type" -> assessments ? "x.kind = ?" : "";
      default -> "";
    };
  }
}
