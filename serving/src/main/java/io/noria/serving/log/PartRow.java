package io.noria.serving.log;

import org.jspecify.annotations.Nullable;

/**
 * A row in a part's own terms: models and texts as places in the part's lists.
 *
 * @param numbers holds the columns' numbers, unused for texts
 * @param from where in them the first column's lies
 * @param codes by column; unused for numbers; -1 is missing
 */
@SuppressWarnings("ArrayRecordComponent")
record PartRow(
    long idHigh,
    long idLow,
    long eventMs,
    long recordedMs,
    long latencyNanos,
    int model,
    int version,
    boolean repeat,
    double score,
    double predicted,
    @Nullable String key,
    double[] numbers,
    int from,
    int[] codes) {}
