package io.noria.protocols.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.noria.traces.Assessment;
import io.noria.traces.JsonText;
import io.noria.traces.NewAssessment;
import io.noria.traces.Span;
import io.noria.traces.SpanKeys;
import io.noria.traces.SpanTotals;
import io.noria.traces.Trace;
import io.noria.traces.TraceInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A trace with its spans on the wire. Moments of spans are microseconds since the epoch, which
 * JavaScript's numbers hold exactly.
 */
record TraceWire(Info info, List<SpanWire> spans) {
  private static final long NS_PER_US = 1000;

  static TraceWire of(Trace trace) {
    List<Span> spans = trace.spans();
    long first = spans.stream().mapToLong(Span::startNs).min().orElse(0);
    return new TraceWire(
        Info.of(trace.info()), spans.stream().map(span -> SpanWire.of(span, first)).toList());
  }

  /** A trace without its spans. */
  record Info(
      String id,
      String experimentId,
      @Nullable String name,
      String state,
      Instant startedAt,
      @Nullable Long durationMs,
      @Nullable String run,
      List<String> linkedRuns,
      @Nullable String session,
      @Nullable String user,
      @Nullable String clientRequestId,
      @Nullable String requestPreview,
      @Nullable String responsePreview,
      long spans,
      @Nullable Tokens tokens,
      @Nullable Cost cost,
      List<String> prompts,
      Map<String, String> tags,
      Map<String, String> metadata,
      List<AssessmentWire> assessments) {
    static Info of(TraceInfo info) {
      Duration duration = info.duration();
      Map<String, String> metadata = info.metadata();
      return new Info(
          info.id().value(),
          info.experiment().value(),
          info.tags().get(SpanKeys.NAME),
          info.state().name(),
          info.startedAt(),
          duration == null ? null : (Long) duration.toMillis(),
          metadata.get(SpanKeys.RUN),
          info.runs(),
          metadata.get(SpanKeys.SESSION),
          metadata.get(SpanKeys.USER),
          info.clientRequest(),
          info.requestPreview(),
          info.responsePreview(),
          info.spans(),
          Tokens.of(metadata.get(SpanKeys.TRACE_USAGE)),
          Cost.of(metadata.get(SpanKeys.TRACE_COST)),
          info.prompts(),
          info.tags(),
          metadata,
          info.assessments().stream().map(AssessmentWire::of).toList());
    }
  }

  /** Tokens that language models read and wrote. */
  record Tokens(
      @Nullable Long input,
      @Nullable Long output,
      @Nullable Long total,
      @Nullable Long cacheReadInput,
      @Nullable Long cacheCreationInput) {
    static @Nullable Tokens of(@Nullable String json) {
      Map<?, ?> usage = JsonText.object(json);
      return usage == null
          ? null
          : new Tokens(
              SpanTotals.count(usage, "input_tokens"),
              SpanTotals.count(usage, "output_tokens"),
              SpanTotals.count(usage, "total_tokens"),
              SpanTotals.count(usage, "cache_read_input_tokens"),
              SpanTotals.count(usage, "cache_creation_input_tokens"));
    }
  }

  /** What that cost, in US dollars. */
  record Cost(@Nullable Double inputUsd, @Nullable Double outputUsd, @Nullable Double totalUsd) {
    static @Nullable Cost of(@Nullable String json) {
      Map<?, ?> cost = JsonText.object(json);
      return cost == null
          ? null
          : new Cost(
              SpanTotals.amount(cost, "input_cost"),
              SpanTotals.amount(cost, "output_cost"),
              SpanTotals.amount(cost, "total_cost"));
    }
  }

  /** What is thought of it. */
  record AssessmentWire(
      String id,
      String name,
      String kind,
      @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Object value,
      @Nullable FailureWire error,
      @Nullable String rationale,
      SourceWire source,
      @Nullable String span,
      @Nullable String run,
      @Nullable String overrides,
      boolean valid,
      Map<String, String> metadata,
      Instant createdAt,
      Instant updatedAt) {
    static AssessmentWire of(Assessment assessment) {
      NewAssessment content = assessment.content();
      Assessment.Failure error = content.error();
      return new AssessmentWire(
          assessment.id().value(),
          content.name(),
          content.kind().name().toLowerCase(Locale.ROOT),
          JsonText.value(content.valueJson()),
          error == null ? null : new FailureWire(error.code(), error.message(), error.stackTrace()),
          content.rationale(),
          new SourceWire(content.source().type(), content.source().id()),
          content.span(),
          content.run(),
          content.overrides(),
          assessment.valid(),
          content.metadata(),
          assessment.createdAt(),
          assessment.updatedAt());
    }
  }

  /** Why there is no value. */
  record FailureWire(String code, @Nullable String message, @Nullable String stackTrace) {}

  /** Who says so. */
  record SourceWire(String type, @Nullable String id) {}

  /** A span; inputs and outputs are not repeated among the attributes. */
  record SpanWire(
      String id,
      @Nullable String parent,
      String name,
      String type,
      String status,
      @Nullable String statusMessage,
      long startUs,
      @Nullable Long endUs,
      long offsetUs,
      @Nullable Long durationUs,
      @JsonRawValue @Nullable String inputs,
      @JsonRawValue @Nullable String outputs,
      Map<String, @Nullable Object> attributes,
      List<EventWire> events,
      List<LinkWire> links) {
    static SpanWire of(Span span, long first) {
      Map<String, @Nullable Object> attributes = values(span.attributes());
      attributes.remove(SpanKeys.INPUTS);
      attributes.remove(SpanKeys.OUTPUTS);
      attributes.remove(SpanKeys.TRACE);
      Long end = span.endNs();
      return new SpanWire(
          span.id(),
          span.parent(),
          span.name(),
          span.type(),
          span.status().name(),
          span.statusMessage().isEmpty() ? null : span.statusMessage(),
          span.startNs() / NS_PER_US,
          end == null ? null : (Long) (end / NS_PER_US),
          (span.startNs() - first) / NS_PER_US,
          end == null ? null : (Long) ((end - span.startNs()) / NS_PER_US),
          span.attributes().get(SpanKeys.INPUTS),
          span.attributes().get(SpanKeys.OUTPUTS),
          attributes,
          span.events().stream()
              .map(event ->
                  new EventWire(
                      event.name(), event.timeNs() / NS_PER_US, values(event.attributes())))
              .toList(),
          span.links().stream()
              .map(link -> new LinkWire(link.trace(), link.span(), values(link.attributes())))
              .toList());
    }
  }

  /** Something that happened meanwhile. */
  record EventWire(String name, long atUs, Map<String, @Nullable Object> attributes) {}

  /** Another span that has to do with this one. */
  record LinkWire(String trace, String span, Map<String, @Nullable Object> attributes) {}

  private static Map<String, @Nullable Object> values(Map<String, String> attributes) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    attributes.forEach((key, json) -> values.put(key, JsonText.value(json)));
    return values;
  }
}
