package io.noria.protocols.mlflow.wire;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Messages about numbers over many traces. */
public final class TraceFigureMessages {
  private TraceFigureMessages() {}

  /** A question. */
  public record Query(
      @Nullable List<String> experimentIds,
      @Nullable String viewType,
      @Nullable String metricName,
      @Nullable List<Aggregation> aggregations,
      @Nullable List<String> dimensions,
      @Nullable List<String> filters,
      @Nullable Long timeIntervalSeconds,
      @Nullable Long startTimeMs,
      @Nullable Long endTimeMs,
      @Nullable Long maxResults,
      @Nullable String pageToken) {}

  /** How many numbers become one. */
  public record Aggregation(@Nullable String aggregationType, @Nullable Double percentileValue) {}

  /** Numbers of one place in time and dimensions. */
  public record Point(
      String metricName, Map<String, String> dimensions, Map<String, Double> values) {}

  /** All of them. */
  public record Points(@Nullable List<Point> dataPoints) {}
}
