package io.noria.traces;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a person or a program thinks of a trace or one of its spans.
 *
 * @param id its id
 * @param trace whose it is
 * @param content what is thought, by whom
 * @param valid false when another assessment has taken its place
 * @param createdAt when it was first said
 * @param updatedAt when it was last changed
 */
public record Assessment(
    AssessmentId id,
    TraceId trace,
    NewAssessment content,
    boolean valid,
    Instant createdAt,
    Instant updatedAt) {
  /** What an assessment says. */
  public enum Kind {
    /** How good it is. */
    FEEDBACK,
    /** What should have come out. */
    EXPECTATION,
    /** That it shows a known issue. */
    ISSUE
  }

  /**
   * Who says so.
   *
   * @param type HUMAN, LLM_JUDGE or CODE
   * @param id which one, or null
   */
  public record Source(String type, @Nullable String id) {}

  /**
   * Why there is no value.
   *
   * @param code the error's kind
   * @param message what went wrong, or null
   * @param stackTrace where, or null
   */
  public record Failure(String code, @Nullable String message, @Nullable String stackTrace) {}

  /**
   * What is to be another; null stays as it is.
   *
   * @param name the assessment's name
   * @param kind what the value is for; null with {@code valueJson} null
   * @param valueJson the value as JSON
   * @param error why there is no value; taken with {@code valueJson}
   * @param rationale why
   * @param metadata more about it, laid over what is there
   * @param valid whether it still holds
   */
  public record Change(
      @Nullable String name,
      @Nullable Kind kind,
      @Nullable String valueJson,
      @Nullable Failure error,
      @Nullable String rationale,
      Map<String, String> metadata,
      @Nullable Boolean valid) {
    /** Copies. */
    public Change {
      metadata = Map.copyOf(metadata);
    }
  }
}
