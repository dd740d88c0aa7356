package io.noria.tracking;

import org.jspecify.annotations.Nullable;

/**
 * A metric point that a run measured for a logged model.
 *
 * @param model the model
 * @param metric the point
 * @param datasetName what it was measured on, or null
 * @param datasetDigest that dataset's digest, or null
 */
public record ModelPoint(
    LoggedModelId model,
    Metric metric,
    @Nullable String datasetName,
    @Nullable String datasetDigest) {}
