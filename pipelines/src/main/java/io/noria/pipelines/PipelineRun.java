package io.noria.pipelines;

import io.noria.base.Ref;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One run of a pipeline.
 *
 * @param id its id
 * @param spec what was submitted
 * @param state where it is
 * @param reason why it was submitted
 * @param eventTime the moment in the data's world it belongs to
 * @param causes the records that started it
 * @param labels for every record that its tasks make, by name
 * @param actor who submitted it
 * @param error what went wrong, in one sentence; null unless it failed
 * @param submittedAt when it was recorded
 * @param startedAt when its first task could start; null while it waits
 * @param endedAt null while it is not over
 */
public record PipelineRun(
    PipelineRunId id,
    PipelineSpec spec,
    PipelineState state,
    String reason,
    @Nullable Instant eventTime,
    List<Ref> causes,
    Map<String, String> labels,
    String actor,
    @Nullable String error,
    Instant submittedAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt) {
  /** Copies. */
  public PipelineRun {
    causes = List.copyOf(causes);
    labels = Collections.unmodifiableMap(new TreeMap<>(labels));
  }

  /** The pipeline's name. */
  public String pipeline() {
    return spec.name();
  }
}
