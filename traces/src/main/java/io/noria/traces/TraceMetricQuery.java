package io.noria.traces;

import io.noria.base.NoriaException;
import io.noria.tracking.ExperimentId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question about numbers over many traces.
 *
 * @param experiments where to look
 * @param view what is counted
 * @param metric its number, for example {@code latency}, in milliseconds; see the store
 * @param aggregations at least one
 * @param dimensions what it is split by, for example {@code trace_name}
 * @param filters {@code trace.status = 'OK'}, {@code trace.tag.KEY = '…'}, {@code
 *     trace.metadata.KEY = '…'}, {@code span.name = '…'} or {@code assessment.name = '…'}; every
 *     one of them holds
 * @param bucketMs split by time, so many milliseconds to a bucket; null for no split
 * @param fromMs milliseconds since the epoch, this one included; null for the beginning
 * @param toMs milliseconds since the epoch, this one included; null for the end
 * @param limit 1 to 10 000 points
 */
public record TraceMetricQuery(
    List<ExperimentId> experiments,
    View view,
    String metric,
    List<Aggregation> aggregations,
    List<String> dimensions,
    List<String> filters,
    @Nullable Long bucketMs,
    @Nullable Long fromMs,
    @Nullable Long toMs,
    int limit) {
  /** What is counted. */
  public enum View {
    /** Whole traces. */
    TRACES,
    /** Their spans. */
    SPANS,
    /** What is thought of them. */
    ASSESSMENTS
  }

  /** How many numbers become one. */
  public enum Kind {
    /** How many there are. */
    COUNT,
    /** All together. */
    SUM,
    /** Their mean. */
    AVG,
    /** Interpolated linearly between the neighbours. */
    PERCENTILE,
    /** The smallest. */
    MIN,
    /** The greatest. */
    MAX
  }

  /**
   * One way of making one number out of many.
   *
   * @param kind how
   * @param percentile 0 to 100 for {@link Kind#PERCENTILE}, else null
   */
  public record Aggregation(Kind kind, @Nullable Double percentile) {
    /** Validates. */
    public Aggregation {
      boolean fits =
          kind == Kind.PERCENTILE
              ? percentile != null && percentile >= 0 && percentile <= 100
              : percentile == null;
      if (!fits) {
        throw NoriaException.invalid(
            "percentile_value: "
                + percentile
                + " for "
                + kind
                + " (expected: 0 to 100 for PERCENTILE, none for the others)");
      }
    }

    /** The name of its values: {@code AVG}, {@code P95.0}. */
    public String label() {
      return kind == Kind.PERCENTILE ? "P" + percentile : kind.name();
    }
  }

  /** Validates and copies. */
  public TraceMetricQuery {
    experiments = List.copyOf(experiments);
    aggregations = List.copyOf(aggregations);
    dimensions = List.copyOf(dimensions);
    filters = List.copyOf(filters);
    if (aggregations.isEmpty() || aggregations.size() > 20) {
      throw NoriaException.invalid("aggregations: " + aggregations.size() + " (expected: 1 to 20)");
    }
    if (filters.size() > 20) {
      throw NoriaException.invalid("filters: " + filters.size() + " (expected: at most 20)");
    }
    if (bucketMs != null && (bucketMs <= 0 || fromMs == null || toMs == null)) {
      throw NoriaException.invalid(
          "time_interval_seconds: "
              + bucketMs / 1000
              + " (expected: above 0, with start_time_ms and end_time_ms)");
    }
    if (limit < 1 || limit > 10_000) {
      throw NoriaException.invalid(
          "max_results: " + limit + " (expected: a whole number from 1 to 10000)");
    }
  }
}
