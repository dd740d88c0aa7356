package io.noria.importing.leaving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An assessment as a row. Pure. */
final class AssessmentRow {
  private AssessmentRow() {}

  static Row of(String trace, long experiment, long traceTime, JsonNode assessment) {
    JsonNode feedback = assessment.path("feedback");
    String type =
        assessment.has("feedback")
            ? "feedback"
            : assessment.has("expectation") ? "expectation" : "issue";
    JsonNode value =
        switch (type) {
          case "feedback" -> feedback.path("value");
          case "expectation" -> expectation(assessment.path("expectation"));
          default -> assessment.path("issue");
        };
    Double aggregate = aggregate(value);
    JsonNode error = feedback.path("error");
    JsonNode source = assessment.path("source");
    JsonNode metadata = assessment.path("metadata");
    String overrides = Reader.text(assessment, "overrides");
    return Row.of("assessments")
        .with("assessment_id", assessment.path("assessment_id").asText())
        .with("trace_id", trace)
        .with("name", assessment.path("assessment_name").asText())
        .with("assessment_type", type)
        .with("value", value.isMissingNode() ? "null" : value.toString())
        .with("error", error.isObject() ? error(error) : null)
        .with("created_timestamp", TraceExport.millis(assessment.path("create_time").asText()))
        .with(
            "last_updated_timestamp",
            TraceExport.millis(assessment.path("last_update_time").asText()))
        .with("source_type", source.path("source_type").asText())
        .with("source_id", Reader.text(source, "source_id"))
        .with("run_id", Reader.text(metadata, "mlflow.assessment.sourceRunId"))
        .with("span_id", Reader.text(assessment, "span_id"))
        .with("rationale", Reader.text(assessment, "rationale"))
        .with("overrides", overrides == null || overrides.isEmpty() ? null : overrides)
        .with("valid", assessment.path("valid").asBoolean(true) ? 1 : 0)
        .with(
            "assessment_metadata",
            metadata.isObject() && !metadata.isEmpty() ? metadata.toString() : null)
        .with("experiment_id", experiment)
        .with("trace_timestamp_ms", traceTime)
        .with("aggregate_value", aggregate)
        .with("is_numeric_value", value.isNumber() && aggregate != null ? 1 : 0);
  }

  /** Lists and objects travel as JSON in a text. */
  private static JsonNode expectation(JsonNode expectation) {
    return expectation.has("serialized_value")
        ? TraceExport.tree(expectation.path("serialized_value").path("value").asText())
        : expectation.path("value");
  }

  private static String error(JsonNode error) {
    ObjectNode kept = JsonNodeFactory.instance.objectNode();
    for (String field : new String[] {"error_code", "error_message", "stack_trace"}) {
      kept.put(field, Reader.text(error, field));
    }
    return kept.toString();
  }

  /** The figure that MLflow's charts take the mean of: numbers, and yes and no. */
  private static @Nullable Double aggregate(JsonNode value) {
    if (value.isBoolean()) {
      return value.asBoolean() ? 1.0 : 0.0;
    }
    if (value.isNumber()) {
      return Double.isFinite(value.asDouble()) ? (Double) value.asDouble() : null;
    }
    return switch (value.asText().strip().toLowerCase(Locale.ROOT)) {
      case "yes" -> (Double) 1.0;
      case "no" -> (Double) 0.0;
      default -> null;
    };
  }
}
