package io.noria.protocols.mlflow;

import static io.noria.protocols.mlflow.MlflowMapping.orEmpty;
import static io.noria.protocols.mlflow.MlflowMapping.required;

import com.fasterxml.jackson.databind.JsonNode;
import io.noria.base.NoriaException;
import io.noria.protocols.http.WireJson;
import io.noria.protocols.mlflow.wire.AssessmentMessages;
import io.noria.traces.Assessment;
import io.noria.traces.Assessment.Kind;
import io.noria.traces.JsonText;
import io.noria.traces.NewAssessment;
import io.noria.tracking.Limits;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Between MLflow's messages about assessments and the area's records, both ways. Pure. */
final class AssessmentMapping {
  private static final String FORMAT = "JSON_FORMAT";
  private static final Set<String> SOURCES =
      Set.of("HUMAN", "LLM_JUDGE", "CODE", "SOURCE_TYPE_UNSPECIFIED");
  private static final Set<String> FIELDS =
      Set.of(
          "assessment_name",
          "expectation",
          "feedback",
          "rationale",
          "metadata",
          "valid",
          "error",
          "last_update_time");

  private AssessmentMapping() {}

  // ---- outwards

  static AssessmentMessages.Assessment assessment(Assessment assessment) {
    NewAssessment content = assessment.content();
    AssessmentMessages.Failure error = failure(content.error());
    Kind kind = content.kind();
    return new AssessmentMessages.Assessment(
        assessment.id().value(),
        content.name(),
        assessment.trace().value(),
        content.span(),
        new AssessmentMessages.Source(content.source().type(), content.source().id()),
        assessment.createdAt().toString(),
        assessment.updatedAt().toString(),
        kind == Kind.FEEDBACK
            ? new AssessmentMessages.Feedback(node(content.valueJson()), error)
            : null,
        kind == Kind.EXPECTATION ? expectation(content.valueJson()) : null,
        kind == Kind.ISSUE ? issue(content.valueJson()) : null,
        content.rationale(),
        null,
        content.metadata().isEmpty() ? null : content.metadata(),
        content.overrides(),
        assessment.valid());
  }

  private static JsonNode node(String json) {
    return WireJson.tree(json.getBytes(StandardCharsets.UTF_8));
  }

  /** Lists, objects and null travel as JSON in a text. */
  private static AssessmentMessages.Expectation expectation(String json) {
    JsonNode value = node(json);
    boolean plain = value.isValueNode() && !value.isNull();
    return plain
        ? new AssessmentMessages.Expectation(value, null)
        : new AssessmentMessages.Expectation(null, new AssessmentMessages.Serialized(FORMAT, json));
  }

  private static AssessmentMessages.Issue issue(String json) {
    Map<?, ?> value = JsonText.object(json);
    return new AssessmentMessages.Issue(
        value != null && value.get("issue_name") instanceof String name ? name : "");
  }

  private static AssessmentMessages.@Nullable Failure failure(
      Assessment.@Nullable Failure failure) {
    return failure == null
        ? null
        : new AssessmentMessages.Failure(failure.code(), failure.message(), failure.stackTrace());
  }

  // ---- inwards

  static NewAssessment content(AssessmentMessages.Assessment sent) {
    Kind kind = kind(sent);
    String created = sent.createTime();
    Map<String, String> metadata = sent.metadata() == null ? Map.of() : metadata(sent.metadata());
    return new NewAssessment(
        required("assessment_name", sent.assessmentName()),
        kind,
        value(sent, kind),
        error(sent),
        source(sent.source()),
        sent.rationale(),
        none(sent.spanId()),
        metadata.get("mlflow.assessment.sourceRunId"),
        none(sent.overrides()),
        metadata,
        created == null ? null : TraceMapping.moment("create_time", created));
  }

