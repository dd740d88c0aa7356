package io.noria.serving;

import io.noria.pipelines.PipelineRunId;
import io.noria.pipelines.PipelineState;
import io.noria.registry.ModelVersionId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A batch that a server does, or did.
 *
 * @param id of the pipeline run that does it
 * @param request what was asked for
 * @param version of the model, settled when it was asked for
 * @param state where it is
 * @param progress how far it is
 * @param reason one sentence for people
 * @param by who asked for it
 * @param error why it failed; null unless it did
 * @param made the data version that it made; null for files
 * @param eventTime the moment in the data's world; null when it has none
 * @param submittedAt when it was asked for
 * @param startedAt null while it waits
 * @param endedAt null while it is not over
 */
public record BatchPrediction(
    PipelineRunId id,
    BatchRequest request,
    ModelVersionId version,
    PipelineState state,
    BatchProgress progress,
    String reason,
    String by,
    @Nullable String error,
    @Nullable String made,
    @Nullable Instant eventTime,
    Instant submittedAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt) {}
