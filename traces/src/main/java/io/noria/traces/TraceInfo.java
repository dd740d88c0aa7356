package io.noria.traces;

import io.noria.tracking.ExperimentId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A trace without its spans.
 *
 * @param id its id
 * @param experiment where it belongs
 * @param startedAt when it began
 * @param duration how long it took; null while it goes on
 * @param state how it stands
 * @param clientRequest the client's name for the request, or null
 * @param requestPreview the beginning of what was asked, or null
 * @param responsePreview the beginning of what was answered, or null
 * @param metadata what does not change, by key
 * @param tags what may change, by key; its name is among them
 * @param assessments what people and programs think of it, oldest first
 * @param spans how many are here
 * @param runs runs that it is linked to, without the one that made it
 * @param prompts versions of prompts that it used, as {@code name/version}
 */
public record TraceInfo(
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
    List<Assessment> assessments,
    long spans,
    List<String> runs,
    List<String> prompts) {
  /** Copies. */
  public TraceInfo {
    metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
    tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    assessments = List.copyOf(assessments);
    runs = List.copyOf(runs);
    prompts = List.copyOf(prompts);
  }
}
