package io.noria.serving.log;

import io.noria.serving.bundle.Bundle;
import org.jspecify.annotations.Nullable;

/**
 * One prediction on its way to the log.
 *
 * @param deployment that answered
 * @param bundle the version, whose signature the values follow
 * @param idHigh upper half of the id
 * @param idLow lower half of the id
 * @param eventMs when it was asked
 * @param recordedMs when it was answered
 * @param latencyNanos how long it took
 * @param key the caller's, or null
 * @param score of the positive class, of the predicted one of many, or the number
 * @param predicted 1 or 0, the class's place of many, or the number
 * @param values for each column the number, or a text's code in the bundle's dictionary; NaN is
 *     missing
 * @param unknown texts that are in no dictionary, by column; null or empty when there are none
 */
@SuppressWarnings("ArrayRecordComponent")
public record LogEntry(
    String deployment,
    Bundle bundle,
    long idHigh,
    long idLow,
    long eventMs,
    long recordedMs,
    long latencyNanos,
    @Nullable String key,
    double score,
    double predicted,
    double[] values,
    @Nullable String @Nullable [] unknown) {}
