package io.noria.protocols.mlflow;

import static io.noria.protocols.mlflow.MlflowMapping.orEmpty;
import static io.noria.protocols.mlflow.MlflowMapping.orNone;
import static io.noria.protocols.mlflow.MlflowMapping.required;
import static io.noria.protocols.mlflow.MlflowMapping.some;

import io.noria.base.NoriaException;
import io.noria.protocols.mlflow.space.Space;
import io.noria.protocols.mlflow.wire.Shared;
import io.noria.protocols.mlflow.wire.TraceMessages;
import io.noria.traces.NewTrace;
import io.noria.traces.Span;
import io.noria.traces.SpanEvent;
import io.noria.traces.SpanKeys;
import io.noria.traces.SpanLink;
import io.noria.traces.Trace;
import io.noria.traces.TraceId;
import io.noria.traces.TraceInfo;
import io.noria.traces.TraceState;
import io.noria.tracking.ExperimentId;
import io.noria.tracking.Limits;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Between MLflow's messages about traces and the area's records, both ways. Pure. */
final class TraceMapping {
  private static final String EXPERIMENT = "MLFLOW_EXPERIMENT";

  private TraceMapping() {}

  // ---- outwards

  static TraceMessages.Info info(TraceInfo info) {
    Duration duration = info.duration();
    return new TraceMessages.Info(
        info.id().value(),
        info.clientRequest(),
        new TraceMessages.Location(
            EXPERIMENT, new TraceMessages.OfExperiment(info.experiment().value())),
        info.requestPreview(),
        info.responsePreview(),
        info.startedAt().toString(),
        duration == null ? null : duration(duration),
        info.state().name(),
        info.metadata(),
        some(info.assessments().stream().map(AssessmentMapping::assessment).toList()),
        tags(info));
  }

  /** With the place of the files as the workspace knows it. */
  private static Map<String, String> tags(TraceInfo info) {
    Map<String, String> tags = new TreeMap<>(info.tags());
    tags.computeIfPresent(SpanKeys.ARTIFACTS, (key, uri) -> Space.uri(uri));
    return tags;
  }

  private static String duration(Duration duration) {
    return BigDecimal.valueOf(duration.toMillis(), 3) + "s";
  }

  static TraceMessages.Trace trace(Trace trace) {
    String hex = trace.info().id().hex();
    return new TraceMessages.Trace(
        info(trace.info()), trace.spans().stream().map(span -> span(hex, span)).toList());
  }

  private static TraceMessages.Span span(String trace, Span span) {
    String parent = span.parent();
    return new TraceMessages.Span(
        base64(trace),
        base64(span.id()),
        parent == null ? null : base64(parent),
        span.name(),
        span.startNs(),
        span.endNs(),
        attributes(span.attributes()),
        span.events().stream().map(TraceMapping::event).toList(),
        span.links().stream().map(TraceMapping::link).toList(),
        new TraceMessages.Status(
            span.statusMessage().isEmpty() ? null : span.statusMessage(),
            "STATUS_CODE_" + span.status().name()));
  }

  private static TraceMessages.Event event(SpanEvent event) {
    return new TraceMessages.Event(event.timeNs(), event.name(), attributes(event.attributes()));
  }

  private static TraceMessages.Link link(SpanLink link) {
    return new TraceMessages.Link(
        base64(link.trace()), base64(link.span()), attributes(link.attributes()));
  }

  private static List<TraceMessages.Attribute> attributes(Map<String, String> attributes) {
    return attributes.entrySet().stream()
        .map(e -> new TraceMessages.Attribute(e.getKey(), OtlpValues.wire(e.getValue())))
        .toList();
  }

  private static String base64(String hex) {
    return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
  }

  static TraceMessages.OldInfo old(TraceInfo info) {
    Duration duration = info.duration();
    return new TraceMessages.OldInfo(
        info.id().value(),
        info.experiment().value(),
        info.startedAt().toEpochMilli(),
        duration == null ? null : (Long) duration.toMillis(),
        info.state() == TraceState.STATE_UNSPECIFIED
            ? "TRACE_STATUS_UNSPECIFIED"
            : info.state().name(),
        pairs(info.metadata()),
        pairs(tags(info)));
  }

  private static @Nullable List<Shared.KeyValue> pairs(Map<String, String> map) {
    return MlflowMapping.pairs(map);
  }

  // ---- inwards

  static NewTrace trace(TraceMessages.Info info) {
    return new NewTrace(
        new TraceId(required("trace_id", info.traceId())),
        experiment(info.traceLocation()),
        moment("request_time", required("request_time", info.requestTime())),
        info.executionDuration() == null ? null : parseDuration(info.executionDuration()),
        state(orEmpty(info.state())),
        empty(info.clientRequestId()),
        info.requestPreview(),
        info.responsePreview(),
        pairs("metadata", info.traceMetadata()),
        pairs("tag", info.tags()),
        orNone(info.assessments()).stream().map(AssessmentMapping::content).toList());
  }

  private static @Nullable String empty(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }

  private static Map<String, String> pairs(String what, @Nullable Map<String, String> pairs) {
    if (pairs == null) {
      return Map.of();
    }
    pairs.forEach((key, value) -> {
      if (value == null) {
        throw NoriaException.invalid(
            what + " '" + Limits.shown(key) + "': null (expected: a text)");
      }
    });
    return pairs;
  }

  static ExperimentId experiment(TraceMessages.@Nullable Location location) {
    TraceMessages.OfExperiment of = location == null ? null : location.mlflowExperiment();
    if (of == null) {
      throw NoriaException.invalid(
          "trace_location: no mlflow_experiment (expected: one with an experiment_id)");
    }
    return new ExperimentId(required("experiment_id", of.experimentId()));
  }

  /** A moment as protobuf writes it in JSON. */
  static Instant moment(String name, String text) {
    try {
      Instant moment = OffsetDateTime.parse(text).toInstant();
      long millis = moment.toEpochMilli();
      return MlflowMapping.instant(name, millis);
    } catch (DateTimeParseException | ArithmeticException e) {
      throw NoriaException.invalid(
          name
              + ": '"
              + Limits.shown(text)
              + "' (expected: a time such as 2026-04-01T00:00:00.123Z)");
    }
  }

  private static Duration parseDuration(String text) {
    try {
      if (text.endsWith("s") && text.length() < 40) {
        BigDecimal seconds = new BigDecimal(text.substring(0, text.length() - 1));
        return Duration.ofMillis(
            seconds.movePointRight(3).setScale(0, java.math.RoundingMode.DOWN).longValueExact());
      }
    } catch (NumberFormatException | ArithmeticException e) {
      throw badDuration(text);
    }
    throw badDuration(text);
  }

  private static NoriaException badDuration(String text) {
    return NoriaException.invalid(
        "execution_duration: '" + Limits.shown(text) + "' (expected: seconds such as 1.250s)");
  }

  static TraceState state(String name) {
    if (name.isEmpty() || name.equals("TRACE_STATUS_UNSPECIFIED")) {
      return TraceState.STATE_UNSPECIFIED;
    }
    for (TraceState state : TraceState.values()) {
      if (state.name().equals(name)) {
        return state;
      }
    }
    throw NoriaException.invalid(
        "state: '"
            + Limits.shown(name)
            + "' (expected: one of "
            + List.of(TraceState.values())
            + ")");
  }
}
