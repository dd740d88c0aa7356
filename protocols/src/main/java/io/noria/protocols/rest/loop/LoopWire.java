package io.noria.protocols.rest.loop;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The loop's page in one answer, as {@code Loop} in the API's document. */
record LoopWire(
    String project,
    Instant from,
    Instant to,
    @Nullable Instant eventTime,
    Status status,
    List<Data> data,
    List<Training> training,
    List<Gate> gates,
    List<Served> serving,
    Performance performance,
    List<Drift> drift,
    List<AlertMark> alerts,
    List<TriggerMark> triggers,
    List<Edge> edges) {

  record Status(
      @Nullable Champion champion,
      @Nullable String deployment,
      String state,
      @Nullable String next,
      @Nullable StatusPerformance performance,
      StatusDrift drift,
      @Nullable Double p99Ms,
      long requests,
      long alertsOpen) {}

  record Champion(String model, int version, String ref, @Nullable Instant since) {}

  record StatusPerformance(
      String metric,
      boolean lowerIsBetter,
      @Nullable Double value,
      @Nullable Double change,
      @Nullable String changeSince,
      @Nullable Double low,
      @Nullable Double high) {}

  record StatusDrift(long drifting, long watched, List<String> columns) {}

  record Data(
      String ref,
      String dataset,
      String label,
      int revision,
      String status,
      Instant eventTime,
      @Nullable Instant from,
      @Nullable Instant to,
      long rows,
      String summary,
      List<String> failures) {}

  record Training(
      String ref,
      Instant eventTime,
      @Nullable Instant startedAt,
      @Nullable Instant endedAt,
      String status,
      String reason,
      List<String> causedBy,
      long runs,
      long trials,
      String summary) {}

  record Gate(
      String ref,
      String gate,
      String outcome,
      Instant eventTime,
      String candidate,
      @Nullable String champion,
      String metric,
      boolean lowerIsBetter,
      String operator,
      @Nullable Double estimate,
      @Nullable Double low,
      @Nullable Double high,
      @Nullable Double level,
      @Nullable Double atLeast,
      @Nullable Double atMost,
      long rows,
      String summary) {}

  record Served(String ref, String model, int version, Instant from, @Nullable Instant to) {}

  record Performance(String metric, boolean lowerIsBetter, List<Series> series) {}

  record Series(String name, List<Point> points) {}

  record Point(
      String ref,
      Instant from,
      Instant to,
      @Nullable Double value,
      @Nullable Double low,
      @Nullable Double high,
      double coverage,
      long rows,
      @Nullable Integer version) {}

  record Drift(
      String column,
      String test,
      double threshold,
      @Nullable Double now,
      @Nullable Instant since,
      List<DriftPoint> points) {}

  record DriftPoint(String ref, Instant from, Instant to, @Nullable Double value, boolean over) {}

  record AlertMark(
      String ref,
      String id,
      String deployment,
      String watch,
      @Nullable String column,
      String status,
      int version,
      Instant openedAt,
      @Nullable Instant resolvedAt,
      Instant recordedAt,
      double value,
      double threshold,
      String summary,
      @Nullable Instant silencedUntil,
      List<AlertChange> history,
      List<String> caused) {}

  record AlertChange(
      Instant at,
      Instant recordedAt,
      String what,
      @Nullable Double value,
      String by,
      String why,
      @Nullable String window) {}

  record TriggerMark(
      String ref,
      String project,
      Instant eventTime,
      Instant recordedAt,
      String decision,
      String why,
      List<String> causes,
      @Nullable String started,
      String by) {}

  record Edge(String from, String relation, String to) {}
}
