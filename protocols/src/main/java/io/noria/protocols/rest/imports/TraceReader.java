package io.noria.protocols.rest.imports;

import static io.noria.protocols.rest.imports.ImportMapping.required;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.base.NoriaException;
import io.noria.protocols.http.Exchange;
import io.noria.traces.Assessment;
import io.noria.traces.AssessmentId;
import io.noria.traces.JsonText;
import io.noria.traces.NewAssessment;
import io.noria.traces.TraceId;
import io.noria.traces.TraceImports;
import io.noria.traces.TraceState;
import io.noria.tracking.Limits;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a trace from the JSON that MLflow writes of one: {@code {"info": …, "data": {"spans": …}}}.
 * Beside what MLflow has there may be {@code info.runs} and {@code info.prompts}: ids of linked
 * runs, and {@code name/version} of prompts.
 */
final class TraceReader {
  private TraceReader() {}

  static TraceImports.Restored read(ImportLine.TraceWire wire) {
    String id = required("trace.id", wire.id());
    JsonNode trace = required("trace.trace", wire.trace());
    JsonNode info = trace.path("info");
    Instant started = moment("request_time", info.path("request_time").asText(""));
    return new TraceImports.Restored(
        new TraceId(id),
        required("trace.experiment", wire.experiment()),
        started,
        duration(info),
        state(info.path("state").asText("")),
        text(info, "client_request_id"),
        text(info, "request_preview"),
        text(info, "response_preview"),
        pairs(info.path("trace_metadata")),
        pairs(info.path("tags")),
        assessments(info.path("assessments")),
        SpanReader.read(trace.path("data").path("spans")),
        texts(info.path("runs")),
        texts(info.path("prompts")));
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(one -> texts.add(one.asText()));
    return texts;
  }

  private static Map<String, String> pairs(JsonNode object) {
    Map<String, String> pairs = new LinkedHashMap<>();
    object
        .properties()
        .forEach(field -> {
          JsonNode value = field.getValue();
          if (!value.isNull()) {
            pairs.put(field.getKey(), value.isTextual() ? value.textValue() : value.toString());
          }
        });
    return pairs;
  }

  private static @Nullable Duration duration(JsonNode info) {
    JsonNode millis = info.path("execution_duration_ms");
    if (millis.isIntegralNumber()) {
      return Duration.ofMillis(millis.longValue());
    }
    String text = info.path("execution_duration").asText("");
    if (text.isEmpty()) {
      return null;
    }
    try {
      BigDecimal seconds = new BigDecimal(text.replaceAll("s$", ""));
      return Duration.ofMillis(
          seconds.movePointRight(3).setScale(0, RoundingMode.DOWN).longValueExact());
    } catch (ArithmeticException | NumberFormatException e) {
      throw NoriaException.invalid(
          "execution_duration: '" + Limits.shown(text) + "' (expected: seconds such as 1.25s)");
    }
  }

  private static TraceState state(String name) {
    for (TraceState state : TraceState.values()) {
      if (state.name().equals(name)) {
        return state;
      }
    }
    return TraceState.STATE_UNSPECIFIED;
  }

  private static List<TraceImports.RestoredAssessment> assessments(JsonNode list) {
    List<TraceImports.RestoredAssessment> found = new ArrayList<>();
    for (JsonNode one : list) {
      Instant created = moment("create_time", one.path("create_time").asText(""));
      String updated = one.path("last_update_time").asText("");
      found.add(
          new TraceImports.RestoredAssessment(
              new AssessmentId(one.path("assessment_id").asText("")),
              content(one, created),
              one.path("valid").asBoolean(true),
              updated.isEmpty() ? created : moment("last_update_time", updated)));
    }
    return found;
  }

  private static NewAssessment content(JsonNode one, Instant created) {
    Map<String, String> metadata = pairs(one.path("metadata"));
    Assessment.Kind kind =
        one.has("feedback")
            ? Assessment.Kind.FEEDBACK
            : one.has("expectation") ? Assessment.Kind.EXPECTATION : Assessment.Kind.ISSUE;
    String run = text(one, "run_id");
    return new NewAssessment(
        one.path("assessment_name").asText(""),
        kind,
        value(one, kind),
        failure(one),
        new Assessment.Source(
            one.path("source").path("source_type").asText("SOURCE_TYPE_UNSPECIFIED"),
            text(one.path("source"), "source_id")),
        text(one, "rationale"),
        text(one, "span_id"),
        run == null ? metadata.get("mlflow.assessment.sourceRunId") : run,
        text(one, "overrides"),
        metadata,
        created);
  }

  private static String value(JsonNode one, Assessment.Kind kind) {
    return switch (kind) {
      case FEEDBACK -> json(one.path("feedback").path("value"));
      case ISSUE ->
          JsonText.of(Map.of("issue_name", one.path("issue").path("issue_name").asText("")));
      case EXPECTATION -> {
        JsonNode serialized = one.path("expectation").path("serialized_value").path("value");
        yield serialized.isTextual()
            ? serialized.textValue()
            : json(one.path("expectation").path("value"));
      }
    };
  }

  private static String json(JsonNode value) {
    return value.isMissingNode() ? "null" : value.toString();
  }

  private static Assessment.@Nullable Failure failure(JsonNode one) {
    JsonNode error = one.path("feedback").path("error");
    if (!error.isObject()) {
      return null;
    }
    return new Assessment.Failure(
        error.path("error_code").asText(""),
        text(error, "error_message"),
        text(error, "stack_trace"));
  }

  private static @Nullable String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isTextual() && !value.textValue().isEmpty() ? value.textValue() : null;
  }

  private static Instant moment(String name, String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      return Exchange.instant(name, text);
    }
  }
}
