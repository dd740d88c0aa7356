package io.noria.traces;

import io.noria.base.NoriaException;
import io.noria.traces.Assessment.Failure;
import io.noria.traces.Assessment.Kind;
import io.noria.traces.Assessment.Source;
import io.noria.tracking.Limits;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is thought of a trace.
 *
 * @param name what is judged, for example {@code correctness}; an issue's id
 * @param kind what the value is for
 * @param valueJson any JSON value, {@code null} included; an issue's name as {@code issue_name}
 * @param error why there is no value, or null
 * @param source who says so
 * @param rationale why, or null
 * @param span the span it is about, or null for the trace
 * @param run the run that it came from, or null
 * @param overrides the assessment whose place it takes, or null
 * @param metadata more about it
 * @param createdAt when it was said; null for now
 */
public record NewAssessment(
    String name,
    Kind kind,
    String valueJson,
    @Nullable Failure error,
    Source source,
    @Nullable String rationale,
    @Nullable String span,
    @Nullable String run,
    @Nullable String overrides,
    Map<String, String> metadata,
    @Nullable Instant createdAt) {
  /** Longest name. */
  public static final int NAME = 250;

  /** Longest value, rationale or metadata value. */
  public static final int TEXT = 1 << 20;

  private static final int MOST_METADATA = 1000;

  /** Validates and copies. */
  public NewAssessment {
    Limits.atLeastOne("assessment_name", name);
    Limits.atMost("assessment_name", name, NAME);
    Limits.atMost("assessment value", valueJson, TEXT);
    Limits.atMost("rationale", rationale, TEXT);
    Limits.atMost("span_id", span, NAME);
    Limits.atMost("run_id", run, NAME);
    Limits.atMost("overrides", overrides, NAME);
    Limits.atMost("source_id", source.id(), NAME);
    if (metadata.size() > MOST_METADATA) {
      throw NoriaException.invalid(
          "metadata: "
              + metadata.size()
              + " entries (expected: at most "
              + MOST_METADATA
              + " on an assessment)");
    }
    metadata.forEach((key, value) -> {
      Limits.atMost("assessment metadata key", key, NAME);
      Limits.atMost("assessment metadata value", value, TEXT);
    });
    metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
  }
}
