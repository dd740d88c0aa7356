package io.noria.protocols.mlflow.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Messages about assessments. */
public final class AssessmentMessages {
  private AssessmentMessages() {}

  /** What is thought of a trace. */
  public record Assessment(
      @Nullable String assessmentId,
      @Nullable String assessmentName,
      @Nullable String traceId,
      @Nullable String spanId,
      @Nullable Source source,
      @Nullable String createTime,
      @Nullable String lastUpdateTime,
      @Nullable Feedback feedback,
      @Nullable Expectation expectation,
      @Nullable Issue issue,
      @Nullable String rationale,
      @Nullable Failure error,
      @Nullable Map<String, String> metadata,
      @Nullable String overrides,
      @Nullable Boolean valid) {}

  /** Who says so. */
  public record Source(@Nullable String sourceType, @Nullable String sourceId) {}

  /** Why there is no value. */
  public record Failure(
      @Nullable String errorCode, @Nullable String errorMessage, @Nullable String stackTrace) {}

  /** How good it is. */
  public record Feedback(@Nullable JsonNode value, @Nullable Failure error) {}

  /** What should have come out; lists and objects come as JSON in a text. */
  public record Expectation(@Nullable JsonNode value, @Nullable Serialized serializedValue) {}

  /** A value in a text. */
  public record Serialized(@Nullable String serializationFormat, @Nullable String value) {}

  /** A known issue. */
  public record Issue(@Nullable String issueName) {}

  /** One assessment, asked or answered; a change names its fields. */
  public record One(@Nullable Assessment assessment, @Nullable String updateMask) {}
}
