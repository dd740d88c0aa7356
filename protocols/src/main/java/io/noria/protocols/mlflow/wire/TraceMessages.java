package io.noria.protocols.mlflow.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Messages about traces. Moments and durations are texts as protobuf's JSON writes them. */
public final class TraceMessages {
  private TraceMessages() {}

  /** Where a trace belongs. */
  public record Location(@Nullable String type, @Nullable OfExperiment mlflowExperiment) {}

  /** An experiment as a location. */
  public record OfExperiment(@Nullable String experimentId) {}

  /** A trace without its spans. */
  public record Info(
      @Nullable String traceId,
      @Nullable String clientRequestId,
      @Nullable Location traceLocation,
      @Nullable String requestPreview,
      @Nullable String responsePreview,
      @Nullable String requestTime,
      @Nullable String executionDuration,
      @Nullable String state,
      @Nullable Map<String, String> traceMetadata,
      @Nullable List<AssessmentMessages.Assessment> assessments,
      @Nullable Map<String, String> tags) {}

  /** A trace; its spans are OTLP's. */
  public record Trace(@Nullable Info traceInfo, @Nullable List<Span> spans) {}

  /** One trace, asked or answered. */
  public record One(@Nullable Trace trace) {}

  /** Several traces. */
  public record Some(@Nullable List<Trace> traces) {}

  /** A page of traces without spans. */
  public record Found(@Nullable List<Info> traces, @Nullable String nextPageToken) {}

  /** Several traces without spans. */
  public record Infos(@Nullable List<Info> traceInfos) {}

  /** Which traces. */
  public record Batch(@Nullable List<String> traceIds, @Nullable List<String> experimentIds) {}

  /** A question. */
  public record Search(
      @Nullable List<Location> locations,
      @Nullable List<String> experimentIds,
      @Nullable String filter,
      @Nullable Long maxResults,
      @Nullable List<String> orderBy,
      @Nullable String pageToken) {}

  /** A tag. */
  public record Tag(@Nullable String key, @Nullable String value) {}

  /** Which traces are to go. */
  public record Delete(
      @Nullable String experimentId,
      @Nullable Long maxTimestampMillis,
      @Nullable Long maxTraces,
      @Nullable List<String> requestIds) {}

  /** How many went. */
  public record Deleted(long tracesDeleted) {}

  /** Traces of a run. */
  public record LinkRun(@Nullable List<String> traceIds, @Nullable String runId) {}

  /** Prompts of a trace. */
  public record LinkPrompts(
      @Nullable String traceId, @Nullable List<PromptVersion> promptVersions) {}

  /** A version of a prompt. */
  public record PromptVersion(@Nullable String name, @Nullable String version) {}

  /** Two filters to be compared. */
  public record Correlate(
      @Nullable List<String> experimentIds,
      @Nullable String filterString1,
      @Nullable String filterString2,
      @Nullable String baseFilter) {}

  /** How often two filters meet. */
  public record Correlation(
      @Nullable Double npmi,
      @Nullable Double npmiSmoothed,
      long filter1Count,
      long filter2Count,
      long jointCount,
      long totalCount) {}

  /** A span in OTLP's JSON, with ids in base64 as protobuf writes bytes. */
  public record Span(
      String traceId,
      String spanId,
      @Nullable String parentSpanId,
      String name,
      long startTimeUnixNano,
      @Nullable Long endTimeUnixNano,
      List<Attribute> attributes,
      List<Event> events,
      List<Link> links,
      Status status) {}

  /** An attribute; its value is an OTLP AnyValue. */
  public record Attribute(String key, JsonNode value) {}

  /** An event of a span. */
  public record Event(long timeUnixNano, String name, List<Attribute> attributes) {}

  /** A link of a span. */
  public record Link(String traceId, String spanId, List<Attribute> attributes) {}

  /** How a span ended. */
  public record Status(@Nullable String message, String code) {}

  /** A trace as MLflow 2 knew it. */
  public record OldInfo(
      @Nullable String requestId,
      @Nullable String experimentId,
      @Nullable Long timestampMs,
      @Nullable Long executionTimeMs,
      @Nullable String status,
      @Nullable List<Shared.KeyValue> requestMetadata,
      @Nullable List<Shared.KeyValue> tags) {}

  /** One of those. */
  public record OldOne(OldInfo traceInfo) {}

  /** A page of those. */
  public record OldFound(@Nullable List<OldInfo> traces, @Nullable String nextPageToken) {}
}
