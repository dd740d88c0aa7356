package io.noria.traces;

import io.noria.tracking.ExperimentId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client says of a trace.
 *
 * @param id the client's own
 * @param experiment where it belongs
 * @param startedAt when it began
 * @param duration how long it took; null while it goes on
 * @param state how it stands
 * @param clientRequest the client's name for the request, or null
 * @param requestPreview the beginning of what was asked, or null
 * @param responsePreview the beginning of what was answered, or null
 * @param metadata what does not change; see {@link SpanKeys}
 * @param tags what may change
 * @param assessments that come with it
 */
public record NewTrace(
    TraceId id,
    ExperimentId experiment,
    Instant startedAt,
    @Nullable Duration duration,
    TraceState state,
    @Nullable String clientRequest,
    @Nullable String requestPreview,
    @Nullable String responsePreview,
    Map<String, String> metadata,
    Map<String, String> tags,
    List<NewAssessment> assessments) {
  /** Copies. */
  public NewTrace {
    metadata = Map.copyOf(metadata);
    tags = Map.copyOf(tags);
    assessments = List.copyOf(assessments);
  }
}
