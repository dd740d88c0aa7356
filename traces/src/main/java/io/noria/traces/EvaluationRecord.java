package io.noria.traces;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record of an evaluation dataset.
 *
 * @param id {@code dr-} and 32 hexadecimal digits
 * @param content what it holds
 * @param createdBy who made it, or null
 * @param updatedBy who changed it last, or null
 * @param createdAt when it was made
 * @param updatedAt when it was last changed
 */
public record EvaluationRecord(
    String id,
    Content content,
    @Nullable String createdBy,
    @Nullable String updatedBy,
    Instant createdAt,
    Instant updatedAt) {
  /**
   * What a record holds.
   *
   * @param inputs by name; the same inputs are the same record
   * @param outputsJson any JSON value; null when nothing was said
   * @param expectations by name; null when nothing was said
   * @param tags by key
   * @param source where it comes from; {@code source_type} and {@code source_data}; or null
   */
  public record Content(
      Map<String, ?> inputs,
      @Nullable String outputsJson,
      @Nullable Map<String, ?> expectations,
      Map<String, ?> tags,
      @Nullable Map<String, ?> source) {}
}