  /** The fields that the mask names. */
  static Assessment.Change change(AssessmentMessages.One asked) {
    AssessmentMessages.Assessment sent = required("assessment", asked.assessment());
    Set<String> mask = new LinkedHashSet<>();
    for (String path : required("update_mask", asked.updateMask()).split(",", -1)) {
      String field = snake(path.trim());
      if (!FIELDS.contains(field)) {
        throw NoriaException.invalid(
            "update_mask: '"
                + Limits.shown(path)
                + "' (expected: assessment_name, expectation, feedback, rationale, metadata or"
                + " valid)");
      }
      mask.add(field);
    }
    boolean expectation = mask.contains("expectation");
    boolean feedback = mask.contains("feedback");
    if (expectation && feedback) {
      throw NoriaException.invalid(
          "update_mask: expectation and feedback (expected: one of the two)");
    }
    Kind kind = expectation ? Kind.EXPECTATION : feedback ? Kind.FEEDBACK : null;
    return new Assessment.Change(
        mask.contains("assessment_name")
            ? required("assessment_name", sent.assessmentName())
            : null,
        kind,
        kind == null ? null : value(sent, kind),
        kind == null ? null : error(sent),
        mask.contains("rationale") ? orEmpty(sent.rationale()) : null,
        mask.contains("metadata") && sent.metadata() != null ? metadata(sent.metadata()) : Map.of(),
        mask.contains("valid") ? sent.valid() : null);
  }

  /** Masks come as protobuf's JSON writes them, in lowerCamelCase, or in the fields' own names. */
  private static String snake(String path) {
    return path.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  private static Kind kind(AssessmentMessages.Assessment sent) {
    List<Kind> given =
        java.util.stream.Stream.of(
                sent.feedback() == null ? null : Kind.FEEDBACK,
                sent.expectation() == null ? null : Kind.EXPECTATION,
                sent.issue() == null ? null : Kind.ISSUE)
            .filter(java.util.Objects::nonNull)
            .toList();
    if (given.size() != 1) {
      throw NoriaException.invalid(
          "assessment: "
              + (given.isEmpty() ? "neither feedback nor expectation nor issue" : given)
              + " (expected: exactly one of feedback, expectation and issue)");
    }
    return given.getFirst();
  }

  private static String value(AssessmentMessages.Assessment sent, Kind kind) {
    switch (kind) {
      case FEEDBACK -> {
        AssessmentMessages.Feedback feedback = required("feedback", sent.feedback());
        return text(feedback.value());
      }
      case ISSUE -> {
        AssessmentMessages.Issue issue = required("issue", sent.issue());
        return JsonText.of(Map.of("issue_name", orEmpty(issue.issueName())));
      }
      case EXPECTATION -> {
        AssessmentMessages.Expectation expectation = required("expectation", sent.expectation());
        AssessmentMessages.Serialized serialized = expectation.serializedValue();
        if (serialized == null) {
          return text(expectation.value());
        }
        if (!FORMAT.equals(serialized.serializationFormat())) {
          throw NoriaException.invalid(
              "serialization_format: '"
                  + Limits.shown(orEmpty(serialized.serializationFormat()))
                  + "' (expected: "
                  + FORMAT
                  + ")");
        }
        return text(node(required("serialized_value.value", serialized.value())));
      }
    }
    throw new IllegalStateException(kind.name());
  }

  private static String text(@Nullable JsonNode value) {
    return value == null ? "null" : value.toString();
  }

  private static Assessment.@Nullable Failure error(AssessmentMessages.Assessment sent) {
    AssessmentMessages.Feedback feedback = sent.feedback();
    AssessmentMessages.Failure error =
        feedback != null && feedback.error() != null ? feedback.error() : sent.error();
    if (error == null) {
      return null;
    }
    return new Assessment.Failure(
        orEmpty(error.errorCode()), error.errorMessage(), error.stackTrace());
  }

  private static Assessment.Source source(AssessmentMessages.@Nullable Source sent) {
    AssessmentMessages.Source given = required("source", sent);
    String type = required("source_type", given.sourceType());
    if (!SOURCES.contains(type)) {
      throw NoriaException.invalid(
          "source_type: '" + Limits.shown(type) + "' (expected: HUMAN, LLM_JUDGE or CODE)");
    }
    return new Assessment.Source(type, given.sourceId());
  }

  private static Map<String, String> metadata(Map<String, String> sent) {
    sent.forEach((key, value) -> {
      if (value == null) {
        throw NoriaException.invalid(
            "metadata '" + Limits.shown(key) + "': null (expected: a text)");
      }
    });
    return sent;
  }

  private static @Nullable String none(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }
}
