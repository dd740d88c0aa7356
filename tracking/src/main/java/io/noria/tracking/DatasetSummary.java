package io.noria.tracking;

import org.jspecify.annotations.Nullable;

/**
 * A dataset that runs of an experiment read, once for each context.
 *
 * @param experiment of the runs
 * @param name the dataset's
 * @param digest of its content, as the client made it
 * @param context what it was read for, such as {@code training}; null when nobody said
 */
public record DatasetSummary(
    ExperimentId experiment, String name, String digest, @Nullable String context) {}
